"""One invoice of the billing system's, and ours: ours is issued, and gets what happened there."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import partial

from application.accounts.refund import refund
from application.accounts.steps import AskedOfAccount, key_on_account
from application.following.taken import Taken
from application.invoices.issue import issue
from application.invoices.operations import act
from application.papers.writing import buyer_for
from application.ports.following import Followed
from application.ports.ledger import Ledger
from application.steps import Asked
from domain.account import Account, PaymentMethod
from domain.billing.calls import ProviderLink
from domain.billing.following import (
    CreditThere,
    GivenBackThere,
    HintState,
    InvoiceThere,
    PaymentThere,
    StateThere,
)
from domain.billing.lines import lines_as_issued
from domain.billing.names import BY_PROVIDER
from domain.errors import (
    AmountNotAcceptable,
    InvoiceAlreadyIssued,
    InvoiceNotIssuable,
    NotFollowed,
    PaymentAlreadyRecorded,
    ProviderRefused,
)
from domain.invoices.lifecycle import SETTLED
from domain.invoices.messages import (
    CorrectEntry,
    CreditInvoice,
    InvoiceMessage,
    IssueInvoice,
    RecordPayment,
    RefundCredit,
    ReversePayment,
    Share,
    WriteOff,
)
from domain.invoices.receivables import Lowering
from domain.money import Money
from domain.papers.making import tax_by_default
from domain.policy_file import WholePolicy

_GIVEN_UP = "Given up in the billing system."
_VOIDED = "Voided in the billing system."
_REFUNDED = "Refunded in the billing system."


class NotYet(Exception):
    """The scope is not switched here: that may be under way."""


async def follow_invoice(
    ledger: Ledger,
    there: Followed,
    policy: WholePolicy,
    now: Callable[[], datetime],
    wake: Callable[[Sequence[str]], Awaitable[None]],
    reference: str,
) -> HintState:
    """Has ours say what the billing system's invoice says.

    Args:
        wake: Has the workflows of these invoices start, or refresh.

    Raises:
        NotYet: ask again later.
        ProviderUnavailable, ServiceUnreachable: ask again.
        DomainError: our own rules do not take it.
    """
    try:
        found = await there.invoice(reference)
    except ProviderRefused:
        return HintState.NOT_OURS  # it was a draft, and somebody deleted it
    if not found.by_invoice or found.scope_id is None:
        return HintState.NOT_OURS
    pair = _Pair(ledger, there.name, policy, now, found, found.scope_id)
    number = await pair.issued()
    if number is None:
        return HintState.NOT_OURS
    taken = await pair.follow(number)
    await wake(tuple(dict.fromkeys([number, *taken.touched])))
    taken.raise_refusals()
    return HintState.DONE


class _Pair:
    """An invoice there, and ours."""

    def __init__(
        self,
        ledger: Ledger,
        provider: str,
        policy: WholePolicy,
        now: Callable[[], datetime],
        there: InvoiceThere,
        scope_id: str,
    ) -> None:
        self._ledger = ledger
        self._provider = provider
        self._policy = policy
        self._now = now
        self._there = there
        self._scope_id = scope_id

    async def issued(self) -> str | None:
        """The number of ours, which is issued where there is none; None for a draft, and for what
        is of no account here."""
        there = self._there
        async with self._ledger.writing() as transaction:
            link = await transaction.provider.link_at(self._provider, there.reference)
            if link is not None:
                return link.invoice
            holding = await transaction.accounts.locked_with_scope(self._scope_id)
        if there.number is None or there.issued_on is None or there.amount.minor <= 0:
            return None
        scope = holding and holding.account.scope(self._scope_id)
        if holding is None or not scope:
            return None
        if scope.payment_method is not PaymentMethod.INVOICE:
            raise NotYet
        link = ProviderLink(
            invoice=there.number,
            provider=self._provider,
            reference=there.reference,
            account_id=holding.account.id,
            scope_id=scope.id,
        )
        command = self._issuing(there.number, there.issued_on, there.amount)
        itemised = await self._with_lines(command, holding.account)
        issued = partial(issue, self._ledger, now=self._now(), papers=self._policy.papers)
        try:
            await issued(itemised, link=link)
        except (InvoiceNotIssuable, InvoiceAlreadyIssued):
            # Where it is because of its lines: it is one of the whole amount then.
            await issued(command, link=link)
        return there.number

    def _issuing(self, number: str, issued_on: date, amount: Money) -> IssueInvoice:
        return IssueInvoice(
            by=BY_PROVIDER,
            number=number,
            scope=self._scope_id,
            issued_on=issued_on,
            amount=amount,
            terms_days=self._policy.payment_terms_days,
            policy=self._policy.invoices.for_currency(amount.currency),
            policy_version=self._policy.version,
        )

    async def _with_lines(self, command: IssueInvoice, account: Account) -> IssueInvoice:
        there, papers = self._there, self._policy.papers
        async with self._ledger.writing() as transaction:
            buyer = await buyer_for(transaction, self._scope_id, account)
        lines = lines_as_issued(
            there.lines,
            there.amount,
            there.prepaid,
            tax_by_default(papers, buyer),
            papers.line_in("en"),
        )
        if not lines:
            return command
        return command.model_copy(update={"lines": lines, "prepaid": there.prepaid})

    async def follow(self, number: str) -> Taken:
        """What one payment is refused for keeps no other away, and so with credit notes and what
        was given back. This is taken where all of those were, and the end where everything was."""
        there, taken = self._there, Taken()
        for payment in there.payments:
            await taken.by(payment.reference, self._paid(number, payment))
        for credit in there.credits:
            await taken.by(credit.reference, self._credited(number, credit))
        if not taken.refusals:
            for back in there.given_back:
                await taken.by(back.reference, self._given_back(number, back))
        if not taken.refusals:
            await taken.by(there.reference, self._end(number))
        for note in there.ours_voided:
            voided = "A credit note of ours was voided in the billing system."
            taken.refuse(note, NotFollowed(voided))
        return taken

    async def _paid(self, number: str, payment: PaymentThere) -> list[str]:
        money = RecordPayment(
            by=BY_PROVIDER,
            amount=payment.amount,
            bank_reference=payment.reference,
            value_date=payment.on,
            shares=(Share(by=BY_PROVIDER, number=number),),
        )
        return await self._once(number, f"payment/{payment.reference}", money)

    async def _credited(self, number: str, credit: CreditThere) -> list[str]:
        what = f"credit/{credit.reference}"
        if not credit.voided:
            note = CreditInvoice(by=BY_PROVIDER, amount=credit.amount, reason=credit.reason)
            return await self._once(number, what, note)
        if not await self._done(what) or await self._done(f"{what}/voided"):
            return []
        async with self._ledger.reading() as transaction:
            entries = await transaction.invoices.adjustments(number)
        standing = [
            each.entry
            for each in entries
            if each.kind is Lowering.CREDIT_NOTE
            and not each.corrected
            and each.amount == credit.amount.minor
        ]
        if not standing:
            return []  # somebody has taken it back here already
        back = CorrectEntry(by=BY_PROVIDER, entry=standing[-1], reason=_VOIDED)
        return await self._once(number, f"{what}/voided", back)

    async def _given_back(self, number: str, back: GivenBackThere) -> list[str]:
        """What a credit note freed was paid back, as far as it is still there. Otherwise what was
        paid is gone, and what it settled is open again."""
        what = f"refund/{back.reference}"
        async with self._ledger.reading() as transaction:
            ours = await transaction.invoices.one(number)
            if ours is None:
                return []
            of_account = key_on_account(ours.account_id, self._key(what))
            keys = self._key(f"{what}/of-payment"), of_account
            known = any([await transaction.answers.under(key) is not None for key in keys])
        if back.failed and known:
            raise NotFollowed("A refund that is recorded here failed in the billing system.")
        if known or back.failed:
            return []
        if back.credited:
            with suppress(AmountNotAcceptable):
                return await self._paid_back(ours.account_id, what, back)
        if back.payment is None:
            raise AmountNotAcceptable("What the billing system gave back is not there any more.")
        taken = ReversePayment(
            by=BY_PROVIDER, bank_reference=back.payment, reason=_REFUNDED, amount=back.amount
        )
        return await self._once(number, f"{what}/of-payment", taken)

    async def _paid_back(self, account: str, what: str, back: GivenBackThere) -> list[str]:
        command = RefundCredit(by=BY_PROVIDER, amount=back.amount, bank_reference=back.reference)
        asked = AskedOfAccount(
            account, command, self._key(what), self._now(), lambda: self._policy.invoices
        )
        return [*(await refund(self._ledger, asked)).touched]

    async def _end(self, number: str) -> list[str]:
        """It was voided, or given up, and ours is open: never owed, or written off."""
        state = self._there.state
        if state not in (StateThere.VOID, StateThere.GIVEN_UP):
            return []
        async with self._ledger.reading() as transaction:
            ours = await transaction.invoices.one(number)
        if ours is None or ours.state in SETTLED:
            return []
        if state is StateThere.GIVEN_UP:
            return await self._once(number, state, WriteOff(by=BY_PROVIDER, reason=_GIVEN_UP))
        amount = Money.from_minor(ours.open, ours.currency)
        note = CreditInvoice(by=BY_PROVIDER, amount=amount, reason=_VOIDED)
        return await self._once(number, state, note)

    async def _once(self, number: str, what: str, command: InvoiceMessage) -> list[str]:
        """The other invoices that it changed."""
        if await self._done(what):
            return []
        asked = Asked(number, command, self._key(what), self._now(), papers=self._policy.papers)
        try:
            return [*(await act(self._ledger, asked)).touched]
        except PaymentAlreadyRecorded:
            return []  # a statement of the bank brought it first

    def _key(self, what: str) -> str:
        return f"provider/{self._provider}/{self._there.reference}/{what}"

    async def _done(self, what: str) -> bool:
        async with self._ledger.reading() as transaction:
            return await transaction.answers.under(self._key(what)) is not None
