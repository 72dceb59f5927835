"""Words a notice as a letter: subject and text, by the templates.

`templates/<kind>.txt` says which words of the catalogue make the letter, the subject in its first
line and the text below it; a frame of the same folder adds the greeting, the request or the
invoice, and who must act. The templates are the same in every language. `html_letter` makes the
HTML of the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, Template
from jinja2.runtime import Context

from adapters.mail.html_letter import Inline, PrintedLetter, html_letter, printed_letter
from adapters.mail.invoice_facts import invoice_facts
from adapters.mail.next_step import next_step
from adapters.mail.plain_text import (
    held_together,
    one_line,
    released,
    wrapped,
    written_date,
    written_money,
)
from adapters.mail.templating import Worded, environment
from adapters.mail.words import explained, listed
from domain.letters.addressed import Addressed
from domain.letters.pages import page_of
from domain.notices import ABOUT_LIMITS, Notice, NoticeKind
from wording.calls import step_of_call
from wording.catalogue import staff_words, words_in

_BARE = {NoticeKind.CONFIRM_CONTACT, NoticeKind.CUSTOMER_LINK}
"""Letters about no request or invoice."""


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    body: str
    language: str
    html: str = ""
    """Empty where there is none."""
    images: tuple[Inline, ...] = ()
    """What the HTML shows."""


def write_letter(
    notice: Notice, addressed: Addressed | None = None, reach: str = "", attached: bool = False
) -> Letter:
    """Words a notice in the reader's language; the teams read English.

    Args:
        addressed: The decisions about it as it goes out, such as its link.
        reach: The address that a reader without a link writes to.
        attached: A document goes with it.

    Raises:
        jinja2.TemplateError: the template is wrong.
        zoneinfo.ZoneInfoNotFoundError: the notice names no time zone.
    """
    said = _worded(notice, addressed or Addressed(), reach, attached)
    body = _render(f"{said.frame}.txt", {**said.facts, "text": wrapped(said.text)})
    made = html_letter(notice, said, _render)
    return Letter(said.subject, released(body), said.language, made.html, made.images)


def letter_on_paper(notice: Notice, reach: str = "") -> PrintedLetter:
    """What a letter to a customer says on paper, where no link can be followed.

    Args:
        reach: The address that the reader writes to.
    """
    return printed_letter(notice, _worded(notice, Addressed(), reach), _render)


def _worded(notice: Notice, addressed: Addressed, reach: str, attached: bool = False) -> Worded:
    to_team = notice.kind.startswith("team_")
    language = "en" if to_team else notice.language
    facts = {**_facts(notice, language), **_addressing(notice, addressed, reach, language)}
    words = staff_words() if to_team else words_in(language)
    facts["t"] = lambda key, **more: words.plain(key, {**facts, **more} if more else facts)
    facts["step"] = next_step(notice.kind, to_team, facts, facts["t"])
    worded = _render(f"{notice.kind}.txt", facts)
    if (company := facts["company"]).endswith("."):
        # "Contoso B.V." at the end of a sentence has its full stop already.
        worded = worded.replace(f"{company}.", company)
    subject, _, text = worded.partition("\n")
    if attached:
        text = f"{text.rstrip()}\n\n{facts['t']('letter.attached')}\n"
    return Worded(one_line(subject), text, _frame(notice, to_team), language, facts)


def _render(template: str, facts: dict[str, Any]) -> str:
    return _template(template).render(facts)


def _facts(notice: Notice, language: str) -> dict[str, Any]:
    deadline = notice.deadline
    return {
        "request": notice.request,
        "company": held_together(one_line(notice.company)),
        "deadline": deadline and held_together(written_date(deadline, notice.time_zone, language)),
        "ahead": deadline is not None and deadline > notice.at,
        "amount": notice.amount and held_together(written_money(notice.amount, language)),
        "reason": notice.reason and explained(notice.reason, language),
        "items": listed(notice.items, language),
        "told": _refused_step(notice),
        **invoice_facts(notice, language),
    }


def _refused_step(notice: Notice) -> str | None:
    """The step that the billing system was told of; None in letters of before, whose reason says
    it, too."""
    refused = notice.kind is NoticeKind.TEAM_PROVIDER_REFUSED and notice.items
    return step_of_call(notice.items[0].code) if refused else None


def _addressing(notice: Notice, addressed: Addressed, reach: str, language: str) -> dict[str, Any]:
    until = addressed.until
    return {
        "name": one_line("" if addressed.instead else notice.name or ""),
        "link": addressed.link,
        "link_until": until and held_together(written_date(until, notice.time_zone, language)),
        "instead": addressed.instead,
        "page": page_of(notice).value,
        "reach": reach,
    }


def _frame(notice: Notice, to_team: bool) -> str:
    if notice.kind in _BARE:
        return "_bare"
    if notice.invoice is not None:
        return "_invoice_team" if to_team else "_invoice"
    if notice.kind in ABOUT_LIMITS:
        return "_limit_team" if to_team else "_limit"
    return "_team" if to_team else "_customer"


class _Context(Context):
    """What a template has, for templates that call nothing but `t`."""

    def call(self, said: Callable[..., str], /, *args: Any, **more: Any) -> str:
        # Jinja first asks whether to pass the context, for longer than it takes to say a word.
        return said(*args, **more)


@cache
def _template(name: str) -> Template:
    return _templates().get_template(name)


@cache
def _templates() -> Environment:
    made = environment(escapes=False)
    made.keep_trailing_newline = True
    made.context_class = _Context
    made.filters["wrapped"] = wrapped
    return made
