"""What money can be for: open invoices, declared wires, known payers, payment advice. An index, so
that thousands of entries are matched against thousands of invoices in one pass each."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter
from typing import Any

from domain.bank.texts import squashed
from domain.companies.name_words import readings
from domain.invoices.allocation.allocation_order import OLDEST_FIRST
from domain.invoices.new.references import creditor_reference
from domain.values.bank_references import normal_form
from domain.values.national_references import NationalKind, national_reference, spellings


@dataclass(frozen=True, slots=True)
class Item:
    """An invoice; a settled one stays known for a while, so that money for it is recognised."""

    number: str
    account: str
    currency: str
    open: int
    """In minor units; 0 for one that is settled."""
    due_on: date
    national: tuple[NationalKind, ...] = ()
    """In which national forms it shows a reference, beside ours."""
    issued_on: date = date.min
    """Of invoices that are due on one day the one that was issued first is the oldest."""

    def overdue(self, on: date) -> bool:
        return self.due_on < on


age: Callable[[Item], tuple[Any, ...]] = attrgetter(*OLDEST_FIRST)
"""The order in which money settles invoices, so that what is proposed is what will be settled."""


@dataclass(frozen=True, slots=True)
class DeclaredWire:
    """A wire that a customer declared as on its way."""

    bank_reference: str
    invoice: str
    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What a customer wrote that a transfer pays."""

    id: str
    account: str
    minor: int
    currency: str
    shares: tuple[tuple[str, int], ...]
    """Numbers of invoices, each with its part in minor units."""
    reference: str = ""
    """Of the transfer, where the advice names it."""


@dataclass(frozen=True, slots=True)
class Customer:
    account: str
    names: tuple[str, ...]
    """The account's name, and its companies' as verified."""
    payers: tuple[str, ...] = ()
    """Bank accounts that paid for it before."""


@dataclass(slots=True)
class OpenItems:
    items: dict[str, Item] = field(default_factory=dict)
    by_reference: dict[str, Item] = field(default_factory=dict)
    by_national: dict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))
    """By digits without zeros before them."""
    by_number: dict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))
    """By the number's letters and digits alone, as capitals."""
    numbers_begin_with: set[str] = field(default_factory=set)
    by_digits: dict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))
    """By the digits alone, without zeros before them, where there are letters, too."""
    of_account: dict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))
    """Open ones, the oldest first."""
    wires: dict[str, list[DeclaredWire]] = field(default_factory=lambda: defaultdict(list))
    payers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(dict))
    """By how a name reads: accounts, each with its names."""
    advice: list[tuple[str, Advice]] = field(default_factory=list)
    """Each with the normal form of the reference that it names; nothing where it names none."""
    advice_of_amount: dict[tuple[int, str], list[Advice]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """By minor units and currency."""

    @classmethod
    def of(
        cls,
        items: Iterable[Item],
        wires: Iterable[DeclaredWire] = (),
        customers: Iterable[Customer] = (),
        advice: Iterable[Advice] = (),
    ) -> "OpenItems":
        index = cls()
        for item in items:
            index._add(item)
        for of_account in index.of_account.values():
            of_account.sort(key=age)
        for wire in wires:
            index.wires[normal_form(wire.bank_reference)].append(wire)
        for customer in customers:
            index._know(customer)
        for each in advice:
            index.advice.append((normal_form(each.reference), each))
            index.advice_of_amount[each.minor, each.currency].append(each)
        return index

    def put(self, item: Item) -> None:
        """An invoice that is new, or of which more or less is open than before."""
        before = self.items.get(item.number)
        if before is not None:
            self._remove(before)
        self._add(item)
        self.of_account[item.account].sort(key=age)

    def settle(self, number: str, minor: int) -> None:
        """So much of an invoice is settled, as far as it is open."""
        before = self.items[number]
        now = replace(before, open=before.open - min(minor, before.open))
        self.items[number] = self.by_reference[creditor_reference(number)] = now
        for listed in self._by_its_number(before):
            listed[:] = [now if each.number == number else each for each in listed]
        if before.open:
            # An account may have thousands: the place is looked up, and nothing is sorted again.
            of_account = self.of_account[before.account]
            at = bisect_left(of_account, age(before), key=age)
            of_account[at : at + 1] = [now] if now.open else []

    def _remove(self, item: Item) -> None:
        for listed in (*self._by_its_number(item), self.of_account[item.account]):
            listed[:] = [each for each in listed if each.number != item.number]

    def _by_its_number(self, item: Item) -> Iterator[list[Item]]:
        """The lists that it stands in for its number and its references."""
        number = squashed(item.number)
        for index, keys in (
            (self.by_number, (number,)),
            (self.by_digits, (_digits(number),)),
            (self.by_national, _national(item)),
        ):
            for key in keys:
                if key in index:
                    yield index[key]

    def _add(self, item: Item) -> None:
        self.items[item.number] = item
        self.by_reference[creditor_reference(item.number)] = item
        for reference in _national(item):
            self.by_national[reference].append(item)
        number = squashed(item.number)
        self.by_number[number].append(item)
        self.numbers_begin_with.update(number[:1])
        digits = _digits(number)
        if digits and digits != number:
            self.by_digits[digits].append(item)
        if item.open:
            self.of_account[item.account].append(item)

    def _know(self, customer: Customer) -> None:
        for payer in customer.payers:
            self.payers[payer].add(customer.account)
        for name in customer.names:
            for reading in readings(name):
                self.names[reading.key].setdefault(customer.account, set()).add(name)


def _national(item: Item) -> tuple[str, ...]:
    """Its references in national forms, as they may stand in a text."""
    found = (spellings(national_reference(kind, item.number)) for kind in item.national)
    return tuple(dict.fromkeys(each for of_kind in found for each in of_kind))


def _digits(number: str) -> str:
    return "".join(each for each in number if each.isdigit()).lstrip("0")
