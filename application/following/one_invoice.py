"""One invoice of the billing system's, and ours: ours is issued, and gets what happened there."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime

from application.invoices.issue import issue
from application.invoices.operations import act
from application.ports.following import Followed
from application.ports.ledger import Ledger
from application.steps import Asked
from domain.account import PaymentMethod
from domain.billing.calls import ProviderLink
from domain.billing.following import HintState, InvoiceThere, StateThere
from domain.billing.names import BY_PROVIDER
from domain.errors import PaymentAlreadyRecorded, ProviderRefused
from domain.invoices.lifecycle import SETTLED
from domain.invoices.messages import (
    CreditInvoice,
    InvoiceMessage,
    IssueInvoice,
    RecordPayment,
    Share,
    WriteOff,
)
from domain.money import Money
from domain.policy_file import WholePolicy

_GIVEN_UP = "Given up in the billing system."
_VOIDED = "Voided in the billing system."


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
    changed = [number, *await pair.follow(number)]
    await wake(tuple(dict.fromkeys(changed)))
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
        await issue(self._ledger, command, self._now(), papers=self._policy.papers, link=link)
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

    async def follow(self, number: str) -> list[str]:
        """The other invoices that changed."""
        touched: list[str] = []
        for payment in self._there.payments:
            money = RecordPayment(
                by=BY_PROVIDER,
                amount=payment.amount,
                bank_reference=payment.reference,
                value_date=payment.on,
                shares=(Share(by=BY_PROVIDER, number=number),),
            )
            touched += await self._once(number, f"payment/{payment.reference}", money)
        for credit in self._there.credits:
            note = CreditInvoice(by=BY_PROVIDER, amount=credit.amount, reason=credit.reason)
            touched += await self._once(number, f"credit/{credit.reference}", note)
        return touched + await self._end(number)

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
        key = f"provider/{self._provider}/{self._there.reference}/{what}"
        async with self._ledger.reading() as transaction:
            if await transaction.answers.under(key) is not None:
                return []
        asked = Asked(number, command, key, self._now(), papers=self._policy.papers)
        try:
            return [*(await act(self._ledger, asked)).touched]
        except PaymentAlreadyRecorded:
            return []  # a statement of the bank brought it first
