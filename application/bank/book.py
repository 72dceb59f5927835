"""A transaction is booked as a payment, through the same door as one that a person enters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from application.accounts.pay import pay_account
from application.accounts.steps import AskedOfAccount
from application.bank.entries import locked_all
from application.invoices.credit import credit
from application.invoices.pay import pay
from application.ports.ledger import Ledger
from application.steps import Asked
from domain.bank.entries import BankEntry, Decided
from domain.bank.entry_states import EntryState
from domain.bank.people_may_decide import hinders_book
from domain.bank.proposals import Proposal
from domain.invoices.allocation.allocation_order import reached_by_payment
from domain.invoices.messages import CreditInvoice, RecordPayment
from domain.invoices.messages import Share as PaymentShare
from domain.invoices.policy import InvoicePolicy
from domain.operations.obstacles import clear_of
from domain.values.money import Money

_PAY = "pay"
_CHARGES = "Kept by the banks on the money's way."


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decides on a transaction, when and why."""

    by: str
    now: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Booked:
    entry: str
    touched: tuple[str, ...]
    """Invoices that it settled or changed: their workflows refresh."""


async def book(
    ledger: Ledger, entry: str, proposal: Proposal, decision: Decision, policy: InvoicePolicy
) -> Booked:
    """Records the payment and what it settles, and that the transaction is booked: together or not
    at all. One that is booked so already stays as it is.

    Args:
        policy: For money that is for an account and no invoice.

    Raises:
        BankEntryUnknown: there is no such transaction.
        BankEntryDecided: something else became of it.
        AmountNotAcceptable: it is no money that came in.
        DomainError: as a payment that a person enters.
    """
    (booked,) = await book_together(ledger, {entry: proposal}, decision, policy)
    return booked


async def book_together(
    ledger: Ledger,
    proposals: Mapping[str, Proposal],
    decision: Decision,
    policy: InvoicePolicy,
) -> list[Booked]:
    """The same for several transactions, by id: all of them or none.

    They are locked first, all at once, and their accounts after that, always in the same order: so
    two who book at the same time wait for each other, and not both for ever.
    """
    async with ledger.together() as one:
        known = await locked_all(one, list(proposals))
        await _prefetch(one, known, proposals)
        booked, decided = [], []
        for entry in sorted(known, key=lambda each: proposals[each.transaction.id].account):
            name = entry.transaction.id
            proposal = proposals[name]
            if entry.state is EntryState.BOOKED and _booked_so(entry, proposal):
                booked.append(Booked(name, ()))
                continue
            touched = await _book_one(one, entry, proposal, decision, policy)
            booked.append(Booked(name, touched))
            decided.append(entry)
        await _write_down(one, decided, proposals, decision)
    return booked


async def _prefetch(
    ledger: Ledger, entries: Sequence[BankEntry], proposals: Mapping[str, Proposal]
) -> None:
    """Reads together what each of the payments begins with."""
    first = {
        _key_of(entry, _PAY): shares[0].invoice
        for entry in entries
        if (shares := proposals[entry.transaction.id].shares)
    }
    numbers = list(dict.fromkeys(first.values()))
    async with ledger.writing() as transaction:
        await transaction.invoices.prefetch_locked(numbers)
        await transaction.answers.prefetch(list(first))
        await transaction.provider.prefetch(numbers)


async def _book_one(
    ledger: Ledger,
    entry: BankEntry,
    proposal: Proposal,
    decision: Decision,
    policy: InvoicePolicy,
) -> tuple[str, ...]:
    clear_of(hinders_book(entry))
    return await _Booking(ledger, entry, proposal, decision, policy).do()


async def _write_down(
    ledger: Ledger,
    entries: Sequence[BankEntry],
    proposals: Mapping[str, Proposal],
    decision: Decision,
) -> None:
    """That they are booked, which advice they used up, and who paid for whom."""
    if not entries:
        return
    decided: list[tuple[str, Decided, str | None]] = []
    payers: dict[tuple[str, str], None] = {}
    async with ledger.writing() as transaction:
        for entry in entries:
            name, payer = entry.transaction.id, entry.transaction.party.account
            proposal = proposals[name]
            because = Decided(
                proposal=proposal, by=decision.by, at=decision.now, reason=decision.reason
            )
            decided.append((name, because, proposal.account))
            await transaction.advice.use(proposal.advised_by, name)
            if payer:
                payers[payer, proposal.account] = None
        await transaction.bank.decide_all(EntryState.BOOKED, decided)
        await transaction.bank.remember_payers(list(payers), decision.now)


@dataclass(frozen=True, slots=True)
class _Booking:
    """One transaction on its way into the ledger."""

    ledger: Ledger
    entry: BankEntry
    proposal: Proposal
    decision: Decision
    policy: InvoicePolicy

    async def do(self) -> tuple[str, ...]:
        shares = self.proposal.shares
        if not shares:
            return await self._to_account()
        paid = await pay(
            self.ledger,
            Asked(shares[0].invoice, self._payment(), self._key(_PAY), self.decision.now),
        )
        touched = [*(share.invoice for share in shares), *paid.touched]
        for share in shares:
            if share.charges:
                touched += await self._credit(share.invoice, share.charges)
        return tuple(dict.fromkeys(touched))

    async def _to_account(self) -> tuple[str, ...]:
        """Money for an account: the invoices that it reaches, and none where none is open."""
        payment, account = self._payment(), self.proposal.account
        async with self.ledger.reading() as transaction:
            amount = payment.amount
            rows = await transaction.invoices.open_rows(account, amount.currency)
            numbers = reached_by_payment(rows, amount.minor)
        if numbers:
            shares = tuple(PaymentShare(by=payment.by, number=each) for each in numbers)
            of_these = payment.model_copy(update={"shares": shares, "in_this_order": False})
            asked = Asked(numbers[0], of_these, self._key(_PAY), self.decision.now)
            return (*numbers, *(await pay(self.ledger, asked)).touched)
        changed = await pay_account(
            self.ledger,
            AskedOfAccount(
                account, payment, self._key(_PAY), self.decision.now, lambda: self.policy
            ),
        )
        return changed.touched

    async def _credit(self, invoice: str, charges: int) -> tuple[str, ...]:
        note = CreditInvoice(by=self.decision.by, amount=self._money(charges), reason=_CHARGES)
        asked = Asked(invoice, note, self._key(f"charges/{invoice}"), self.decision.now)
        return (await credit(self.ledger, asked)).touched

    def _payment(self) -> RecordPayment:
        transaction = self.entry.transaction
        shares = self.proposal.shares
        one = len(shares) == 1
        return RecordPayment(
            by=self.decision.by,
            amount=self._money(transaction.minor),
            bank_reference=transaction.reference_for(self.proposal),
            value_date=transaction.booking.value_date or transaction.booking.booked_on,
            shares=tuple(
                PaymentShare(
                    by=self.decision.by,
                    number=share.invoice,
                    at_most=None if one else self._money(share.minor),
                )
                for share in shares
            ),
            in_this_order=True,
        )

    def _money(self, minor: int) -> Money:
        return Money.from_minor(minor, self.entry.transaction.booking.currency)

    def _key(self, step: str) -> str:
        return _key_of(self.entry, step)


def _key_of(entry: BankEntry, step: str) -> str:
    """A transaction that was undone can be booked again, under another key."""
    return f"bank/{entry.transaction.id}/{entry.revision}/{step}"


def _booked_so(entry: BankEntry, proposal: Proposal) -> bool:
    return entry.booked is not None and entry.booked.does_the_same(proposal)
