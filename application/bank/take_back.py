"""What a bank takes back: an entry that returns an earlier one reverses the payment that it belongs
to, once, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.bank.book import Booked, Decision
from application.bank.entries import locked
from application.bank.payments import customer_of, payment_of
from application.ports.ledger import Ledger
from domain.bank.entries import BankEntry, Decided
from domain.bank.entry_states import EntryState
from domain.bank.returns import returned_by
from domain.errors import BankEntryDecided
from domain.invoices.messages import ReversePayment
from domain.invoices.policy import InvoicePolicy


@dataclass(frozen=True, slots=True)
class Return:
    """An entry that takes back another, which is booked."""

    entry: BankEntry
    of: BankEntry


async def find_returns(ledger: Ledger, waiting: Sequence[BankEntry]) -> list[Return]:
    """Of entries that take something back those of which it is certain what; a booked one is taken
    back by one of them at most."""
    found, taken = [], set[str]()
    for entry in waiting:
        if entry.transaction.minor >= 0 or not entry.transaction.gives_back:
            continue
        booking = entry.transaction.booking
        async with ledger.reading() as transaction:
            booked = await transaction.bank.of_amount(
                booking.account, booking.currency, -entry.transaction.minor, EntryState.BOOKED
            )
        of = returned_by(entry, [each for each in booked if each.transaction.id not in taken])
        if of is not None:
            taken.add(of.transaction.id)
            found.append(Return(entry, of))
    return found


async def take_back(
    ledger: Ledger, returning: Return, decision: Decision, policy: InvoicePolicy
) -> Booked:
    """Reverses the payment, as when the bank's word is entered by hand.

    Raises:
        BankEntryDecided: something else became of one of the two.
        DomainError: as any reversal.
    """
    entry, of = returning.entry.transaction.id, returning.of.transaction.id
    async with ledger.together() as one:
        known, before = await locked(one, entry), await locked(one, of)
        if not known.waits:
            raise BankEntryDecided(known.state, entry)
        if before.state is not EntryState.BOOKED:
            raise BankEntryDecided(before.state, of)
        touched = await _reverse(one, known, before, decision, policy)
        at, by = decision.now, decision.by
        async with one.writing() as transaction:
            done = Decided(by=by, at=at, returns=of)
            await transaction.bank.decide(entry, EntryState.BOOKED, done, customer_of(before))
            reversed_by = Decided(
                proposal=before.booked,
                by=by,
                at=at,
                reason=_reason(known),
                returned_by=entry,
            )
            await transaction.bank.decide(of, EntryState.REVERSED, reversed_by, customer_of(before))
    return Booked(entry, touched)


async def _reverse(
    ledger: Ledger, known: BankEntry, of: BankEntry, decision: Decision, policy: InvoicePolicy
) -> tuple[str, ...]:
    reference = of.transaction.reference_for(of.booked)
    command = ReversePayment(by=decision.by, bank_reference=reference, reason=_reason(known))
    key = f"bank/{known.transaction.id}/{known.revision}/reverse"
    payment = await payment_of(ledger, of)
    return await payment.change(ledger, command, key, decision.now, policy)


def _reason(entry: BankEntry) -> str:
    returned = entry.transaction.returned
    said = returned.said if returned else ""
    return f"Taken back by the bank: {said}" if said else "Taken back by the bank."
