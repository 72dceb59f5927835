"""The way to invoices with a past of days or months, for sample data."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import NamedTuple

from temporalio.client import Client

from application.sample_past import Past
from clients.invoices.issuing import command_for
from domain.accounts.account import Account
from domain.invoices import messages
from domain.invoices.new.new_invoice import NewInvoice
from domain.policy import ExternalServices, OpenInvoiceAtSwitch
from domain.requests.switch_order import SwitchOrder
from domain.values.money import Money
from engine.starting import start_terms
from engine.wiring.open_ledger import OpenLedger
from files.reading import configured_policy
from settings import Settings


@asynccontextmanager
async def past(ledger: OpenLedger, never_arrive: Iterable[str] = ()) -> AsyncIterator[Past]:
    """A past that is committed at the end or leaves nothing behind."""
    async with ledger.one_transaction() as (as_one, letters):
        yield Past(as_one, letters, never_arrive)


class Deed(NamedTuple):
    """What somebody did with an invoice, and when: issued it, or something after that."""

    at: datetime
    by: str
    what: NewInvoice | messages.InvoiceMessage
    number: str


class PastClient:
    """Each step is taken by the ledger as of its own moment, and what time did in between is done
    at its own as well: reminders, the due date, holds. Nobody is mailed about days that are over.
    """

    def __init__(self, temporal: Client, ledger: OpenLedger, settings: Settings) -> None:
        self._temporal = temporal
        self._open_ledger = ledger
        self._settings = settings

    async def switch(self, account: Account, scope: str, limit: Money, at: datetime) -> None:
        """Records that a scope of the account was switched to invoices then, by the person who
        signed up for it."""
        policy = configured_policy(self._settings)
        order = SwitchOrder(
            key=f"past/{scope}",
            account_id=account.id,
            scope_id=scope,
            by=account.signed_up_by,
            at=at,
            credit_limit=limit,
            payment_terms_days=policy.payment_terms_days,
            external_services=ExternalServices.BLOCK,
            open_invoice=OpenInvoiceAtSwitch.SETTLE_FIRST,
        )
        async with past(self._open_ledger) as then:
            await then.switch(order)

    async def lived(self, deeds: Iterable[Deed], never_arrive: Iterable[str] = ()) -> None:
        """Issues the invoices of one account, and does what happened to them until now; from then
        on each has its own workflow.

        Args:
            never_arrive: parts of the keys of letters that were refused.
        """
        policy = configured_policy(self._settings)
        in_order = sorted(deeds, key=lambda deed: deed.at)
        async with past(self._open_ledger, never_arrive) as then:
            for deed in in_order:
                if isinstance(deed.what, NewInvoice):
                    await then.issue(command_for(deed.what, deed.by, policy), deed.at)
                else:
                    await then.act(deed.number, deed.what, deed.at)
            await then.pass_until(datetime.now(UTC))
        for number in dict.fromkeys(deed.number for deed in in_order):
            await start_terms(self._temporal, self._settings, number)
