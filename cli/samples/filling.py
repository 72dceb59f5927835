"""Puts the sample data in, through the clients of every face; what is there is left alone."""

import asyncio
from collections.abc import Awaitable, Container, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from cli.samples.bank_statement import import_statement
from cli.samples.companies import FOLDER, Company, companies
from cli.samples.filled import Filled, SampleAccount, SampleInvoice, SampleRequest
from cli.samples.lives import LIVES, Days, Life, Paper
from cli.samples.receivables import (
    INVOICES,
    PAID_BY_BANK,
    PAULA,
    SWITCHED,
    Ledgered,
    Switched,
    money,
)
from clients.accounts.ledger import LedgerClient
from clients.bank.client import BankClient
from clients.invoices.client import InvoiceClient, NewInvoice
from clients.invoices.past import Deed
from clients.requests.client import RequestClient
from domain.accounts.account import PaymentMethod
from domain.errors import AccountUnknown, NotARehearsal, RequestNotFound
from domain.operations.messages import Message
from domain.requests import messages
from domain.requests.request import request_id
from domain.requests.snapshot import Snapshot

_DOCUMENTS = FOLDER.parent / "documents"
_AT_ONCE = 6

Done = TypeVar("Done")


@dataclass
class Filling:
    requests: RequestClient
    invoices: InvoiceClient
    ledger: LedgerClient
    bank: BankClient
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    """Every day of the sample is counted from here, however long it takes to fill it in."""
    skips_time: bool = True
    """Until the engine has said that it does not."""
    skipped: bool = False
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def fill(self) -> Filled:
        listed = companies()
        accounts = [await self._account(company) for company in listed]
        of_scope = {scope: company for company in listed for scope in company.scopes}
        for each in SWITCHED:
            await self._switch(each, of_scope[each.scope])
        new = {number for company in listed for number in await self._issue(company)}
        entries = await import_statement(self.bank, await self._day_of_statement())
        invoices = [await self._invoice(each, new) for each in INVOICES]
        requests = await self._each(self._request(life, of_scope[life.scope]) for life in LIVES)
        return Filled(
            time_was_skipped=self.skipped,
            accounts=tuple(accounts),
            requests=tuple(requests),
            invoices=tuple(invoices),
            bank_entries=tuple(entries),
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
                command: Message = messages.AddDocument(
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

    async def _switch(self, each: Switched, company: Company) -> None:
        standing = await self.ledger.standing(company.id)
        scope = standing.account.scope(each.scope)
        if scope is None or scope.payment_method is PaymentMethod.INVOICE:
            return
        at = _moment(self.now, each.days_ago)
        await self.invoices.past.switch(standing.account, each.scope, money(each.limit), at)

    async def _issue(self, company: Company) -> list[str]:
        """Issues those of one account that are not there, with the past that they share."""
        listed = [each for each in INVOICES if each.scope in company.scopes]
        there = {line.invoice for line in await self.ledger.invoices(account=company.id)}
        new = [each for each in listed if each.number not in there]
        if new:
            deeds = [deed for each in new for deed in _deeds(each, company, self.now)]
            refused = [f"invoice/{each.number}/reminder-{each.refused_reminder}/" for each in new]
            await self.invoices.past.lived(deeds, never_arrive=refused)
        return [each.number for each in new]

    async def _day_of_statement(self) -> date:
        """The day on which the sample was filled in first."""
        paid = await self.invoices.view(PAID_BY_BANK.number)
        return paid.issued_on + timedelta(days=PAID_BY_BANK.days_ago)

    async def _invoice(self, each: Ledgered, new: Container[str]) -> SampleInvoice:
        view = await self.invoices.view(each.number)
        return SampleInvoice(
            invoice=view.invoice,
            company=view.company,
            state=view.state,
            open=view.open,
            new=view.invoice in new,
        )


def _deeds(each: Ledgered, company: Company, now: datetime) -> list[Deed]:
    at = _moment(now, each.days_ago)
    issued = NewInvoice(
        number=each.number, scope=each.scope, issued_on=at.date(), amount=each.money
    )
    acts = [(_moment(now, days_ago), act) for days_ago, act in each.acts]
    later = [(then, act(each, company, then.date())) for then, act in acts]
    return [
        Deed(at, PAULA, issued, each.number),
        *(Deed(then, message.by, message, each.number) for then, message in later),
    ]


def _moment(now: datetime, days_ago: int) -> datetime:
    """Noon of that day in UTC, and never ahead of now."""
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
    return min(noon - timedelta(days=days_ago), now)


async def fill(
    requests: RequestClient, invoices: InvoiceClient, ledger: LedgerClient, bank: BankClient
) -> Filled:
    """Fills a running copy with sample data; what there is of it already is left as it is.

    Raises:
        ServiceUnreachable: no engine answers, or no worker, or no ledger.
    """
    return await Filling(requests, invoices, ledger, bank).fill()
