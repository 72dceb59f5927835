"""The typed way to invoices for every face: what is done goes through an invoice's workflow, what
is looked at is read from the ledger."""

import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from adapters.ledger.database import Database, opened_ledger
from adapters.ledger.invoices.queries import InvoiceQueries
from adapters.ledger.invoices.settled import settled_by
from adapters.ledger.used_keys import UsedKeys
from domain.errors import InvoiceAmbiguous, InvoiceUnknown, NothingToApply
from domain.invoices import messages
from domain.invoices.invoice import invoice_id
from domain.invoices.new_invoice import NewInvoice
from domain.invoices.view import InvoiceStanding, InvoiceView, Settled, Statement
from engine.answers import ANSWER_WITHIN, answering
from engine.clock import time_of
from engine.connection import connect
from engine.speaking import stamped
from invoice_issuing import InvoiceIssuing, Issued, IssueOutcome
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
        handle = self._temporal.get_workflow_handle(invoice_id(number))
        async with answering(invoice_id(number)):
            try:
                return cast(
                    InvoiceStanding,
                    await handle.execute_update(
                        update, command, id=update_id, rpc_timeout=ANSWER_WITHIN
                    ),
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
                    rpc_timeout=ANSWER_WITHIN,
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
    ) -> InvoiceStanding:
        """Settles the account's open invoices, the oldest first; the rest is unapplied credit.

        Raises:
            NothingToApply: the account has no open invoice in this currency.
        """
        async with self._keys.once(key, payment.by, "pay_account", account, payment) as once:
            return await self._pay_account(account, payment, once.id if key else None)

    async def _pay_account(
        self, account: str, payment: messages.RecordPayment, key: str | None
    ) -> InvoiceStanding:
        if key and (known := await self.settled_by(payment.bank_reference)):
            # Asked again: where it was sent then, its key is known.
            return await self._send(known[0].invoice, payment, key)
        numbers = await self._queries.oldest_open(account, payment.amount)
        if not numbers:
            raise NothingToApply(
                f"The account has no open invoice in {payment.amount.currency}.",
                account_id=account,
            )
        shares = tuple(messages.Share(by=payment.by, number=number) for number in numbers)
        whole = payment.model_copy(update={"shares": shares})
        return await self._send(numbers[0], whole, key or str(uuid.uuid4()))

    async def view(self, name: str, now: datetime | None = None) -> InvoiceView:
        """The whole invoice, as of now or of the moment that a rehearsal is at."""
        number = await self._number_of(name)
        return await self._queries.view(number, now or await self.now(number))

    async def statement(self, account: str) -> Statement:
        """An account's invoices, payments and what they come to; raises AccountUnknown."""
        return await self._queries.statement(account)

    async def settled_by(self, bank_reference: str) -> Sequence[Settled]:
        """The invoices that a payment settles a part of, in the order in which it did."""
        return await settled_by(self._database, bank_reference)

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


_UPDATES: Mapping[type[messages.InvoiceMessage], Any] = {
    messages.RecordPayment: InvoiceTerms.pay,
    messages.ReversePayment: InvoiceTerms.reverse,
    messages.ApplyCredit: InvoiceTerms.apply_credit,
    messages.DeclareWire: InvoiceTerms.declare_in_transit,
    messages.OpenDispute: InvoiceTerms.dispute,
    messages.ResolveDispute: InvoiceTerms.resolve,
    messages.CreditInvoice: InvoiceTerms.credit,
    messages.WriteOff: InvoiceTerms.write_off,
}
