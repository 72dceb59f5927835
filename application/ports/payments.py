"""Payments, what they settle, the transfers that they are of, and refunds."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from domain.bank.entries import PaidBack
from domain.invoices.allocation.receivables import Payment, Receivables, Refund
from domain.invoices.allocation.transfers import Transfer
from domain.people.through import Through


class Settling(NamedTuple):
    """What of a payment settles an invoice, in minor units."""

    payment: Payment
    invoice: str
    settled: int


class Recorded(NamedTuple):
    """A payment under a reference that somebody asks about, of whichever account."""

    payment: Payment
    company: str
    """The name of the account."""


class Payments(Protocol):
    """Payments are read in the order in which they came in."""

    async def of(self, account_id: str, entries: Sequence[str]) -> list[Payment]:
        """Those of these ids that are the account's."""

    async def with_credit(self, account_id: str, currency: str) -> list[Payment]:
        """The account's with something left in this currency."""

    async def for_invoice(self, account_id: str, currency: str, number: str) -> list[Settling]:
        """The account's with something left in this currency, and those that settle the invoice;
        `settled` is zero where one does not."""

    async def settling(self, numbers: Sequence[str]) -> list[Settling]:
        """Those that settle these invoices, in the order in which they did."""

    async def settled_by(self, entry: str) -> list[tuple[str, int]]:
        """The invoices that a payment settles, and how much of each, in the order in which it
        did."""

    async def recorded_under(self, bank_reference: str) -> list[Recorded]:
        """What was recorded under this reference and was not taken back: written so, or under its
        normal form."""

    async def last_under(self, account_id: str, bank_reference: str) -> str:
        """The entry of the account's last payment under this reference, whatever became of it;
        empty where there is none."""

    async def transfer(self, key: str) -> Transfer | None:
        """The transfer of this key, locked: a part of it may be recorded for another account at the
        same moment."""

    async def refund(self, account_id: str, entry: str) -> Refund | None:
        """The account's refund of this id, unless it was corrected."""

    async def refunds_of(self, currency: str, minor: int) -> list[PaidBack]:
        """The refunds of this amount that were not corrected, the earliest first."""

    async def write(
        self, receivables: Receivables, order_key: str, through: Through | None
    ) -> Mapping[str, str]:
        """Write what is new or changed of the transfers, payments and refunds, and the new entries
        of the journals. What was asked under the order's key is remembered in the same transaction.

        Returns:
            The entries that new payments and refunds were given, by those that they had.

        Raises:
            UnderWay: somebody else recorded a payment under the same reference at this very moment.
                Nothing was written yet.
        """
