"""The typed client of invoices for every face: changes go through an invoice's workflow, reads go
to the ledger."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import cast

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.signalling import REFRESH
from application.accounts.known import known_on_invoice
from clients.invoices.account_money import AccountClient, Asked
from clients.invoices.issuing import Issued, IssueOutcome
from clients.invoices.past import PastClient
from domain.errors import DomainError, InvoiceAmbiguous, InvoiceUnknown, ServiceUnreachable
from domain.invoices import messages
from domain.invoices.invoice import invoice_id
from domain.invoices.new.new_invoice import NewInvoice
from domain.invoices.operations import BY_MESSAGE
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.standing import InvoiceStanding
from engine.asking import sent, sent_with_start, was_taken
from engine.connection import connect
from engine.refusals import ANSWER_WITHIN, LARGE_ANSWER_WITHIN, answering
from engine.rehearsal_clock import time_of
from engine.sending import stamped
from engine.wiring.ledgers import ledger_of
from engine.wiring.open_ledger import OpenLedger
from settings import Settings
from wording.possible import in_words
from workflows.invoice import InvoiceTerms

_SIGNALLED_WITHIN = timedelta(seconds=2)

__all__ = ["Asked", "InvoiceClient", "IssueOutcome", "Issued", "NewInvoice"]


class InvoiceClient(AccountClient):
    """Every message may carry a `key`, which is good for one thing by one caller: asked again under
    it the same is done once, and answered alike; anything else is an `EffectMismatch`. An invoice
    is named by its number or by its reference. Refusals are raised as `DomainError`s.
    """

    def __init__(self, temporal: Client, ledger: OpenLedger, settings: Settings) -> None:
        super().__init__(temporal, ledger, settings)
        self.past = PastClient(temporal, ledger, settings)

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, settings: Settings, temporal: Client | None = None, *, for_reading: bool = False
    ) -> AsyncIterator["InvoiceClient"]:
        """With an engine that is connected to already, or the one that the environment names.

        Args:
            for_reading: An engine that is away is no hindrance: invoices are read in the ledger.
        """
        async with ledger_of(settings) as ledger:
            engine = temporal or await connect(settings, lazy=for_reading)
            yield cls(engine, ledger, settings)

    async def send(
        self,
        name: str,
        command: messages.InvoiceMessage,
        key: str | None = None,
        before: Callable[[], Awaitable[None]] | None = None,
    ) -> InvoiceStanding:
        """Sends one of the messages of `domain.invoices.messages` to an invoice; returns its new
        state. An invoice whose workflow has ended takes messages as well: its payment can bounce,
        and money can come in twice.

        Args:
            before: What must be asked first, unless it was done before under this key.

        Raises:
            InvoiceUnknown: there is no such invoice.
        """
        addressed = await self._queries.addressed(name)
        if addressed is None:
            raise _unknown(name)
        number = addressed.number
        operation = BY_MESSAGE[type(command)].name
        async with self._keys.once(
            key, command.by, operation, invoice_id(number), command
        ) as claim:
            if key is not None and (
                known := await known_on_invoice(self._ledger, number, claim.id)
            ):
                if not claim.done:
                    await self._refresh(number)
                return known
            if before is not None:
                await before()
            try:
                return await self._send(number, command, claim.id, addressed.has_many_others)
            except ServiceUnreachable:
                raise
            except DomainError:
                # The run that did it may have ended before its answer arrived: the next one
                # refuses what is done already.
                known = await known_on_invoice(self._ledger, number, claim.id)
                if known is None:
                    raise
                return known

    async def _refresh(self, number: str) -> None:
        """Has the invoice's workflow read the ledger, if one runs: what nobody was answered to may
        have been lost from the engine after the ledger had taken it. If the engine is away as well,
        the workflow learns of it when its next alarm fires."""
        with suppress(DomainError):
            async with answering(invoice_id(number), _SIGNALLED_WITHIN):
                workflow = self._temporal.get_workflow_handle(invoice_id(number))
                await workflow.signal(REFRESH, rpc_timeout=_SIGNALLED_WITHIN)

    async def _send(
        self, number: str, command: messages.InvoiceMessage, update_id: str, large: bool
    ) -> InvoiceStanding:
        update = getattr(InvoiceTerms, BY_MESSAGE[type(command)].name)
        command = stamped(command)
        within = LARGE_ANSWER_WITHIN if large else ANSWER_WITHIN
        handle = self._temporal.get_workflow_handle(invoice_id(number))
        taken = partial(was_taken, self._temporal, handle.id, update_id, datetime.now(UTC))
        async with answering(invoice_id(number), within, taken):
            try:
                return cast(
                    InvoiceStanding,
                    await sent(
                        lambda: handle.execute_update(
                            update, command, id=update_id, rpc_timeout=within
                        )
                    ),
                )
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
            opening = messages.OpenTerms(
                by=command.by,
                through=command.through,
                number=number,
                messages_per_run=self._settings.messages_each_run,
            )
            standing = cast(
                InvoiceStanding,
                await sent_with_start(
                    self._temporal,
                    update,
                    command,
                    lambda: self._start(opening),
                    update_id,
                    within,
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

    async def view(self, name: str, now: datetime | None = None) -> InvoiceView:
        """The whole invoice, as of now or of the moment that a rehearsal is at."""
        number = await self._number_of(name)
        return in_words(await self._queries.view(number, now or await self.now(number)))

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
            raise InvoiceAmbiguous(_which(name, numbers), invoice=name, invoices=numbers)
        return numbers[0]

    async def _number_of(self, name: str) -> str:
        """What a program names goes by the number first."""
        return (await self._called(name))[0]

    async def _called(self, name: str) -> list[str]:
        numbers = await self._queries.called(name)
        if not numbers:
            raise _unknown(name)
        return numbers


def _unknown(name: str) -> InvoiceUnknown:
    return InvoiceUnknown("There is no invoice of this number or reference.", invoice=name)


def _which(name: str, numbers: Sequence[str]) -> str:
    """What to write for each invoice that a name may mean: its number says nothing where that is
    the name itself."""
    ways = (
        f"'{invoice_id(number)}' for the one of this number"
        if number == name
        else f"'{number}' for the other one"
        for number in numbers
    )
    return f"'{name}' names more than one invoice. Write {' or '.join(ways)}."
