"""Money of an account: payments, refunds, and what is taken back. The part of the invoices' client
that goes through an invoice's workflow where one is concerned, and straight to the ledger where
none is."""

import asyncio
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from activities.waking import REFRESH, TERMS, WAKE_TOUCHED, summary_of
from adapters.ledger.database import Database
from adapters.ledger.invoices.settled import settled_by
from adapters.ledger.transactions import LedgerTransactions
from application.accounts.correct import correct_account
from application.accounts.known import (
    AccountMessage,
    entry_of,
    known_on_account,
    settled_first,
)
from application.accounts.pay import pay_account
from application.accounts.refund import refund
from application.accounts.reverse import reverse_account
from application.accounts.steps import key_on_account
from clients.issuing import InvoiceIssuing
from domain.errors import DomainError, ServiceUnreachable, UnderWay
from domain.invoices import messages
from domain.invoices.invoice import invoice_id
from domain.invoices.views.money import Settled
from domain.invoices.views.standing import InvoiceStanding
from domain.invoices.views.statement import AccountChanged, Statement
from domain.money import Money
from domain.turns import WORKER
from engine.answers import answering
from files.reading import configured_policy
from settings import Settings

Command = TypeVar("Command", bound=AccountMessage)
Step = Callable[[datetime], Awaitable[AccountChanged]]
Channel = tuple[str, messages.InvoiceMessage]
"""The invoice through whose workflow a command goes, and the command as it goes there."""

_ATTEMPTS = 5
"""How often an account's money is read again when an invoice came in between."""


@dataclass(frozen=True)
class Asked(Generic[Command]):
    """A command of which a part is looked up, such as a currency that was left out."""

    by: str
    what: Any
    """What was asked, without what is looked up later: it identifies a repeated command."""
    ready: Callable[[str | None], Awaitable[Command]]
    """Makes the command, and asks what must be asked first. Where it was done before it is given
    the currency that it was done in, and asks nothing."""

    @staticmethod
    def of(command: "Command | Asked[Command]") -> "Asked[Command]":
        if isinstance(command, Asked):
            return command

        async def ready(_done_in: str | None) -> Command:
            return command

        return Asked(command.by, command, ready)


class AccountClient(InvoiceIssuing):
    """Every message may carry a `key`; see `clients/invoices.py`."""

    def __init__(self, temporal: Client, database: Database, settings: Settings) -> None:
        super().__init__(temporal, database, settings)
        self._ledger = LedgerTransactions(database)

    async def pay_account(
        self,
        account: str,
        payment: messages.RecordPayment | Asked[messages.RecordPayment],
        key: str | None = None,
    ) -> messages.RecordPayment:
        """Settles the account's open invoices, the oldest first; the rest is unapplied credit, and
        all of it where nothing is open. Returns the payment as it was recorded.

        Raises:
            AccountUnknown: there is no such account.
        """
        asked = Asked.of(payment)
        async with self._keys.once(key, asked.by, "pay_account", account, asked.what) as claim:
            known = await self._done(account, claim.id)
            whole = await asked.ready(known.amount.currency if known else None)
            if known is not None:
                return whole

            async def door() -> Channel | None:
                numbers = await self._queries.oldest_open(account, whole.amount)
                for_these = _for_invoices(numbers, whole.by)
                return (numbers[0], whole.model_copy(update=for_these)) if numbers else None

            async def step(now: datetime) -> AccountChanged:
                policy = configured_policy(self._settings).invoices
                return await pay_account(self._ledger, account, whole, policy, claim.id, now)

            await self._change(account, whole, claim.id, door, step)
            return whole

    async def refund(
        self,
        account: str,
        command: messages.RefundCredit | Asked[messages.RefundCredit],
        key: str | None = None,
    ) -> AccountChanged:
        """Records that unapplied credit was paid back."""
        asked = Asked.of(command)
        async with self._keys.once(key, asked.by, "refund", account, asked.what) as claim:
            known = await self._done(account, claim.id)
            if known is not None:
                return known
            ready = await asked.ready(None)

            async def step(now: datetime) -> AccountChanged:
                return await refund(self._ledger, account, ready, claim.id, now)

            return await self._change(account, ready, claim.id, _no_way_in, step)

    async def correct_account(
        self, account: str, command: messages.CorrectEntry, key: str | None = None
    ) -> AccountChanged:
        """Takes back a payment or a refund of the account that was entered wrongly.

        Raises:
            EntryUnknown: the account has no such entry, or it was taken back already.
        """

        async def door() -> Channel | None:
            number = await settled_first(self._ledger, account, command.entry)
            return (number, command) if number is not None else None

        async with self._keys.once(key, command.by, "correct_account", account, command) as claim:

            async def step(now: datetime) -> AccountChanged:
                return await correct_account(self._ledger, account, command, claim.id, now)

            return await self._change(account, command, claim.id, door, step)

    async def reverse_account(
        self,
        account: str,
        command: messages.ReversePayment | Asked[messages.ReversePayment],
        key: str | None = None,
    ) -> AccountChanged:
        """The bank took back a payment of the account, or a part of it.

        Raises:
            PaymentUnknown: the account has no such payment, or it was taken back already.
        """
        asked = Asked.of(command)
        async with self._keys.once(key, asked.by, "reverse_account", account, asked.what) as claim:
            known = await self._done(account, claim.id)
            reversal = await asked.ready(known.amount.currency if known else None)
            if known is not None:
                return await self._said(account, known, reversal)

            async def door() -> Channel | None:
                settled = await self.settled_by(reversal.bank_reference, account)
                return (settled[0].invoice, reversal) if settled else None

            async def step(now: datetime) -> AccountChanged:
                return await reverse_account(self._ledger, account, reversal, claim.id, now)

            return await self._change(account, reversal, claim.id, door, step)

    async def statement(self, account: str) -> Statement:
        """An account's invoices, payments and what they come to; raises AccountUnknown."""
        return await self._queries.statement(account, datetime.now(UTC))

    async def unapplied_credit(self, account: str, currency: str) -> Money:
        """What the account's payments have left; nothing in a currency that it does not have."""
        left = await self.unapplied_credits(account)
        nothing = Money.from_minor(0, currency)
        return next((each for each in left if each.currency == currency), nothing)

    async def unapplied_credits(self, account: str) -> Sequence[Money]:
        """What the account's payments have left, in each currency in which that is something."""
        return await self._queries.unapplied(account)

    async def settled_by(
        self, bank_reference: str, account: str | None = None
    ) -> Sequence[Settled]:
        """The invoices that a transfer settles a part of, in the order in which it did; those of
        one account, where one is given."""
        return await settled_by(self._database, bank_reference, datetime.now(UTC), account)

    @abstractmethod
    async def _send(
        self, number: str, command: messages.InvoiceMessage, update_id: str, large: bool
    ) -> InvoiceStanding:
        """Takes the command through the invoice's workflow; a large step is waited for longer."""

    async def _change(
        self,
        account: str,
        command: AccountMessage,
        key: str,
        door: Callable[[], Awaitable[Channel | None]],
        step: Step,
    ) -> AccountChanged:
        """Does it once: through an invoice's workflow if the account has one, and otherwise in the
        ledger, which refuses it if an invoice has come in between."""
        for _ in range(_ATTEMPTS):
            if (known := await self._done(account, key)) is not None:
                return await self._said(account, known, command)
            try:
                if (through := await door()) is not None:
                    number, sent = through
                    large = await self._queries.has_many_others(number)
                    await self._send(number, sent, key, large)
                else:
                    return await self._woken(await step(datetime.now(UTC)), key)
            except UnderWay:
                continue
            except ServiceUnreachable:
                raise
            except DomainError:
                # Sent before, and never answered: it may have been done in the meantime.
                if (known := await self._done(account, key)) is not None:
                    return await self._said(account, known, command)
                raise
        raise UnderWay("The account's invoices are being changed: ask again.", account_id=account)

    async def _done(self, account: str, key: str) -> AccountChanged | None:
        """What was done under this key of its caller, if something was."""
        known = await known_on_account(self._ledger, account, key)
        if known is None or known.through_invoice:
            return known.changed if known else None
        return await self._woken(known.changed, key)

    async def _said(
        self, account: str, known: AccountChanged, command: AccountMessage
    ) -> AccountChanged:
        if known.entry:
            return known
        entry = await entry_of(self._ledger, account, command)
        return known.model_copy(update={"entry": entry})

    async def _woken(self, changed: AccountChanged, key: str) -> AccountChanged:
        """Signals the workflows of invoices that unapplied credit settled to refresh: a few at
        once; many by the workflow of one of them, which nobody waits for. A workflow that misses it
        loses nothing: when its alarm fires, the ledger decides.

        Args:
            key: The caller's, under which the ledger keeps what changed.
        """
        if len(changed.touched) > messages.MANY:
            key = key_on_account(changed.account, key)
            await self._signal(changed.touched[0], WAKE_TOUCHED, key)
        else:
            await asyncio.gather(*(self._signal(each, REFRESH) for each in changed.touched))
        return changed

    async def _signal(self, number: str, signal: str, *said: str) -> None:
        async with answering(invoice_id(number)):
            await self._temporal.start_workflow(
                TERMS,
                messages.OpenTerms(by=WORKER, number=number),
                id=invoice_id(number),
                task_queue=self._settings.task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                start_signal=signal,
                start_signal_args=said,
                static_summary=summary_of(number),
            )


def _for_invoices(numbers: Sequence[str], by: str) -> dict[str, Any]:
    """What a payment says of the invoices that it is for."""
    if len(numbers) > messages.MANY:
        return {"of_account": True}
    return {"shares": tuple(messages.Share(by=by, number=each) for each in numbers)}


async def _no_way_in() -> None:
    return None
