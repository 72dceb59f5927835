"""A refund of ours that a bank returns: the credit is the customer's again, once."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.accounts.correct import correct_account
from application.accounts.refund import refund
from application.accounts.steps import AskedOfAccount
from application.bank.book import Booked, Decision
from application.bank.entries import locked
from application.ports.ledger import Ledger
from domain.bank.entries import BankEntry, Decided, PaidBack
from domain.bank.entry_states import EntryState
from domain.bank.returns import refund_returned_by
from domain.errors import BankEntryDecided
from domain.invoices.messages import CorrectEntry, RefundCredit
from domain.invoices.policy import InvoicePolicy
from domain.values.money import Money


@dataclass(frozen=True, slots=True)
class RefundReturn:
    """An entry that brings a refund of ours back."""

    entry: BankEntry
    of: PaidBack


async def find_refund_returns(ledger: Ledger, waiting: Sequence[BankEntry]) -> list[RefundReturn]:
    """Of entries that bring something back those of which it is certain that it is a refund of
    ours, and which; each refund comes back by one of them at most."""
    found, taken = [], set[str]()
    for entry in waiting:
        transaction, booking = entry.transaction, entry.transaction.booking
        if transaction.minor <= 0 or not transaction.gives_back:
            continue
        async with ledger.reading() as one:
            refunds = await one.payments.refunds_of(booking.currency, transaction.minor)
            went_out = await one.bank.of_amount(
                booking.account, booking.currency, -transaction.minor, EntryState.IGNORED
            )
        of = refund_returned_by(
            entry, [each for each in refunds if each.entry not in taken], went_out
        )
        if of is not None:
            taken.add(of.entry)
            found.append(RefundReturn(entry, of))
    return found


async def take_refund_back(
    ledger: Ledger, returning: RefundReturn, decision: Decision, policy: InvoicePolicy
) -> Booked:
    """The refund does not count any more, as when somebody corrects it by hand.

    Raises:
        BankEntryDecided: something else became of the entry.
        DomainError: as any correction; the refund was corrected already.
    """
    entry, of = returning.entry.transaction.id, returning.of
    async with ledger.together() as one:
        known = await locked(one, entry)
        if not known.waits:
            raise BankEntryDecided(known.state, entry)
        reason = _reason(known)
        command = CorrectEntry(by=decision.by, entry=of.entry, reason=reason)
        key = f"bank/{entry}/{known.revision}/refund"
        asked = AskedOfAccount(of.account, command, key, decision.now, lambda: policy)
        changed = await correct_account(one, asked)
        done = Decided(by=decision.by, at=decision.now, reason=reason, refund=of)
        async with one.writing() as transaction:
            await transaction.bank.decide(entry, EntryState.BOOKED, done, of.account)
    return Booked(entry, changed.touched)


async def refund_again(
    ledger: Ledger, known: BankEntry, of: PaidBack, decision: Decision, policy: InvoicePolicy
) -> tuple[str, ...]:
    """It did not come back by this entry: the credit is paid back as before.

    Returns:
        The invoices that this changed.

    Raises:
        AmountNotAcceptable: the credit is not there any more.
    """
    transaction = known.transaction
    amount = Money.from_minor(transaction.minor, transaction.booking.currency)
    command = RefundCredit(by=decision.by, amount=amount, bank_reference=of.bank_reference)
    key = f"bank/{transaction.id}/{known.revision}/refund-again"
    asked = AskedOfAccount(of.account, command, key, decision.now, lambda: policy)
    return (await refund(ledger, asked)).touched


def _reason(entry: BankEntry) -> str:
    returned = entry.transaction.returned
    said = returned.said if returned else ""
    return f"The bank returned the refund: {said}" if said else "The bank returned the refund."
