"""A letter as HTML, of the same facts and words as its text: one layout for all letters.

It needs no image to be understood, and nothing from elsewhere: styles are its own, and the code
that a banking app reads comes along. All that is not of this layout is escaped.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Template

from adapters.mail.html_text import Block, Row, blocks_of, rows_of
from adapters.mail.payment_code import PaymentCode, payment_code
from adapters.mail.plain_text import released
from adapters.mail.templating import Render, Worded, environment
from domain.notices import Notice, NoticeKind
from domain.values.epc import epc_text

LARGEST = 90_000
"""Bytes of HTML at the most: mail programs cut off what comes after about a hundred thousand. A
longer letter goes as text alone."""

CODE = "payment-code@letter"
"""The content id of the code."""


@dataclass(frozen=True, slots=True)
class Inline:
    """An image that is shown in the letter."""

    content_id: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class HtmlLetter:
    html: str = ""
    """Empty where it would be too long."""
    images: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedLetter:
    """What a letter says on paper, text by text."""

    subject: str
    language: str
    greeting: str
    blocks: tuple[Block, ...]
    rows: tuple[Row, ...]
    """What it is about."""
    pay_title: str
    pay: tuple[Row, ...]
    """How to pay, where it asks for that."""
    pay_notes: tuple[str, ...]
    epc: str | None
    """The text of the code that a banking app reads."""
    scan: str
    scan_in_words: str
    reach: str
    """How to answer."""
    closing: tuple[str, ...]


def html_letter(notice: Notice, said: Worded, render: Render) -> HtmlLetter:
    """The letter of this notice, as it is worded."""
    rows, pay = _tables(said, render)
    code = _code(notice) if pay else None
    html = released(
        _template().render(
            **said.facts,
            subject=said.subject,
            language=said.language,
            blocks=blocks_of(said.text),
            rows=rows,
            pay=pay,
            code=CODE,
            side=code and code.side,
            **_around(notice, said),
        )
    )
    if len(html.encode()) > LARGEST:
        return HtmlLetter()
    return HtmlLetter(html, (Inline(CODE, "image/png", code.png),) if code else ())


def printed_letter(notice: Notice, said: Worded, render: Render) -> PrintedLetter:
    """The same letter for paper."""
    rows, pay = _tables(said, render)
    around = _around(notice, said)
    t: Callable[..., str] = said.facts["t"]
    grows = pay and said.facts["invoice"].holds_until
    return PrintedLetter(
        subject=released(said.subject),
        language=said.language,
        greeting=released(around["greeting"]),
        blocks=tuple(blocks_of(released(said.text))),
        rows=tuple(_released(rows)),
        pay_title=t("letter.pay.title") if pay else "",
        pay=tuple(_released(pay)),
        pay_notes=(
            *((t("letter.pay.exactly"),) if pay else ()),
            *((t("letter.pay.holds"),) if grows else ()),
        ),
        epc=_epc(notice) if pay else None,
        scan=t("letter.scan"),
        scan_in_words=t("letter.scan_alt"),
        reach=released(around["no_link"]),
        closing=(t("letter.regards"), t("letter.sender")),
    )


def _released(rows: Iterable[Row]) -> Iterator[Row]:
    return (Row(released(name), released(value)) for name, value in rows)


_TO_TEAMS = frozenset({"_team", "_invoice_team", "_limit_team"})
_TABLES = {
    "_customer": "_request_table.txt",
    "_team": "_request_table.txt",
    "_limit": "_limit_table.txt",
    "_limit_team": "_limit_table.txt",
    "_invoice": "_invoice_table.txt",
    "_invoice_team": "_invoice_table.txt",
}


def _tables(said: Worded, render: Render) -> tuple[list[Row], list[Row]]:
    """What the letter is about, and how to pay where it asks for that."""
    about, facts = _TABLES.get(said.frame), said.facts
    rows = rows_of(render(about, facts)) if about else []
    if said.frame != "_invoice":
        return rows, []
    rows += rows_of(facts["t"]("letter.invoice.step"))
    asks = facts["invoice"].to_pay
    return rows, rows_of(render("_pay_table.txt", facts)) if asks else []


def _around(notice: Notice, said: Worded) -> dict[str, Any]:
    """What stands around the letter's own text."""
    facts = said.facts
    t: Callable[..., str] = facts["t"]
    if said.frame in _TO_TEAMS:
        return {
            "greeting": "",
            "invites": t("letter.console.link"),
            "button": t("letter.button.console"),
            "no_link": t("letter.console.no_link"),
            "notes": (),
            "signed": False,
        }
    bare, page = said.frame == "_bare", facts["page"]
    confirms = notice.kind is NoticeKind.CONFIRM_CONTACT
    until = t("letter.link_until" if bare else "letter.link_for_you")
    return {
        "greeting": t("letter.hello" if bare else "letter.dear"),
        # The text of a letter about nothing else ends with it.
        "invites": "" if bare else t("letter.page." + page),
        "button": t("letter.button." + ("confirm" if confirms else page)),
        "no_link": facts["reach"] and t("letter.write_to_us" if bare else "letter.write_to_act"),
        "notes": (
            *((until,) if facts["link"] else ()),
            *((t("letter.instead_of_contact"),) if facts["instead"] and not bare else ()),
        ),
        "signed": True,
    }


def _code(notice: Notice) -> PaymentCode | None:
    text = _epc(notice)
    return payment_code(text) if text else None


def _epc(notice: Notice) -> str | None:
    invoice = notice.invoice
    if invoice is None:
        return None
    to_pay = invoice.to_pay
    return epc_text(invoice.pay_to, to_pay.amount, to_pay.currency, invoice.reference)


@cache
def _template() -> Template:
    return environment(escapes=True).get_template("letter.html")
