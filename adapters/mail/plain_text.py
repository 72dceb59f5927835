"""Text of letters: dates, money, quotations, and lines that are not too long."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from math import inf
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta

from domain.values.money import Money
from wording import money as wording
from wording.catalogue import LOCALES

WIDTH = 76
"""Columns, as RFC 3676 advises."""

_KEPT = 1024
"""Dates and amounts whose wording is cached: letters of one day share most of theirs."""

_HELD = "\N{NO-BREAK SPACE}"

_BLANKS = re.compile("[ \n]+")
"""Where a line may end: not at the blank that holds words together."""

_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters except the line break, and unpaired surrogates."""


def written_date(moment: datetime, time_zone: str, language: str) -> str:
    """The day on which this moment falls in the zone: `Monday 30 November 2026`."""
    return written_day(moment.astimezone(ZoneInfo(time_zone)).date(), language)


def written_money(money: Money, language: str) -> str:
    """`€8,000.00` in English, `€ 8.000,00` in Dutch."""
    return _written_amount(money.amount, money.currency, language)


@lru_cache(_KEPT)
def written_day(day: date, language: str) -> str:
    """A date that is the same everywhere, written like any other."""
    return format_date(day, "EEEE d MMMM y", locale=LOCALES[language])


@lru_cache(_KEPT)
def written_days(count: int, language: str) -> str:
    """`1 day`, `12 days`."""
    # Not format_unit: it has no Dutch word for days, since it ignores the aliases of CLDR.
    return format_timedelta(
        timedelta(days=count), granularity="day", threshold=inf, locale=LOCALES[language]
    )


def grouped(code: str) -> str:
    """In groups of four, as an IBAN or a creditor reference is read: `NL91 ABNA 0417 1643 00`."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def one_line(text: str) -> str:
    """The text without line breaks and control characters, for a header."""
    return " ".join(_without_controls(text).split())


def quoted(text: str) -> str:
    """A person's own words, marked as a quotation so that they cannot pass for ours."""
    return "\n".join(f"> {line}".rstrip() for line in _without_controls(text).strip().split("\n"))


def bullet(text: str) -> str:
    """One entry of a list."""
    return _fill(text, first="- ", then="  ")


def held_together(text: str) -> str:
    """The text as one word that `wrapped` does not break, until it is `released`."""
    return text.replace(" ", _HELD)


def released(text: str) -> str:
    return text.replace(_HELD, " ")


def wrapped(text: str) -> str:
    """Paragraphs filled to `WIDTH`; lists, quotations and indented lines stay as they are."""
    paragraphs = (part.strip("\n") for part in text.split("\n\n"))
    return "\n\n".join(_filled(part) for part in paragraphs if part)


def _filled(paragraph: str) -> str:
    ready = any(line.startswith((" ", "-", ">")) for line in paragraph.split("\n"))
    return paragraph if ready else _fill(paragraph)


def _fill(text: str, first: str = "", then: str = "") -> str:
    """As many words on each line as there is room for; one that is too long is not broken."""
    # Not by textwrap: what that does for tabs and hyphens took a third of a letter's time.
    start, *words = _BLANKS.split(text.strip(" \n"))
    lines: list[str] = []
    line = first + start
    for word in words:
        if len(line) + 1 + len(word) <= WIDTH:
            line = f"{line} {word}"
        else:
            lines.append(line)
            line = then + word
    return "\n".join([*lines, line])


def _without_controls(text: str) -> str:
    """Every sort of line break as `\\n`; other control characters as spaces."""
    if text.isprintable():
        return text
    return _CONTROLS.sub(" ", "\n".join(text.splitlines()))


@lru_cache(_KEPT)
def _written_amount(amount: Decimal, currency: str, language: str) -> str:
    # Not by the money: pydantic's hash of it takes longer than the rest of a look into the cache.
    money = Money(amount=amount, currency=currency)
    return " ".join(wording.written_money(money, language).split())
