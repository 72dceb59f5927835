"""What people decide on a transaction: accept, assign, ignore, undo."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from application.bank.book import Booked, Decision, book
from application.bank.entries import locked
from application.bank.payments import payment_of
from application.bank.refunds_returned import refund_again
from application.invoices.correct import correct
from application.ports.ledger import Ledger
from application.steps import Asked
from domain.bank.entries import BankEntry, Decided, Ignored
from domain.bank.entry_states import EntryState
from domain.bank.messages import (
    AcceptProposal,
    AssignEntry,
    EntryMessage,
    IgnoreEntry,
    UndoDecision,
)
from domain.bank.people_may_decide import hinders_accept, hinders_ignore, hinders_undo
from domain.bank.proposals import Evidence, Proposal, Rule, Seen, Share
from domain.errors import (
    AmountNotAcceptable,
    InvalidFile,
    InvoiceUnknown,
    NothingProposed,
    PaymentAlreadyRecorded,
)
from domain.invoices.allocation.receivables import Lowering
from domain.invoices.messages import CorrectEntry, refuse_named_twice
from domain.invoices.policy import InvoicePolicy
from domain.operations.obstacles import clear_of

Said = TypeVar("Said", bound=EntryMessage)


@dataclass(frozen=True, slots=True)
class AskedOfEntry(Generic[Said]):
    """What somebody decides on a transaction."""

    entry: str
    command: Said
    now: datetime
    policy: InvoicePolicy
    """For money that is for an account and no invoice."""

    def decision(self, reason: str = "") -> Decision:
        return Decision(self.command.by, self.now, reason)


async def accept(ledger: Ledger, asked: AskedOfEntry[AcceptProposal]) -> Booked:
    """Books a proposal as it is. One that is booked already stays as it is.

    Raises:
        BankEntryUnknown: there is no such transaction.
        NothingProposed: there are not as many proposals.
        DomainError: as `book` does.
    """
    known, place = await locked(ledger, asked.entry), asked.command.proposal
    if known.state is EntryState.BOOKED and known.booked:
        return Booked(asked.entry, ())
    clear_of(hinders_accept(known))
    count = len(known.proposals)
    if not 0 < place <= count:
        said = f"Only {count} are proposed" if count > 1 else f"{count} is proposed"
        raise NothingProposed(f"{said} for this entry.", entry=asked.entry)
    return await _book(ledger, asked, known.proposals[place - 1])


async def assign(ledger: Ledger, asked: AskedOfEntry[AssignEntry]) -> Booked:
    """Books it for invoices, or for an account's oldest ones.

    Raises:
        BankEntryUnknown, InvoiceUnknown, AccountUnknown: there is no such thing.
        InvalidFile: an invoice is named twice, or its part is in another currency.
        PaymentAlreadyRecorded: the bank's reference is used up, and this is not said to be
            apart from it.
        DomainError: as `book` does.
    """
    command, transaction = asked.command, (await locked(ledger, asked.entry)).transaction
    if command.account is not None:
        proposal = assigned_to_account(command.account, transaction.minor, apart=command.apart)
    else:
        _refuse_another_currency(command, transaction.booking.currency)
        parts = [(each.invoice, each.minor) for each in command.invoices]
        proposal = await assigned_to_invoices(ledger, asked.entry, parts, apart=command.apart)
    return await _book(ledger, asked, proposal)


def _refuse_another_currency(command: AssignEntry, currency: str) -> None:
    if any(each.amount and each.amount.currency != currency for each in command.invoices):
        said = f"The money is in {currency}."
        raise InvalidFile([{"field": "invoices", "code": "currency_differs", "problem": said}])


async def _book(ledger: Ledger, asked: AskedOfEntry[Any], proposal: Proposal) -> Booked:
    try:
        return await book(ledger, asked.entry, proposal, asked.decision(), asked.policy)
    except PaymentAlreadyRecorded as recorded:
        raise _used_up(recorded) from None


def _used_up(recorded: PaymentAlreadyRecorded) -> PaymentAlreadyRecorded:
    """The refusal, with what a person can do about an entry."""
    return PaymentAlreadyRecorded(
        recorded.found,
        advice="If the entry is that very money, ignore it and say so. If it is another transfer to"
        " which the bank gave the same reference, assign it apart from that one.",
        **recorded.details,
    )


async def ignore(ledger: Ledger, asked: AskedOfEntry[IgnoreEntry]) -> Booked:
    """It is no payment of a customer's. Asked again nothing changes.

    Raises:
        BankEntryUnknown: there is no such transaction.
        BankEntryDecided: it is booked.
    """
    entry, command = asked.entry, asked.command
    async with ledger.together() as one:
        known = await locked(one, entry)
        if known.state is not EntryState.IGNORED:
            clear_of(hinders_ignore(known))
            decided = Decided(
                ignored=Ignored.PERSON, by=command.by, at=asked.now, reason=command.reason
            )
            async with one.writing() as transaction:
                await transaction.bank.decide(entry, EntryState.IGNORED, decided, None)
    return Booked(entry, ())


async def undo(ledger: Ledger, asked: AskedOfEntry[UndoDecision]) -> Booked:
    """Takes back what was decided: a payment that was booked is corrected, as one that was entered
    wrongly, and the transaction waits for a decision again. A payer that is known by this booking
    alone is forgotten. Asked again nothing changes.

    Raises:
        BankEntryUnknown: there is no such transaction.
        BankEntryDecided: the bank took it back, or has not booked it.
        DomainError: as any correction; a part of the payment was paid back to the customer.
    """
    entry, decision = asked.entry, asked.decision(asked.command.reason)
    async with ledger.together() as one:
        known = await locked(one, entry)
        if known.waits:
            return Booked(entry, ())
        clear_of(hinders_undo(known))
        touched: tuple[str, ...] = ()
        if known.state is EntryState.BOOKED:
            touched = await _correct_payment(one, known, decision, asked.policy)
        decided = Decided(by=decision.by, at=decision.now, reason=decision.reason)
        async with one.writing() as transaction:
            await transaction.bank.decide(entry, EntryState.UNMATCHED, decided, None)
            if known.booked is not None and known.decided is not None:
                payer, booked_at = known.transaction.party.account, known.decided.at
                await transaction.bank.forget_payer(payer, known.booked.account, booked_at)
            await transaction.advice.release(entry)
    return Booked(entry, touched)


async def _correct_payment(
    ledger: Ledger, known: BankEntry, decision: Decision, policy: InvoicePolicy
) -> tuple[str, ...]:
    """The payment goes back first, and then what was credited as charges beside it. What somebody
    corrected by hand is left alone."""
    proposal = known.booked
    if known.decided is not None and known.decided.refund is not None:
        return await refund_again(ledger, known, known.decided.refund, decision, policy)
    if proposal is None or proposal.rule is Rule.RECORDED:
        return ()  # what somebody entered by hand stays
    payment = await payment_of(ledger, known)
    key = f"bank/{known.transaction.id}/{known.revision}/undo"
    touched: tuple[str, ...] = ()
    if payment.entry:
        command = CorrectEntry(by=decision.by, entry=payment.entry, reason=decision.reason)
        touched = await payment.change(ledger, command, key, decision.now, policy)
    for share in proposal.shares:
        if share.charges:
            touched += await _correct_charges(ledger, share, key, decision)
    return tuple(dict.fromkeys(touched))


async def _correct_charges(
    ledger: Ledger, share: Share, key: str, decision: Decision
) -> tuple[str, ...]:
    async with ledger.reading() as transaction:
        adjustments = await transaction.invoices.adjustments(share.invoice)
    credited = [
        each
        for each in adjustments
        if each.kind is Lowering.CREDIT_NOTE and not each.corrected and each.amount == share.charges
    ]
    if not credited:
        return ()
    command = CorrectEntry(by=decision.by, entry=credited[-1].entry, reason=decision.reason)
    asked = Asked(share.invoice, command, f"{key}/charges/{share.invoice}", decision.now)
    return (share.invoice, *(await correct(ledger, asked)).touched)


async def assigned_to_invoices(
    ledger: Ledger, entry: str, parts: list[tuple[str, int | None]], *, apart: bool = False
) -> Proposal:
    """What a person says that a transaction is for: invoices, each with its part where they say
    it.

    Args:
        apart: It is another transfer than what is recorded under the bank's reference.

    Raises:
        BankEntryUnknown, InvoiceUnknown: there is no such transaction, or invoice.
        InvalidFile: an invoice is named twice.
        AmountNotAcceptable: nothing of the money reaches one of them.
    """
    refuse_named_twice([number for number, _ in parts])
    known = await locked(ledger, entry)
    async with ledger.reading() as transaction:
        invoices = await transaction.invoices.some([number for number, _ in parts])
    left, shares = known.transaction.minor, []
    for number, part in parts:
        if number not in invoices:
            raise InvoiceUnknown("There is no invoice of this number.", invoice=number)
        minor = min(part if part is not None else invoices[number].open, left)
        if minor == 0 and len(parts) > 1:
            raise AmountNotAcceptable(_unreached(number, invoices[number].open), invoice=number)
        shares.append(Share(number, minor))
        left -= minor
    account = invoices[parts[0][0]].account_id
    by = (Evidence(Seen.PERSON),)
    return Proposal(Rule.PERSON, account, tuple(shares), left, by, apart=apart)


def _unreached(number: str, is_open: int) -> str:
    """What is wrong with an invoice that would get nothing."""
    if not is_open:
        return f"Nothing of {number} is open. Leave it out: what is left is unapplied credit."
    return (
        f"Nothing of the money is left for {number}: the invoices before it take all of it. Leave"
        " it out, or say each one's part."
    )


def assigned_to_account(account: str, minor: int, *, apart: bool = False) -> Proposal:
    """Money of an account, for its oldest invoices."""
    return Proposal(Rule.PERSON, account, (), minor, (Evidence(Seen.PERSON),), apart=apart)
