"""BAI2 of American banks: records of comma-separated fields, `16,195,125000,Z,bank,customer,text/`.

Read record by record, since the library for it refuses a transaction whose type it does not know,
of which every bank has some, and keeps the whole file. An amount is in whole minor units; the
number of its type says whether it came in (100 to 399) or went out (400 to 699).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO

from adapters.bank.refusing import refused
from adapters.bank.text_lines import Line, lines_of
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

_OPENING, _CLOSING = "010", "015"
_CREDITS, _DEBITS = range(100, 400), range(400, 700)
_RETURNED = {"555", "557", "558"}
"""Types of a deposited item or an ACH transfer that comes back."""
_MAX_CONTINUED = 10_000
"""Lines of one record."""


def read_bai2(file: IO[bytes]) -> Iterator[Part]:
    """The parts of the statement of every account in the file.

    Raises:
        InvalidFile: a record is not as the format has it, or the totals that the file itself names
            are others.
    """
    reading = _Reading()
    for record in _records(lines_of(file)):
        yield from reading.take(record)
    if not reading.ended:
        raise refused("file_cut_off", "This file ends before its last record (99).")


@dataclass(slots=True)
class _Record:
    code: str
    number: int
    lines: list[str]

    def fields(self) -> list[str]:
        """All of its fields; of a transaction, which ends with a text, those of its first line."""
        if self.code == "16":
            return self.lines[0].rstrip().removesuffix("/").split(",")
        joined = ",".join(line.rstrip().removesuffix("/") for line in self.lines)
        return [each.strip() for each in joined.split(",")]


def _records(lines: Iterator[Line]) -> Iterator[_Record]:
    """A record with what 88 continues of it."""
    record: _Record | None = None
    for line in lines:
        if not line.text.strip():
            continue
        code, _, rest = line.text.partition(",")
        code = code.strip()
        if code == "88" and record is not None and len(record.lines) < _MAX_CONTINUED:
            record.lines.append(rest)
            continue
        if code not in ("01", "02", "03", "16", "49", "98", "99"):
            problem = f"“{code[:10]}” is no kind of record that this format has."
            raise refused("record_unknown", problem, line=line.number)
        if record is not None:
            yield record
        record = _Record(code, line.number, [rest])
    if record is not None:
        yield record


@dataclass(slots=True)
class _Totals:
    """What has been counted, for the trailers to compare with."""

    account: int = 0
    group: int = 0
    file: int = 0


@dataclass(slots=True)
class _Reading:
    ended: bool = False
    _day: date | None = None
    _currency: str = "USD"
    _account: Opened | None = None
    _closing: int | None = None
    _totals: _Totals = field(default_factory=_Totals)

    def take(self, record: _Record) -> Iterator[Part]:
        match record.code:
            case "02":
                fields = _at_least(record, 4)
                self._day = _day(record, fields[3])
                self._currency = fields[5] if len(fields) > 5 and fields[5] else "USD"
            case "03":
                yield self._opened(record)
            case "16":
                if self._account is None:
                    problem = "This transaction stands outside any account."
                    raise refused("record_misplaced", problem, field="16", line=record.number)
                yield self._entry(record, self._account.currency)
            case "49":
                self._agrees(record, self._totals.account)
                self._totals.group += self._totals.account
                if self._account is not None:
                    yield Closed(self._closing, self._account.currency, until=self._day)
                self._account = None
            case "98":
                self._agrees(record, self._totals.group)
                self._totals.file += self._totals.group
                self._totals.group = 0
            case "99":
                self._agrees(record, self._totals.file)
                self.ended = True

    def _opened(self, record: _Record) -> Opened:
        fields = _at_least(record, 1)
        account, currency = fields[0], (fields[1] if len(fields) > 1 else "") or self._currency
        if not account:
            problem = "This statement does not say of which account it is."
            raise refused("account_missing", problem, field="03", line=record.number)
        self._totals.account, self._closing, opening = 0, None, None
        for kind, amount in _summaries(record, fields[2:]):
            self._totals.account += amount
            if kind == _OPENING:
                opening = amount
            elif kind == _CLOSING:
                self._closing = amount
        self._account = Opened(
            form=Form.BAI2,
            id="",
            account="".join(account.split()),
            currency=currency,
            since=self._day,
            until=self._day,
            opening=opening,
            line=record.number,
        )
        return self._account

    def _entry(self, record: _Record, currency: str) -> Entry:
        kind, written, funds, *rest = _at_least(record, 3)
        amount = _whole(record, written)
        self._totals.account += amount
        value, rest = _availability(record, funds, rest, self._day)
        bank, customer, text = _references(record, rest)
        if not kind.isdecimal():
            raise refused("type_invalid", "This is no type.", field="16", line=record.number)
        number = int(kind)
        return Entry(
            minor=-amount if number in _DEBITS else amount,
            currency=currency,
            standing=Standing.BOOKED
            if number in _CREDITS or number in _DEBITS
            else Standing.INFORMATION,
            booked_on=self._day,
            value_date=value,
            bank_reference=bank,
            code=kind,
            details=(
                Detail(
                    references=(Reference(ReferenceKind.CUSTOMER, customer),) if customer else (),
                    text=text,
                    returned=Returned(kind) if kind in _RETURNED else None,
                ),
            ),
            line=record.number,
        )

    def _agrees(self, record: _Record, counted: int) -> None:
        written = _at_least(record, 1)[0]
        if written and _whole(record, written) != counted:
            problem = f"This total says {written}, but what stands before it comes to {counted}."
            raise refused("total_differs", problem, field=record.code, line=record.number)


def _summaries(record: _Record, fields: list[str]) -> Iterator[tuple[str, int]]:
    """Type, amount, number of items, kind of funds, and what the kind of funds says more."""
    while len(fields) >= 2:
        kind, written, *rest = fields
        if written:
            yield kind, _whole(record, written)
        funds = rest[1] if len(rest) > 1 else ""
        _, fields = _availability(record, funds, rest[2:], None)


def _availability(
    record: _Record, funds: str, rest: list[str], day: date | None
) -> tuple[date | None, list[str]]:
    """The value date, and the fields behind it."""
    match funds.strip().upper():
        case "V":
            return (_day(record, rest[0]) if rest and rest[0].strip() else day), rest[2:]
        case "S":
            return day, rest[3:]
        case "D":
            count = int(rest[0]) if rest and rest[0].strip().isdecimal() else 0
            return day, rest[1 + 2 * count :]
    return day, rest


def _references(record: _Record, rest: list[str]) -> tuple[str, str, str]:
    """The bank's reference, the customer's, and the text, which may itself have commas."""
    _, *continued = record.lines
    bank, customer, *text = [*rest, "", ""][: max(2, len(rest))]
    lines = [",".join(text), *(line.rstrip().removesuffix("/") for line in continued)]
    return bank.strip(), customer.strip(), "\n".join(line for line in lines if line.strip())


def _at_least(record: _Record, count: int) -> list[str]:
    fields = record.fields()
    if len(fields) < count:
        problem = f"This record has fewer than {count} fields."
        raise refused("record_short", problem, field=record.code, line=record.number)
    return fields


def _whole(record: _Record, written: str) -> int:
    try:
        return int(written)
    except ValueError:
        problem = f"“{written[:20]}” is not an amount in whole minor units."
        raise refused("amount_invalid", problem, field=record.code, line=record.number) from None


def _day(record: _Record, written: str) -> date:
    try:
        return datetime.strptime(written.strip(), "%y%m%d").date()  # noqa: DTZ007
    except ValueError:
        problem = f"“{written[:20]}” is not a date."
        raise refused("date_invalid", problem, field=record.code, line=record.number) from None
