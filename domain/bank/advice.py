"""Payment advice: what a customer writes that a transfer pays, and how it is understood (M7)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from domain.bank.naming import Mention, named_in
from domain.bank.open_items import Advice, Item, OpenItems
from domain.bank.proposals import Incoming
from domain.bank.written_in_tables import minor_in
from domain.errors import InvalidFile
from domain.values.bank_references import normal_form
from domain.values.currencies import MINOR_DIGITS
from domain.values.money import Money
from domain.values.record import Record


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """What an advice says of one invoice, as it is written there."""

    invoice: str
    """Its number or reference, with whatever stands beside it."""
    amount: str
    currency: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class WrittenAdvice:
    """What one transfer pays, as it is written."""

    lines: tuple[WrittenLine, ...]
    reference: str = ""
    """Of the transfer."""
    total: str = ""
    """Of the transfer; empty where only its parts are said."""
    currency: str = ""
    line: int = 0


class KeptShare(Record):
    invoice: str
    minor: int


class KeptAdvice(Record):
    """Advice as the ledger keeps it."""

    id: str
    account: str
    """Of the customer whose advice it is."""
    reference: str = ""
    """Of the transfer."""
    currency: str
    minor: int
    """What the transfer comes to."""
    shares: tuple[KeptShare, ...]
    name: str
    """Of the file."""
    kept_at: datetime
    kept_by: str
    entry: str | None = None
    """The transaction that it was used for."""

    def matched(self) -> Advice:
        """As it is matched."""
        shares = tuple((each.invoice, each.minor) for each in self.shares)
        return Advice(self.id, self.account, self.minor, self.currency, shares, self.reference)


def understood(written: WrittenAdvice, items: OpenItems, account: str | None) -> Advice:
    """The advice, of whose invoices all are known and which adds up.

    Args:
        account: Whose it is; by default that of its invoices.

    Raises:
        InvalidFile: with all that is wrong with it.
    """
    reading = _Reading(written, items, account)
    advice = reading.advice()
    if reading.problems or advice is None:
        raise InvalidFile(reading.problems)
    return advice


def id_of(advice: Advice) -> str:
    """`A` and sixteen digits of what it says: the same advice has it again."""
    shares = ";".join(f"{number}={minor}" for number, minor in sorted(advice.shares))
    reference = normal_form(advice.reference)
    said = "|".join((advice.account, advice.currency, str(advice.minor), reference, shares))
    return "A" + sha256(said.encode()).hexdigest()[:16].upper()


@dataclass(slots=True)
class _Reading:
    written: WrittenAdvice
    items: OpenItems
    account: str | None
    problems: list[dict[str, Any]] = field(default_factory=list)

    def advice(self) -> Advice | None:
        shares: dict[str, int] = {}
        found: list[Item] = []
        for line in self.written.lines:
            item = self._item(line)
            if item is None:
                continue
            found.append(item)
            minor = self._minor(line.amount, line.currency, item, line.line)
            if item.number in shares:
                self._report(line.line, "invoice", "twice", f"{item.number} is named twice.")
            elif minor is not None:
                shares[item.number] = minor
        if not found and not self.problems:
            self._report(
                self.written.line, "invoice", "advice_empty", "It names no invoice of ours."
            )
        if self.problems:
            return None
        account, currency = self._account(found), found[0].currency
        total = self._total(found[0], sum(shares.values()))
        if self.problems or total is None:
            return None
        advice = Advice(
            "", account, total, currency, tuple(shares.items()), self.written.reference.strip()
        )
        return replace(advice, id=id_of(advice))

    def _item(self, line: WrittenLine) -> Item | None:
        """The one invoice that the line names; of several the account's own."""
        text = Incoming(minor=0, currency="", on=date.min, text=line.invoice)
        named = named_in(text, self.items)
        mentions = [*(named.sure or named.likely).values()]
        own = [each for each in mentions if each.item.account == self.account]
        mentions = own or mentions
        if len(mentions) == 1:
            return mentions[0].item
        said = line.invoice.strip()[:60]
        if mentions:
            problem = f"“{said}” may be {_either(mentions)}."
            self._report(line.line, "invoice", "invoice_ambiguous", problem)
        else:
            self._report(
                line.line, "invoice", "invoice_unknown", f"“{said}” is no invoice of ours."
            )
        return None

    def _minor(self, amount: str, currency: str, item: Item, line: int) -> int | None:
        if currency and currency != item.currency:
            problem = f"This is in {currency}, and {item.number} in {item.currency}."
            self._report(line, "amount", "currency_differs", problem)
            return None
        try:
            minor = amount_in(amount, item.currency)
        except ValueError:
            problem = f"“{amount.strip()[:60]}” is no amount of {item.currency}."
            self._report(line, "amount", "amount_invalid", problem)
            return None
        if minor <= 0:
            problem = "What is paid is more than zero."
            self._report(line, "amount", "amount_not_positive", problem)
            return None
        return minor

    def _account(self, found: Sequence[Item]) -> str:
        accounts = list(dict.fromkeys(each.account for each in found))
        if self.account is None and len(accounts) > 1:
            problem = "It names invoices of several accounts: say whose advice it is."
            self._report(self.written.line, "account", "missing", problem)
        if len({each.currency for each in found}) > 1:
            problem = "It names invoices in several currencies."
            self._report(self.written.line, "amount", "currency_differs", problem)
        return self.account or accounts[0]

    def _total(self, item: Item, parts: int) -> int | None:
        if not self.written.total:
            return parts
        total = self._minor(self.written.total, self.written.currency, item, self.written.line)
        if total is not None and total != parts:
            said, sum_of = (Money.from_minor(each, item.currency) for each in (total, parts))
            problem = f"The invoices come to {sum_of.written}, and the transfer to {said.written}."
            self._report(self.written.line, "total", "does_not_add_up", problem)
        return total

    def _report(self, line: int, name: str, code: str, problem: str) -> None:
        self.problems.append({"line": line, "field": name, "code": code, "problem": problem})


def _either(mentions: Sequence[Mention]) -> str:
    return " or ".join(each.item.number for each in mentions)


_THOUSAND = 3
"""Digits that follow a mark between thousands."""

_MARK = re.compile(r"[.,](?=[0-9]+[-+]?$)")


def amount_in(written: str, currency: str) -> int:
    """Whole minor units of an amount as people write it: the last point or comma is the decimal
    mark where just as many digits follow it as the currency has.

    Raises:
        ValueError: it is no such amount.
    """
    plain = "".join(written.split())
    digits = MINOR_DIGITS.get(currency, 2)
    mark = ","
    if last := _MARK.search(plain):
        after = len(plain.rstrip("+-")) - last.end()
        is_decimal = after == digits or after < _THOUSAND
        others = {",": ".", ".": ","}
        mark = plain[last.start()] if is_decimal else others[plain[last.start()]]
    return minor_in(plain, mark, currency)


def accounts_of(advice: Advice, items: OpenItems) -> Iterator[str]:
    """Those whose invoices it names, besides the one whose advice it is."""
    named = (items.items[number].account for number, _ in advice.shares if number in items.items)
    yield from dict.fromkeys(each for each in named if each != advice.account)
