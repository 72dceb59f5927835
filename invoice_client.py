"""The typed way to invoices for every face: what is done goes through an invoice's workflow, what
is looked at is read from the ledger."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from activities.invoices import LOOK_AGAIN, TERMS, WOKEN_AT_ONCE, summary_of
from adapters.ledger.database import Database, opened_ledger
from adapters.ledger.invoices.account_steps import AccountMoney
from adapters.ledger.invoices.queries import InvoiceQueries
from adapters.ledger.invoices.settled import settled_by
from adapters.ledger.used_keys import UsedKeys
from domain.errors import InvoiceAmbiguous, InvoiceUnknown, UnderWay
from domain.invoices import messages
from domain.invoices.bank_references import same_reference
from domain.invoices.invoice import invoice_id
from domain.invoices.new_invoice import NewInvoice
from domain.invoices.view import (
    AccountChanged,
    InvoiceStanding,
    InvoiceView,
    Settled,
    Statement,
    StatementEntry,
)
from domain.request import WORKER
from engine.answers import ANSWER_WITHIN, LARGE_ANSWER_WITHIN, answering
from engine.clock import time_of
from engine.connection import connect
from engine.speaking import stamped
from files import configured_policy
from invoice_issuing import InvoiceIssuing, Issued, IssueOutcome
from past_client import PastClient
from settings import Settings
from workflows.invoice import InvoiceTerms

__all__ = ["InvoiceClient", "IssueOutcome", "Issued", "NewInvoice"]


class InvoiceClient(InvoiceIssuing):
    """Every message may carry a `key`, which is good for one thing by one caller: asked again under
    it the same is done once, and answered alike; anything else is an `EffectMismatch`. An invoice
    is named by its number or by its reference. Refusals are raised as `DomainError`s.
    """

    def __init__(self, temporal: Client, database: Database, settings: Settings) -> None:
        super().__init__(temporal, InvoiceQueries(database), settings)
        self._database = database
        self._keys = UsedKeys(database)
        self._money = AccountMoney(database)
        self.past = PastClient(temporal, database, settings)

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, settings: Settings, temporal: Client | None = None
    ) -> AsyncIterator["InvoiceClient"]:
        """With an engine that is connected to already, or the one that the environment names."""
        async with opened_ledger(settings.ledger_url) as database:
            yield cls(temporal or await connect(settings), database, settings)

    async def send(
        self, name: str, command: messages.InvoiceMessage, key: str | None = None
    ) -> InvoiceStanding:
        """Sends one of the messages of `domain.invoices.messages` to an invoice; answers where it
        stands then. An invoice whose clock has ended takes messages as well: a payment of it can
        bounce, and money can come in twice.

        Raises:
            InvoiceUnknown: there is no such invoice.
        """
        number = await self._number_of(name)
        operation = _UPDATES[type(command)].__name__
        async with self._keys.once(key, command.by, operation, invoice_id(number), command) as once:
            return await self._send(number, command, once.id)

    async def _send(
        self, number: str, command: messages.InvoiceMessage, update_id: str
    ) -> InvoiceStanding:
        update, command = _UPDATES[type(command)], stamped(command)
        large = isinstance(command, messages.RecordPayment) and command.for_many
        within = LARGE_ANSWER_WITHIN if large else ANSWER_WITHIN
        handle = self._temporal.get_workflow_handle(invoice_id(number))
        async with answering(invoice_id(number), within):
            try:
                return cast(
                    InvoiceStanding,
                    await handle.execute_update(update, command, id=update_id, rpc_timeout=within),
                )
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
            standing = cast(
                InvoiceStanding,
                await self._temporal.execute_update_with_start_workflow(
                    update,
                    command,
                    start_workflow_operation=self._start(
                        messages.OpenTerms(by=command.by, through=command.through, number=number)
                    ),
                    id=update_id,
                    rpc_timeout=within,
                ),
            )
            await self._catch_up(standing)
            return standing

    async def _catch_up(self, standing: InvoiceStanding) -> None:
        """In a rehearsal a clock that begins anew begins today: it is moved to where the invoice
        was. Elsewhere no invoice is ahead of time."""
        ahead = standing.as_of and standing.as_of - datetime.now(UTC)
        if ahead and ahead > timedelta(hours=1) and not standing.settled:
            from temporalio.testing import TimeSkipper

            handle = self._temporal.get_workflow_handle(invoice_id(standing.invoice))
            await TimeSkipper(self._temporal).fast_forward(handle, ahead)

    async def pay_account(
        self, account: str, payment: messages.RecordPayment, key: str | None = None
    ) -> None:
        """Settles the account's open invoices, the oldest first; the rest is unapplied credit, and
        all of it where nothing is open.

        Raises:
            AccountUnknown: there is no such account.
        """
        async with self._keys.once(key, payment.by, "pay_account", account, payment) as once:
            await self._pay_account(account, payment, once.id)

    async def _pay_account(self, account: str, payment: messages.RecordPayment, key: str) -> None:
        if await self._money.door_of_key(account, key) is not None:
            return  # asked again: it was recorded through an invoice
        for _ in range(_ATTEMPTS):
            if numbers := await self._queries.oldest_open(account, payment.amount):
                whole = payment.model_copy(update=_for_invoices(numbers, payment.by))
                await self._send(numbers[0], whole, key)
                return
            policy = configured_policy(self._settings).invoices
            with suppress(UnderWay):
                now = datetime.now(UTC)
                await self._woken(await self._money.pay(account, payment, policy, key, now))
                return
        raise _busy(account)

    async def refund(
        self, account: str, command: messages.RefundCredit, key: str | None = None
    ) -> AccountChanged:
        """Records that unapplied credit was paid back."""
        async with self._keys.once(key, command.by, "refund", account, command) as once:
            now = datetime.now(UTC)
            return await self._woken(await self._money.refund(account, command, once.id, now))

    async def correct_account(
        self, account: str, command: messages.CorrectEntry, key: str | None = None
    ) -> AccountChanged:
        """Takes back a payment or a refund of the account that was entered wrongly.

        Raises:
            EntryUnknown: the account has no such entry, or it was taken back already.
        """
        async with self._keys.once(key, command.by, "correct_account", account, command) as once:
            return await self._correct_account(account, command, once.id)

    async def _correct_account(
        self, account: str, command: messages.CorrectEntry, key: str
    ) -> AccountChanged:
        done = await self._money.door_of_change(account, key, command)
        for _ in range(_ATTEMPTS):
            entered = _entered(await self.statement(account), command.entry)
            if entered is not None and done:
                return _of_entry(account, entered)
            if entered is not None and entered.settles:
                await self._send(entered.settles[0].invoice, command, key)
                return _of_entry(account, entered)
            with suppress(UnderWay):
                now = datetime.now(UTC)
                return await self._woken(await self._money.correct(account, command, key, now))
        raise _busy(account)

    async def reverse_account(
        self, account: str, command: messages.ReversePayment, key: str | None = None
    ) -> AccountChanged:
        """The bank took back a payment of the account, or a part of it.

        Raises:
            PaymentUnknown: the account has no such payment, or it was taken back already.
        """
        async with self._keys.once(key, command.by, "reverse_account", account, command) as once:
            return await self._reverse_account(account, command, once.id)

    async def _reverse_account(
        self, account: str, command: messages.ReversePayment, key: str
    ) -> AccountChanged:
        done = await self._money.door_of_change(account, key, command)
        for _ in range(_ATTEMPTS):
            settled = await self.settled_by(command.bank_reference, account)
            if done or settled:
                before = await self.statement(account)
                if not done:
                    await self._send(settled[0].invoice, command, key)
                return _of_reference(account, before, command)
            with suppress(UnderWay):
                now = datetime.now(UTC)
                return await self._woken(await self._money.reverse(account, command, key, now))
        raise _busy(account)

    async def _woken(self, changed: AccountChanged) -> AccountChanged:
        """Lets the clocks of invoices that unapplied credit settled look again. A clock that missed
        this finds out by itself: whatever it rings for, the ledger decides."""
        for start in range(0, len(changed.touched), WOKEN_AT_ONCE):
            await asyncio.gather(*map(self._wake, changed.touched[start : start + WOKEN_AT_ONCE]))
        return changed

    async def _wake(self, number: str) -> None:
        async with answering(invoice_id(number)):
            await self._temporal.start_workflow(
                TERMS,
                messages.OpenTerms(by=WORKER, number=number),
                id=invoice_id(number),
                task_queue=self._settings.task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                start_signal=LOOK_AGAIN,
                static_summary=summary_of(number),
            )

    async def view(self, name: str, now: datetime | None = None) -> InvoiceView:
        """The whole invoice, as of now or of the moment that a rehearsal is at."""
        number = await self._number_of(name)
        return await self._queries.view(number, now or await self.now(number))

    async def statement(self, account: str) -> Statement:
        """An account's invoices, payments and what they come to; raises AccountUnknown."""
        return await self._queries.statement(account, datetime.now(UTC))

    async def settled_by(
        self, bank_reference: str, account: str | None = None
    ) -> Sequence[Settled]:
        """The invoices that a transfer settles a part of, in the order in which it did; those of
        one account, where one is given."""
        return await settled_by(self._database, bank_reference, datetime.now(UTC), account)

    async def now(self, number: str) -> datetime:
        """The time as an invoice has it: ahead of everybody's after a rehearsal's fast-forward."""
        return await time_of(self._temporal, invoice_id(number))

    async def named(self, name: str) -> str:
        """The number of the one invoice that somebody means by this name: its number, its id
        (`invoice/INV-1`) or its reference.

        Raises:
            InvoiceUnknown: there is none.
            InvoiceAmbiguous: it is the number of one and the id or reference of another.
        """
        numbers = await self._called(name)
        if len(numbers) > 1:
            raise InvoiceAmbiguous(
                f"This may mean invoice {' or invoice '.join(numbers)}: write the number that you"
                " mean as its id, with 'invoice/' before it.",
                invoice=name,
                invoices=numbers,
            )
        return numbers[0]

    async def _number_of(self, name: str) -> str:
        """What a program names goes by the number first."""
        return (await self._called(name))[0]

    async def _called(self, name: str) -> list[str]:
        numbers = await self._queries.called(name)
        if not numbers:
            raise InvoiceUnknown("There is no invoice of this number or reference.", invoice=name)
        return numbers


def _for_invoices(numbers: Sequence[str], by: str) -> dict[str, Any]:
    """What a payment says of the invoices that it is for."""
    if len(numbers) > messages.MANY:
        return {"of_account": True}
    return {"shares": tuple(messages.Share(by=by, number=each) for each in numbers)}


_ATTEMPTS = 5
"""How often an account's money is looked at again when an invoice came in between."""


def _busy(account: str) -> UnderWay:
    return UnderWay("The account's invoices are being changed: ask again.", account_id=account)


def _entered(statement: Statement, entry: str) -> StatementEntry | None:
    return next((each for each in statement.entries if each.entry == entry), None)


def _of_entry(account: str, entered: StatementEntry) -> AccountChanged:
    amount = entered.credit or entered.debit or entered.balance
    touched = tuple(each.invoice for each in entered.settles)
    return AccountChanged(
        account=account, entry=entered.entry or "", amount=amount, touched=touched
    )


def _of_reference(
    account: str, before: Statement, command: messages.ReversePayment
) -> AccountChanged:
    entered = next(
        each
        for each in reversed(before.entries)
        if each.kind == "payment" and same_reference(each.document, command.bank_reference)
    )
    whole = _of_entry(account, entered)
    return whole.model_copy(update={"amount": command.amount or whole.amount})


_UPDATES: Mapping[type[messages.InvoiceMessage], Any] = {
    messages.RecordPayment: InvoiceTerms.pay,
    messages.ReversePayment: InvoiceTerms.reverse,
    messages.CorrectEntry: InvoiceTerms.correct,
    messages.ApplyCredit: InvoiceTerms.apply_credit,
    messages.DeclareWire: InvoiceTerms.declare_in_transit,
    messages.OpenDispute: InvoiceTerms.dispute,
    messages.ResolveDispute: InvoiceTerms.resolve,
    messages.CreditInvoice: InvoiceTerms.credit,
    messages.WriteOff: InvoiceTerms.write_off,
}
