"""Mirrors an invoice of the billing system: issues it here and applies its payments."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from application.accounts.refund import refund
from application.accounts.steps import AskedOfAccount, key_on_account
from application.following.synced_changes import SyncedChanges, as_one
from application.invoices.issue import issue
from application.invoices.operations import act
from application.papers.writing import buyer_for
from application.ports.following import Followed
from application.ports.ledger import Ledger
from application.steps import Asked
from domain.accounts.account import Account, PaymentMethod
from domain.billing.calls import ProviderLink
from domain.billing.following import (
    HintState,
    RemoteCredit,
    RemoteInvoice,
    RemotePayment,
    RemoteRefund,
    RemoteState,
)
from domain.billing.lines import lines_as_issued
from domain.billing.names import BY_PROVIDER
from domain.errors import (
    AmountNotAcceptable,
    DomainError,
    InvoiceAlreadyIssued,
    InvoiceNotIssuable,
    NotFollowed,
    PaymentAlreadyRecorded,
    ProviderRefused,
)
from domain.invoices.allocation.receivables import Lowering
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
from domain.invoices.terms import local_date
from domain.papers.making import tax_by_default
from domain.papers.provider_reasons import ProviderReason
from domain.policy_file import WholePolicy
from domain.values.money import Money


class NotYet(Exception):
    """The scope is not switched here: that may be under way."""


class SyncResult(NamedTuple):
    """The result of copying one invoice."""

    state: HintState
    refusal: DomainError | None = None
    """Why our own rules do not take it."""
    invoice: str | None = None
    """The number of our invoice, where there is one."""


async def follow_invoices(
    ledger: Ledger,
    remote: Followed,
    policy: WholePolicy,
    now: Callable[[], datetime],
    refresh: Callable[[Sequence[str]], Awaitable[None]],
    reference: str,
) -> SyncResult:
    """Mirrors the invoice of this reference, or all those that this payment is for. One that is
    refused stops no other.

    Args:
        refresh: Has the workflows of these invoices start, or refresh.

    Raises:
        NotYet: ask again later.
        ProviderUnavailable, ServiceUnreachable: ask again.
    """
    try:
        found = await remote.invoices(reference)
    except ProviderRefused:
        return SyncResult(HintState.NOT_OURS)  # it was a draft, and somebody deleted it
    results, too_early = [], False
    for each in found:
        try:
            results.append(await _sync_one(ledger, remote.name, policy, now, refresh, each))
        except NotYet:
            too_early = True
    refused = [each for each in results if each.refusal is not None]
    if refused:
        return refused[0]._replace(refusal=as_one(each.refusal for each in refused if each.refusal))
    if too_early:
        raise NotYet
    done = [each for each in results if each.state is HintState.DONE]
    return done[0] if done else SyncResult(HintState.NOT_OURS)


async def _sync_one(
    ledger: Ledger,
    provider: str,
    policy: WholePolicy,
    now: Callable[[], datetime],
    refresh: Callable[[Sequence[str]], Awaitable[None]],
    remote: RemoteInvoice,
) -> SyncResult:
    if not remote.by_invoice or remote.scope_id is None:
        return SyncResult(HintState.NOT_OURS)
    sync, number = InvoiceSync(ledger, provider, policy, now, remote, remote.scope_id), None
    changes = SyncedChanges()
    async with changes.refusals_kept():
        number = await sync.issued()
    if number is not None:
        await sync.follow(number, changes)
        await refresh(tuple(dict.fromkeys([number, *changes.touched])))
    if changes.refusals:
        return SyncResult(HintState.REFUSED, as_one(changes.refusals), number)
    return SyncResult(HintState.NOT_OURS if number is None else HintState.DONE, invoice=number)


class InvoiceSync:
    """Copies what happened to one invoice of the billing system to our own."""

    def __init__(
        self,
        ledger: Ledger,
        provider: str,
        policy: WholePolicy,
        now: Callable[[], datetime],
        remote: RemoteInvoice,
        scope_id: str,
    ) -> None:
        self._ledger = ledger
        self._provider = provider
        self._policy = policy
        self._now = now
        self._remote = remote
        self._scope_id = scope_id

    async def issued(self) -> str | None:
        """The number of our invoice, which is issued where there is none; None for a draft, and for
        one that belongs to no account here."""
        remote = self._remote
        async with self._ledger.writing() as transaction:
            link = await transaction.provider.link_at(self._provider, remote.reference)
            if link is not None:
                return link.invoice
            holding = await transaction.accounts.locked_with_scope(self._scope_id)
        if remote.number is None or remote.issued_at is None or remote.amount.minor <= 0:
            return None
        scope = holding and holding.account.scope(self._scope_id)
        if holding is None or not scope:
            return None
        if scope.payment_method is not PaymentMethod.INVOICE:
            raise NotYet
        link = ProviderLink(
            invoice=remote.number,
            provider=self._provider,
            reference=remote.reference,
            account_id=holding.account.id,
            scope_id=scope.id,
        )
        issued_on = local_date(remote.issued_at, holding.account.time_zone)
        command = self._issuing(remote.number, issued_on, remote.amount)
        itemised = await self._with_lines(command, holding.account)
        issued = partial(issue, self._ledger, now=self._now(), papers=self._policy.papers)
        try:
            await issued(itemised, link=link)
        except (InvoiceNotIssuable, InvoiceAlreadyIssued):
            # Where its lines are the reason, it is issued as one line of the whole amount.
            await issued(command, link=link)
        return remote.number

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
        remote, papers = self._remote, self._policy.papers
        async with self._ledger.writing() as transaction:
            buyer = await buyer_for(transaction, self._scope_id, account)
        lines = lines_as_issued(
            remote.lines,
            remote.amount,
            remote.prepaid,
            tax_by_default(papers, buyer),
            papers.line_in("en"),
        )
        if not lines:
            return command
        return command.model_copy(update={"lines": lines, "prepaid": remote.prepaid})

    async def follow(self, number: str, changes: SyncedChanges) -> None:
        """Applies payments and credit notes, each by itself: one that is refused stops no other.
        Refunds follow when all of those were applied, and the end when everything was."""
        remote = self._remote
        for payment in remote.payments:
            await changes.apply(payment.reference, self._paid(number, payment))
        for credit in remote.credits:
            await changes.apply(credit.reference, self._credited(number, credit))
        if not changes.refusals:
            for back in remote.given_back:
                await changes.apply(back.reference, self._given_back(number, back))
        if not changes.refusals:
            await changes.apply(remote.reference, self._end(number))
        for note in remote.ours_voided:
            voided = "A credit note of ours was voided in the billing system."
            changes.refuse(NotFollowed(voided), note)

    async def _paid(self, number: str, payment: RemotePayment) -> list[str]:
        """Of a payment for several invoices each one's part is recorded by itself, so that it can
        be refunded by itself: the first under the payment's reference, and the others under one
        with the invoice's."""
        for reference in (payment.reference, self._part_of(payment.reference)):
            money = RecordPayment(
                by=BY_PROVIDER,
                amount=payment.amount,
                bank_reference=reference,
                value_date=payment.on,
                shares=(Share(by=BY_PROVIDER, number=number),),
            )
            try:
                return await self._once(number, f"payment/{payment.reference}", money)
            except PaymentAlreadyRecorded:
                if not await self._is_of_another(payment.reference):
                    break
        return []  # a statement of the bank brought it first

    def _part_of(self, payment: str) -> str:
        return f"{payment}/{self._remote.reference}"

    async def _is_of_another(self, payment: str) -> bool:
        """Whether this payment was recorded here for another invoice."""
        async with self._ledger.reading() as transaction:
            found = await transaction.payments.recorded_under(payment)
        return any(each.payment.by == BY_PROVIDER for each in found)

    async def _credited(self, number: str, credit: RemoteCredit) -> list[str]:
        """Records a credit note, or takes back the one that was voided. What releases before
        recorded has no key of the note: there it is the latest of the same amount."""
        what = f"credit/{credit.reference}"
        if not credit.voided:
            note = CreditInvoice(by=BY_PROVIDER, amount=credit.amount, reason=credit.reason)
            return await self._once(number, what, note)
        if not await self._done(what) or await self._done(f"{what}/voided"):
            return []
        async with self._ledger.reading() as transaction:
            entries = await transaction.invoices.adjustments(number)
        notes = [each for each in entries if each.kind is Lowering.CREDIT_NOTE]
        meant = [each for each in notes if each.step == self._key(what)] or [
            each
            for each in notes
            if each.step is None and not each.corrected and each.amount == credit.amount.minor
        ]
        if not meant or meant[-1].corrected:
            return []  # somebody has taken it back here already
        back = CorrectEntry(by=BY_PROVIDER, entry=meant[-1].entry, reason=ProviderReason.VOIDED)
        return await self._once(number, f"{what}/voided", back)

    async def _given_back(self, number: str, back: RemoteRefund) -> list[str]:
        """Records a refund: of unapplied credit where a credit note freed it and it is still there,
        otherwise as a reversed payment, whose invoice is open again."""
        what = f"refund/{back.reference}"
        async with self._ledger.reading() as transaction:
            local = await transaction.invoices.one(number)
            if local is None:
                return []
            of_account = key_on_account(local.account_id, self._key(what))
            keys = self._key(f"{what}/of-payment"), of_account
            known = any([await transaction.answers.under(key) is not None for key in keys])
        if back.failed and known:
            raise NotFollowed("A refund that is recorded here failed in the billing system.")
        if known or back.failed:
            return []
        if back.credited:
            with suppress(AmountNotAcceptable):
                return await self._paid_back(local.account_id, what, back)
        if back.payment is None:
            raise AmountNotAcceptable("What the billing system gave back is not there any more.")
        async with self._ledger.reading() as transaction:
            parts = await transaction.payments.recorded_under(self._part_of(back.payment))
        reversal = ReversePayment(
            by=BY_PROVIDER,
            bank_reference=self._part_of(back.payment) if parts else back.payment,
            reason=ProviderReason.REFUNDED,
            amount=back.amount,
        )
        return await self._once(number, f"{what}/of-payment", reversal)

    async def _paid_back(self, account: str, what: str, back: RemoteRefund) -> list[str]:
        command = RefundCredit(by=BY_PROVIDER, amount=back.amount, bank_reference=back.reference)
        asked = AskedOfAccount(
            account, command, self._key(what), self._now(), lambda: self._policy.invoices
        )
        return [*(await refund(self._ledger, asked)).touched]

    async def _end(self, number: str) -> list[str]:
        """Of one that was voided or given up: credits or writes off what is still open here."""
        state = self._remote.state
        if state not in (RemoteState.VOID, RemoteState.GIVEN_UP):
            return []
        async with self._ledger.reading() as transaction:
            local = await transaction.invoices.one(number)
        if local is None or local.state in SETTLED:
            return []
        if state is RemoteState.GIVEN_UP:
            return await self._once(
                number, state, WriteOff(by=BY_PROVIDER, reason=ProviderReason.GIVEN_UP)
            )
        amount = Money.from_minor(local.open, local.currency)
        note = CreditInvoice(by=BY_PROVIDER, amount=amount, reason=ProviderReason.VOIDED)
        return await self._once(number, state, note)

    async def _once(self, number: str, what: str, command: InvoiceMessage) -> list[str]:
        """Carries out the command unless it was before; the other invoices that it changed."""
        if await self._done(what):
            return []
        asked = Asked(number, command, self._key(what), self._now(), papers=self._policy.papers)
        return [*(await act(self._ledger, asked)).touched]

    def _key(self, what: str) -> str:
        return f"provider/{self._provider}/{self._remote.reference}/{what}"

    async def _done(self, what: str) -> bool:
        async with self._ledger.reading() as transaction:
            return await transaction.answers.under(self._key(what)) is not None
