"""MT940 and MT942 of SWIFT: statements and reports within the day, as text with numbered fields.

The library `mt940` reads a statement line (field 61) and a balance, with the liberties that banks
take there. The fields themselves are found here, one statement at a time, because what stands at
the end of a line counts (see `mt940_details`).
"""

import logging
import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import IO, Any

import mt940

from adapters.bank.mt940_details import Details86, details_in
from adapters.bank.refusing import MAX_STATEMENT_CHARACTERS, refused
from adapters.bank.text_lines import Line, lines_of
from domain.bank.amounts import minor_units
from domain.bank.statements import (
    Closed,
    Detail,
    Entry,
    Form,
    Opened,
    Part,
    Reference,
    ReferenceKind,
    Returned,
    Standing,
)

_FIELD = re.compile(
    r":(?P<tag>13[CD]?|2[01]|25P?|28C?|34F|6[0-2][FM]?|6[45]F?|86|90[CD]|NS):(?P<text>.*)"
)
"""Those that a statement has, and what some banks add (`NS`). A line of text may begin like one, as
with a time of day."""
_NUMBER = re.compile(r"(?P<statement>[0-9]{1,5})(?![0-9])(?:/(?P<page>[0-9]{1,5}))?")
_FLOOR = re.compile(r"(?P<currency>[A-Z]{3})")
_WITH_CURRENCY = re.compile(r"(?P<account>[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}) ?(?P<currency>[A-Z]{3})")
_ENVELOPE_END = re.compile(r"-\}?")
_SAYS_NOTHING = {"", "NONREF", "NOTPROVIDED", "EREF", "PREF", "KREF", "MARF"}
"""In the place of a customer's reference; the last four say that field 86 has it."""
_RETURNED = "RTI"
"""The kind of transaction of an item that came back."""


def read_mt940(file: IO[bytes]) -> Iterator[Part]:
    """The parts of every statement in the file.

    Raises:
        InvalidFile: there is no statement, or one that is not as the format has it.
    """
    found = False
    for fields in _statements(lines_of(file)):
        found = True
        yield from _parts(fields)
    if not found:
        raise refused("no_statement", "There is no statement of an account in this file.")


@dataclass(slots=True)
class _Field:
    tag: str
    lines: list[str]
    number: int

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.lines).strip()


def _statements(lines: Iterator[Line]) -> Iterator[list[_Field]]:
    """The fields of each statement, which begins with field 20. What stands before the first, and
    the envelope around each, are not part of it."""
    fields: list[_Field] = []
    size, inside = 0, False
    for line in lines:
        begun = _FIELD.match(line.text) or _FIELD.search(line.text.partition("{4:")[2])
        if begun is not None and begun["tag"] == "20":
            if fields:
                yield fields
            fields, size, inside = [], 0, True
        if not inside:
            continue
        if _ENVELOPE_END.fullmatch(line.text.strip()):
            inside = False
            continue
        size += len(line.text)
        if size > MAX_STATEMENT_CHARACTERS:
            problem = "This statement is too long to be read as one."
            raise refused("statement_too_long", problem, line=line.number)
        if begun is not None:
            fields.append(_Field(begun["tag"], [begun["text"]], line.number))
        elif fields:
            fields[-1].lines.append(line.text)
    if fields:
        yield fields


def _parts(fields: list[_Field]) -> Iterator[Part]:
    by_tag: dict[str, _Field] = {}
    for each in fields:
        by_tag.setdefault(each.tag, each)
    opening = _balance(by_tag.get("60F") or by_tag.get("60M"))
    closing = _balance(_last(fields, "62F") or _last(fields, "62M"))
    account, currency = _account(fields)
    currency = (opening or closing or _Balance(0, currency, None)).currency or _floor(by_tag)
    opened = Opened(
        form=Form.MT940,
        id=by_tag["20"].text,
        account=account,
        currency=currency,
        sequence=_sequence(by_tag.get("28C") or by_tag.get("28")),
        since=opening.day if opening else None,
        until=closing.day if closing else None,
        opening=opening.minor if opening else None,
        line=fields[0].number,
    )
    yield opened
    yield from _entries(fields, currency)
    yield Closed(
        closing=closing.minor if closing else None,
        currency=closing.currency if closing else currency,
        until=closing.day if closing else None,
    )


def _entries(fields: list[_Field], currency: str) -> Iterator[Entry]:
    """A statement line is followed by its details, if it has any. Details after a balance are the
    statement's own."""
    line: _Field | None = None
    details: list[str] = []
    for each in fields:
        if each.tag == "61":
            if line is not None:
                yield _entry(line, details, currency)
            line, details = each, []
        elif each.tag == "86" and line is not None:
            details += each.lines
        elif line is not None and each.tag != "NS":
            yield _entry(line, details, currency)
            line, details = None, []
    if line is not None:
        yield _entry(line, details, currency)


def _entry(line: _Field, details: list[str], currency: str) -> Entry:
    said = _statement_line(line)
    try:
        minor = minor_units(said["amount"], currency)
    except ValueError:
        problem = f"“{said['amount'][:20]}” is not an amount in {currency or 'a known currency'}."
        raise refused("amount_invalid", problem, field=":61:", line=line.number) from None
    kind, mark = (said["id"] or "").strip(), said["status"].upper()
    read = details_in(details)
    supplement = (said["extra_details"] or "").strip()
    return Entry(
        # Money that came in goes out again when its entry is reversed, and the other way round.
        minor=minor if mark in ("C", "RD") else -minor,
        currency=currency,
        standing=Standing.BOOKED,
        booked_on=said["booked_on"],
        value_date=said["value_date"],
        bank_reference=(said["bank_reference"] or "").strip(),
        code="/".join(each for each in (kind, read.code) if each),
        reversal=mark.startswith("R"),
        details=(_detail(read, said, supplement, returned=kind.endswith(_RETURNED)),),
        line=line.number,
    )


def _detail(read: Details86, said: dict[str, Any], supplement: str, *, returned: bool) -> Detail:
    detail = read.detail
    own = (said["customer_reference"] or "").strip()
    if own.upper() not in _SAYS_NOTHING and own.strip("0"):
        detail = replace(
            detail, references=(*detail.references, Reference(ReferenceKind.CUSTOMER, own))
        )
    if supplement:
        further = details_in([supplement]).detail
        detail = replace(
            detail,
            text="\n".join(each for each in (detail.text, further.text) if each),
            charges=detail.charges or further.charges,
            instructed=detail.instructed or further.instructed,
        )
    if returned and detail.returned is None:
        detail = replace(detail, returned=Returned())
    return detail


_LINES = (mt940.tags.Statement(), mt940.tags.StatementGLS(), mt940.tags.StatementASNB())
"""As the standard has it, and with longer references of the customer's, as two groups of banks
write them."""

for _each in _LINES:
    # It logs the line that it does not understand, which may name people. A filter, since whoever
    # sets up logging later enables loggers again.
    logging.getLogger(_each.logger.name).addFilter(lambda record: False)


def _statement_line(line: _Field) -> dict[str, Any]:
    """The parts of field 61, with its two days."""
    transactions = mt940.models.Transactions(options=mt940.Options.all())
    text = _VALUE_DATE.sub(_within_its_month, line.text)
    text = _NO_TYPE.sub(r"\g<amount>NMSC", text)
    for kind in _LINES:
        try:
            said: dict[str, Any] = dict(kind.parse(transactions, text))
            read: dict[str, Any] = kind(transactions, dict(said))
        except (RuntimeError, ValueError, ArithmeticError):
            continue
        value = _plain(read["date"])
        return said | {"value_date": value, "booked_on": _plain(read.get("entry_date")) or value}
    problem = "This statement line is not as the format has it."
    raise refused("line_invalid", problem, field=":61:", line=line.number)


_NO_TYPE = re.compile(r"^(?P<amount>[0-9]{6,10}[A-Z]{1,3}[0-9]+,[0-9]*)(?:[NSF] {3}|(?=NONREF))")
"""A type of blanks, or none at all: the reference would be taken for it."""
_VALUE_DATE = re.compile(r"^(?P<year>[0-9]{2})(?P<month>0[1-9]|1[0-2])(?P<day>29|30|31)")


def _within_its_month(said: re.Match[str]) -> str:
    """Interest is reckoned with thirty days to a month: it has a 30 February as value date."""
    last = monthrange(2000 + int(said["year"]), int(said["month"]))[1]
    return f"{said['year']}{said['month']}{min(int(said['day']), last)}"


def _plain(day: Any) -> date | None:
    """A day without what the library adds to it."""
    return date(day.year, day.month, day.day) if isinstance(day, date) else None


@dataclass(frozen=True, slots=True)
class _Balance:
    minor: int
    currency: str
    day: date | None


_BALANCE = re.compile(
    r"(?P<mark>[DC])(?P<day>[0-9]{6})(?P<currency>[A-Z]{3})(?P<amount>[0-9]{1,15}(?:[,.][0-9]*)?)"
)


def _balance(of: _Field | None) -> _Balance | None:
    if of is None:
        return None
    read = _BALANCE.match(of.text)
    try:
        if read is None:
            raise ValueError
        minor = minor_units(read["amount"], read["currency"])
        year, month, day = (int(read["day"][at : at + 2]) for at in (0, 2, 4))
        on = date(2000 + year, month, day)
    except ValueError:
        problem = "This balance is not as the format has it."
        raise refused("balance_invalid", problem, field=f":{of.tag}:", line=of.number) from None
    return _Balance(minor if read["mark"] == "C" else -minor, read["currency"], on)


def _last(fields: list[_Field], tag: str) -> _Field | None:
    return next((each for each in reversed(fields) if each.tag == tag), None)


def _account(fields: list[_Field]) -> tuple[str, str]:
    """The account, and the currency that some banks write behind it."""
    found = next((each for each in fields if each.tag in ("25", "25P") and each.text), None)
    if found is None:
        problem = "This statement does not say of which account it is."
        raise refused("account_missing", problem, field=":25:", line=fields[0].number)
    written = found.text.split("\n")[0].strip()
    if (both := _WITH_CURRENCY.fullmatch(written)) is not None:
        return both["account"], both["currency"]
    return "".join(written.split()), ""


def _sequence(of: _Field | None) -> int | None:
    read = _NUMBER.match(of.text) if of else None
    return int(read["statement"]) if read and int(read["statement"]) else None


def _floor(by_tag: dict[str, _Field]) -> str:
    """Reports within the day name the currency with the least amount that they report."""
    limit = by_tag.get("34F")
    read = _FLOOR.match(limit.text) if limit else None
    return read["currency"] if read else ""
