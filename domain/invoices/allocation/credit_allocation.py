"""Handing unapplied credit out to invoices: thousands of payments to thousands of invoices."""

from bisect import bisect_right, insort
from collections.abc import Iterator
from datetime import date

from domain.invoices.allocation.receivables import Payment, Receivables
from domain.invoices.invoice import Invoice


class Spending:
    """The unapplied credit of one currency, the oldest payment first.

    Settling an invoice from one payment may free another, of a later value date. So the journal is
    read after each.
    """

    def __init__(self, receivables: Receivables, currency: str) -> None:
        self.left = receivables.unapplied(currency)
        """In minor units."""
        self._journal = receivables.journal
        self._read = len(self._journal)
        self._payments = [each for each in receivables.payments if each.currency == currency]
        self._places = {each.entry: place for place, each in enumerate(self._payments)}
        self._first = 0
        """Of the payments before this place nothing is left."""
        self._dated: dict[date, list[int]] = {}
        """By value date the places of those of which something may be left, in their order."""
        for place, each in enumerate(self._payments):
            if each.left > 0:
                self._dated.setdefault(each.value_date, []).append(place)

    def on(self, invoice: Invoice) -> Iterator[Payment]:
        """The payments that may settle a part of the invoice, each once: one after the other until
        something is left of one, and then those of an earlier value date than money that is on the
        invoice, whose place they take."""
        place = self._first
        while place < len(self._payments):
            payment = self._payments[place]
            if payment.left > 0:
                yield payment
                self._read_journal()
                if payment.left > 0:
                    break
            elif place == self._first:
                self._first += 1
            place += 1
        while (earlier := self._earlier_money(invoice, place)) is not None:
            place = earlier
            yield self._payments[place]
            self._read_journal()

    def _earlier_money(self, invoice: Invoice, after: int) -> int | None:
        """The place of the next payment with an earlier value date than money on the invoice."""
        latest = max((each.on for each in invoice.received), default=date.min)
        places = [self._next(day, after) for day in self._dated if day < latest]
        return min((place for place in places if place is not None), default=None)

    def _next(self, day: date, after: int) -> int | None:
        places = self._dated[day]
        while (index := bisect_right(places, after)) < len(places):
            if self._payments[places[index]].left > 0:
                return places[index]
            del places[index]
        return None

    def _read_journal(self) -> None:
        for entry in self._journal[self._read :]:
            place = self._places.get(entry.payment)
            if place is None:
                continue
            self.left -= entry.amount
            if entry.amount < 0:
                self._first = min(self._first, place)
                places = self._dated.setdefault(self._payments[place].value_date, [])
                if place not in places[bisect_right(places, place) - 1 :][:1]:
                    insort(places, place)
        self._read = len(self._journal)
