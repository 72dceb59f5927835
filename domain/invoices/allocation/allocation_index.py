"""Allocations, found by their payment and by their invoice."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Settlements:
    """Amounts in minor units. Both ways of reading keep the order in which they came to be."""

    _of_invoice: dict[str, dict[str, int]] = field(default_factory=dict)
    _of_payment: dict[str, dict[str, int]] = field(default_factory=dict)

    def note(self, entry: str, number: str, amount: int) -> None:
        """The payment of this entry settles so much of the invoice now."""
        self._of_invoice.setdefault(number, {})[entry] = amount
        self._of_payment.setdefault(entry, {})[number] = amount

    def add(self, entry: str, number: str, amount: int) -> None:
        """As much more, or less where the amount is below zero."""
        self.note(entry, number, self.amount(entry, number) + amount)

    def amount(self, entry: str, number: str) -> int:
        return self._of_payment.get(entry, {}).get(number, 0)

    def knows(self, entry: str, number: str) -> bool:
        return number in self._of_payment.get(entry, {})

    def of_invoice(self, number: str) -> list[tuple[str, int]]:
        """The entries of the payments that settle this invoice, and how much of it each."""
        return list(self._of_invoice.get(number, {}).items())

    def of_payment(self, entry: str) -> list[tuple[str, int]]:
        """The numbers of the invoices that this payment settles, and how much of each."""
        return list(self._of_payment.get(entry, {}).items())

    def rename(self, entry: str, to: str) -> None:
        """The payment has been given its id."""
        self._of_payment[to] = self._of_payment.pop(entry, {})
        for number in self._of_payment[to]:
            amounts = self._of_invoice[number]
            self._of_invoice[number] = {
                to if each == entry else each: amounts[each] for each in amounts
            }

    def __iter__(self) -> Iterator[tuple[str, str, int]]:
        """Each entry and number with the amount."""
        for entry, amounts in self._of_payment.items():
            for number, amount in amounts.items():
                yield entry, number, amount
