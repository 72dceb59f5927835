"""How a step on an account's money is taken once: through an invoice's workflow where one is
concerned, and straight in the ledger where none is."""

import asyncio
from abc import abstractmethod
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from activities.signalling import REFRESH, REFRESH_TOUCHED
from application.accounts.known import AccountMessage, entry_of, known_on_account
from application.accounts.operations import act
from application.accounts.steps import AskedOfAccount, key_on_account
from clients.invoices.issuing import InvoiceIssuing
from domain.errors import DomainError, ServiceUnreachable, UnderWay
from domain.invoices import messages
from domain.invoices.invoice import invoice_id
from domain.invoices.policy import InvoicePolicy
from domain.invoices.views.money import MoneyResult
from domain.invoices.views.standing import InvoiceStanding
from domain.invoices.views.statement import AccountChanged
from engine.sending import stamped
from engine.starting import start_terms
from files.reading import configured_policy

Command = TypeVar("Command", bound=AccountMessage)
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


class AccountSteps(InvoiceIssuing):
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
        channel: Callable[[], Awaitable[Channel | None]],
    ) -> AccountChanged:
        """Does it once: through an invoice's workflow if the account has one, and otherwise in the
        ledger, which refuses it if an invoice has come in between."""
        command = stamped(command)
        for _ in range(_ATTEMPTS):
            if (known := await self._done(account, key)) is not None:
                return await self._said(account, known, command)
            try:
                if (through := await channel()) is not None:
                    number, sent = through
                    large = await self._queries.has_many_others(number)
                    standing = await self._send(number, sent, key, large)
                    if isinstance(command, messages.RecordPayment) and standing.result:
                        return _paid(account, command, standing.result)
                else:
                    asked = AskedOfAccount(account, command, key, datetime.now(UTC), self._policy)
                    changed = await act(self._ledger, asked)
                    return await self._signalled(changed, key_on_account(account, key))
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
        if known is None:
            return None
        if not known.through_invoice:
            return await self._signalled(known.changed, key_on_account(account, key))
        # Its workflow may have been lost with what it was to signal: then they learn of it now. A
        # wire that settled many is not told again to all of them: their alarms look themselves.
        if len(known.changed.touched) <= messages.MANY:
            with suppress(ServiceUnreachable):
                await self._signalled(
                    known.changed, f"{invoice_id(known.changed.touched[0])}/{key}"
                )
        return known.changed

    async def _said(
        self, account: str, known: AccountChanged, command: AccountMessage
    ) -> AccountChanged:
        if known.entry:
            return known
        entry = await entry_of(self._ledger, account, command)
        return known.model_copy(update={"entry": entry})

    async def _signalled(self, changed: AccountChanged, key: str) -> AccountChanged:
        """Signals the workflows of invoices that unapplied credit settled to refresh: a few at
        once; many by the workflow of one of them, which nobody waits for. A workflow that misses it
        loses nothing: when its alarm fires, the ledger decides.

        Args:
            key: Under which the ledger keeps what changed.
        """
        if len(changed.touched) > messages.MANY:
            await self._start_with(changed.touched[0], REFRESH_TOUCHED, key)
        else:
            await asyncio.gather(*(self._start_with(each, REFRESH) for each in changed.touched))
        return changed

    async def _start_with(self, number: str, signal: str, *said: str) -> None:
        await start_terms(self._temporal, self._settings, number, signal, *said)

    def _policy(self) -> InvoicePolicy:
        return configured_policy(self._settings).invoices


def _paid(account: str, payment: messages.RecordPayment, result: MoneyResult) -> AccountChanged:
    """As `known_on_account` answers for what went through an invoice."""
    return AccountChanged(account=account, entry="", amount=payment.amount, result=result)
