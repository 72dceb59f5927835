"""Puts the sample data in, through the clients of every face; what is there is left alone."""

import asyncio
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from cli.samples.companies import FOLDER, Company, companies
from cli.samples.filled import Filled, SampleAccount, SampleInvoice, SampleRequest
from cli.samples.lives import LIVES, Days, Life, Paper
from cli.samples.receivables import INVOICES, PAULA, Ledgered
from client import RequestClient, request_id
from domain import messages
from domain.errors import AccountUnknown, InvoiceUnknown, NotARehearsal, RequestNotFound
from domain.invoices.terms import local_date
from domain.snapshot import Snapshot
from invoice_client import InvoiceClient, NewInvoice
from ledger_client import LedgerClient

_DOCUMENTS = FOLDER.parent / "documents"
_AT_ONCE = 6
_REMINDED_WITHIN_SECONDS = 5.0

Done = TypeVar("Done")


@dataclass
class Filling:
    requests: RequestClient
    invoices: InvoiceClient
    ledger: LedgerClient
    skips_time: bool = True
    """Until the engine has said that it does not."""
    skipped: bool = False
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def fill(self) -> Filled:
        listed = companies()
        accounts = [await self._account(company) for company in listed]
        of_scope = {scope: company for company in listed for scope in company.scopes}
        requests = await self._each(self._request(life, of_scope[life.scope]) for life in LIVES)
        invoices = await self._each(self._invoice(each, of_scope[each.scope]) for each in INVOICES)
        return Filled(
            time_was_skipped=self.skipped,
            accounts=tuple(accounts),
            requests=tuple(requests),
            invoices=tuple(invoices),
        )

    async def _each(self, work: Iterable[Awaitable[Done]]) -> list[Done]:
        async def in_turn(one: Awaitable[Done]) -> Done:
            async with self.turns:
                return await one

        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(in_turn(one)) for one in work]
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from failed
        return [task.result() for task in tasks]

    async def _account(self, company: Company) -> SampleAccount:
        try:
            await self.ledger.standing(company.id)
            new = False
        except AccountUnknown:
            await self.ledger.import_accounts({"accounts": [company.account]})
            new = True
        return SampleAccount(account=company.id, company=company.name, new=new)

    async def _request(self, life: Life, company: Company) -> SampleRequest:
        try:
            snapshot, new = await self.requests.snapshot(life.scope), False
        except RequestNotFound:
            snapshot, new = await self._lived(life, company), True
        return SampleRequest(
            request=snapshot.request,
            company=snapshot.company,
            state=snapshot.state,
            waiting_on=snapshot.waiting_on,
            new=new,
        )

    async def _lived(self, life: Life, company: Company) -> Snapshot:
        draft = company.draft(life.scope, life.credit, life.changes)
        snapshot = await self.requests.open(draft, company.customer)
        for step in life.steps:
            if isinstance(step, Days):
                await self._pass(life, step.days)
                continue
            if isinstance(step, Paper):
                stored = await self.requests.upload(life.scope, _DOCUMENTS / step.file)
                command: messages.Message = messages.AddDocument(
                    by=company.customer, kind=step.kind, stored=stored
                )
            else:
                command = step(company.customer)
            snapshot = await self.requests.send(life.scope, command)
        return await self.requests.snapshot(life.scope) if self.skips_time else snapshot

    async def _pass(self, life: Life, days: int) -> None:
        if not self.skips_time:
            return
        try:
            await self.requests.fast_forward(request_id(life.scope), timedelta(days=days))
            self.skipped = True
        except NotARehearsal:
            self.skips_time = False

    async def _invoice(self, each: Ledgered, company: Company) -> SampleInvoice:
        new = False
        try:
            view = await self.invoices.view(each.number)
        except InvoiceUnknown:
            new = True
            today = local_date(datetime.now(UTC), company.account["time_zone"])
            await self.invoices.issue(
                NewInvoice(
                    number=each.number,
                    scope=each.scope,
                    issued_on=today - timedelta(days=each.days_ago),
                    amount=each.money,
                ),
                PAULA,
            )
            if each.waits:
                await self._until_reminded(each.number)
            for act in each.acts:
                await self.invoices.send(each.number, act(each, company, today))
            view = await self.invoices.view(each.number)
        return SampleInvoice(
            invoice=view.invoice, company=view.company, state=view.state, open=view.open, new=new
        )

    async def _until_reminded(self, number: str) -> None:
        """Its clock begins when it is issued, with whatever is due by then."""
        waiting = asyncio.get_running_loop().time() + _REMINDED_WITHIN_SECONDS
        while asyncio.get_running_loop().time() < waiting:
            view = await self.invoices.view(number)
            if any(step.outcome == "sent" for step in view.reminders):
                return
            await asyncio.sleep(0.05)


async def fill(requests: RequestClient, invoices: InvoiceClient, ledger: LedgerClient) -> Filled:
    """Fills a running copy with sample data; what there is of it already is left as it is.

    Raises:
        ServiceUnreachable: no engine answers, or no worker, or no ledger.
    """
    return await Filling(requests, invoices, ledger).fill()
