"""Finds the payment as which a transaction was booked, to reverse it."""

from dataclasses import dataclass
from datetime import datetime

from application.accounts import operations as of_accounts
from application.accounts.known import settled_first
from application.accounts.steps import AskedOfAccount
from application.invoices import operations as of_invoices
from application.ports.ledger import Ledger
from application.steps import Asked
from domain.bank.entries import BankEntry
from domain.invoices.messages import CorrectEntry, ReversePayment
from domain.invoices.policy import InvoicePolicy


@dataclass(frozen=True, slots=True)
class BookedPayment:
    customer: str
    """The account that it is for."""
    entry: str
    """Its id in the ledger; empty where there is none that counts: somebody may have corrected it
    by hand."""
    settles: str | None
    """The invoice that it began to settle first; None where it is unapplied credit alone."""

    async def change(
        self,
        ledger: Ledger,
        command: CorrectEntry | ReversePayment,
        key: str,
        now: datetime,
        policy: InvoicePolicy,
    ) -> tuple[str, ...]:
        """Takes it back, by the account's own use case where it settles nothing.

        Returns:
            The invoices that this changed.

        Raises:
            DomainError: as when somebody asks for it by hand.
        """
        if self.settles is None:
            asked = AskedOfAccount(self.customer, command, key, now, lambda: policy)
            return (await of_accounts.act(ledger, asked)).touched
        done = await of_invoices.act(ledger, Asked(self.settles, command, key, now))
        return tuple(dict.fromkeys((self.settles, *done.touched)))


async def payment_of(ledger: Ledger, booked: BankEntry) -> BookedPayment:
    customer, reference = customer_of(booked), booked.transaction.reference_for(booked.booked)
    async with ledger.reading() as transaction:
        entry = await transaction.payments.last_under(customer, reference)
        found = await transaction.payments.of(customer, [entry]) if entry else ()
    if not any(each.counts for each in found):
        return BookedPayment(customer, "", None)
    settles = await settled_first(ledger, customer, entry)
    return BookedPayment(customer, entry, settles)


def customer_of(entry: BankEntry) -> str:
    """The account that a transaction was booked for."""
    return entry.booked.account if entry.booked else ""
