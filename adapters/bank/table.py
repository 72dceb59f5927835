"""Tables (CSV) of banks, read row by row as a profile says."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

from adapters.bank.refusing import refused
from domain.bank.profiles import Column, CsvColumns, CsvProfile
from domain.bank.statements import (
    Closed,
    Detail,
    Entry,
    Form,
    Opened,
    Part,
    Party,
    Reference,
    ReferenceKind,
    Standing,
)
from domain.bank.written_in_tables import day_in, minor_in
from domain.errors import InvalidFile

_LONGEST = 64 * 1024
"""Bytes of a line."""
_SHOWN = 50
"""Problems of one file that are told."""


def read_table(file: IO[bytes], profile: CsvProfile) -> Iterator[Part]:
    """The parts of the statements in the table: one for each account and currency, as they follow
    each other.

    Raises:
        InvalidFile: with every problem and its line, after what could be read.
    """
    yield from _Table(file, profile).parts()


class _WrongRow(Exception):
    """A row that cannot be read."""


@dataclass(slots=True)
class _Balances:
    """Whether each balance is the one before and its entry."""

    first: tuple[int, int] | None = None
    last: tuple[int, int] | None = None
    """Amount and balance of the first and the last row."""

    def fits(self, minor: int, balance: int, *, newest_first: bool) -> bool:
        before, self.last = self.last, (minor, balance)
        if before is None:
            self.first = self.last
            return True
        if newest_first:
            return before[1] - before[0] == balance
        return before[1] + minor == balance

    def closed(self, currency: str, *, newest_first: bool) -> Closed:
        if self.first is None or self.last is None:
            return Closed(currency=currency)
        oldest, newest = (self.last, self.first) if newest_first else (self.first, self.last)
        return Closed(newest[1], currency, opening=oldest[1] - oldest[0])


@dataclass(slots=True)
class _Table:
    file: IO[bytes]
    profile: CsvProfile
    problems: list[dict[str, Any]] = field(default_factory=list)
    places: Mapping[Column, int] = field(default_factory=dict)
    line: int = 0

    def parts(self) -> Iterator[Part]:
        opened: Opened | None = None
        balances = _Balances()
        for row in self._rows():
            try:
                account, currency = self._ours(row)
                entry = self._entry(row, currency)
                balance = self._balance(row, currency)
            except _WrongRow:
                continue
            if opened is None or (opened.account, opened.currency) != (account, currency):
                if opened is not None:
                    yield self._closed(balances, opened)
                opened, balances = self._opened(account, currency), _Balances()
                yield opened
            newest_first = self.profile.newest_first
            if balance is not None and not balances.fits(
                entry.minor, balance, newest_first=newest_first
            ):
                column = self.profile.columns.balance
                problem = "This balance is not the one before it and the amount between them."
                self._report(column, "balance_differs", problem)
            yield entry
        if opened is not None:
            yield self._closed(balances, opened)
        if self.problems:
            raise InvalidFile(self.problems)
        if opened is None:
            raise refused("no_statement", "There is no entry in this table.")

    def _rows(self) -> Iterator[list[str]]:
        profile = self.profile
        reader = csv.reader(self._lines(), delimiter=profile.delimiter)
        read = profile.skip_lines
        headed = not profile.header
        if headed:
            self.places = {each: int(each) - 1 for each in profile.columns.all()}
        try:
            for row in reader:
                self.line, read = read + 1, reader.line_num + profile.skip_lines
                if not any(each.strip() for each in row):
                    continue
                if not headed:
                    headed, self.places = True, self._headed(row)
                    continue
                yield row
        except csv.Error:
            problem = "This row is not as a table has it."
            raise refused("row_invalid", problem, line=read + 1) from None

    def _lines(self) -> Iterator[str]:
        number = 0
        while raw := self.file.readline(_LONGEST):
            number += 1
            if len(raw) == _LONGEST:
                problem = "This line is too long for a bank statement."
                raise refused("line_too_long", problem, line=number)
            if number <= self.profile.skip_lines:
                continue
            try:
                text = raw.decode(self.profile.encoding)
            except UnicodeDecodeError:
                problem = f"This line is not written in {self.profile.encoding}."
                raise refused("encoding_differs", problem, line=number) from None
            yield text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")

    def _headed(self, row: list[str]) -> Mapping[Column, int]:
        names = [each.strip().casefold() for each in row]
        places: dict[Column, int] = {}
        for column in self.profile.columns.all():
            if isinstance(column, int):
                places[column] = column - 1
            elif names.count(column.strip().casefold()) == 1:
                places[column] = names.index(column.strip().casefold())
            else:
                problem = f"There is no column “{column}” here, or more than one."
                self._report(column, "column_missing", problem)
        if self.problems:
            raise InvalidFile(self.problems)
        return places

    def _report(self, column: Column | None, code: str, problem: str) -> None:
        if len(self.problems) < _SHOWN:
            said = "" if column is None else str(column)
            self.problems.append(
                {"line": self.line, "field": said, "code": code, "problem": problem}
            )

    def _wrong(self, column: Column | None, code: str, problem: str) -> _WrongRow:
        self._report(column, code, problem)
        return _WrongRow()

    def _said(self, row: list[str], column: Column | None) -> str:
        if column is None:
            return ""
        place = self.places[column]
        if place >= len(row):
            raise self._wrong(column, "row_short", f"This row has only {len(row)} columns.")
        return row[place].strip()

    def _ours(self, row: list[str]) -> tuple[str, str]:
        columns = self.profile.columns
        account = self.profile.account or self._said(row, columns.account)
        currency = self.profile.currency or self._said(row, columns.currency).upper()
        if not account:
            raise self._wrong(columns.account, "account_missing", "There is no account here.")
        if len(currency) != 3 or not currency.isalpha():
            raise self._wrong(columns.currency, "currency_invalid", "This is no currency.")
        return "".join(account.split()), currency

    def _opened(self, account: str, currency: str) -> Opened:
        return Opened(Form.CSV, "", account, currency, line=self.line)

    def _closed(self, balances: _Balances, opened: Opened) -> Closed:
        return balances.closed(opened.currency, newest_first=self.profile.newest_first)

    def _balance(self, row: list[str], currency: str) -> int | None:
        column = self.profile.columns.balance
        written = self._said(row, column)
        return self._minor(column, written, currency) if written else None

    def _entry(self, row: list[str], currency: str) -> Entry:
        columns = self.profile.columns
        booked = self._day(columns.booked_on, self._said(row, columns.booked_on))
        value = self._said(row, columns.value_date)
        kinds = (
            (ReferenceKind.STRUCTURED, columns.structured),
            (ReferenceKind.END_TO_END, columns.end_to_end),
        )
        said = [(kind, self._said(row, column)) for kind, column in kinds]
        detail = Detail(
            party=Party(
                self._said(row, columns.payer),
                "".join(self._said(row, columns.payer_account).split()),
            ),
            references=tuple(Reference(kind, text) for kind, text in said if text),
            text="\n".join(text for each in columns.text if (text := self._said(row, each))),
        )
        return Entry(
            minor=self._amount(row, columns, currency),
            currency=currency,
            standing=Standing.BOOKED,
            booked_on=booked,
            value_date=self._day(columns.value_date, value) if value else booked,
            bank_reference=self._said(row, columns.bank_reference),
            details=(detail,),
            line=self.line,
        )

    def _amount(self, row: list[str], columns: CsvColumns, currency: str) -> int:
        if columns.amount is None:
            credit, debit = self._said(row, columns.credit), self._said(row, columns.debit)
            came = self._minor(columns.credit, credit, currency) if credit else 0
            went = self._minor(columns.debit, debit, currency) if debit else 0
            if bool(came) == bool(went):
                problem = "There is an amount in one of the two columns, and one only."
                raise self._wrong(columns.credit, "amount_unclear", problem)
            return came or -abs(went)
        minor = self._minor(columns.amount, self._said(row, columns.amount), currency)
        if columns.indicator is None:
            return minor
        said = self._said(row, columns.indicator)
        if said in self.profile.incoming:
            return minor
        if said in self.profile.outgoing:
            return -abs(minor)
        problem = f"“{said[:20]}” says neither that money came in nor that it went out."
        raise self._wrong(columns.indicator, "direction_missing", problem)

    def _minor(self, column: Column | None, written: str, currency: str) -> int:
        try:
            return minor_in(written, self.profile.decimal_mark, currency)
        except ValueError:
            problem = f"“{written[:20]}” is not an amount in {currency}."
            raise self._wrong(column, "amount_invalid", problem) from None

    def _day(self, column: Column | None, written: str) -> date:
        try:
            return day_in(written, self.profile.date_order)
        except ValueError:
            order = self.profile.date_order
            problem = f"“{written[:20]}” is not a date ({order})."
            raise self._wrong(column, "date_invalid", problem) from None
