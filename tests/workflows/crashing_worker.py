"""`worker.py` that dies at one point as if the power were cut, for tests of what is left then.

`DIE_AT` names the point: `before the switch`, `before commit` or `after commit` of the switch,
`before telling KIND` or `after telling KIND` of a notice, `before listing STATE` or `after listing
STATE` of a request, `before commit of STEP` or `after commit of STEP` of an invoice's step
(`issue`, `ring` for its alarms, or the name of a message), `before waking` of other invoices'
clocks, `while waking` them a few at a time. Only this script reads it.
"""

import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import NoReturn

from sqlalchemy import event
from temporalio import activity

from activities import waking
from activities.invoices import InvoiceActivities
from adapters.ledger.database import Database
from adapters.ledger.invoices.invoicing import Changed, Invoicing
from adapters.ledger.requests.writing import LedgerNews
from adapters.ledger.switching import Switching
from domain.account import Account
from domain.invoices.messages import InvoiceMessage, IssueInvoice
from domain.notices import Notice
from domain.requests.listing import Listing
from domain.requests.switching import SwitchAnswer, SwitchOrder
from domain.rules.findings import Finding
from engine import workers
from engine.leaving import run_and_leave
from worker import arguments, serve

DIE_AT = os.environ["DIE_AT"]


def _die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("nothing survives this")


class CrashingSwitching(Switching):
    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._engine = database._writers.sync_engine

    async def switch(
        self,
        order: SwitchOrder,
        check: Callable[[Account], tuple[Finding, ...]],
        notices: Sequence[Notice] = (),
        listing: Listing | None = None,
    ) -> SwitchAnswer:
        if DIE_AT == "before the switch":
            _die()
        if DIE_AT == "before commit":
            event.listen(self._engine, "commit", lambda _: _die())
        answer = await super().switch(order, check, notices, listing)
        if DIE_AT == "after commit":
            _die()
        return answer


class CrashingNews(LedgerNews):
    async def take(self, notices: Sequence[Notice], listing: Listing | None) -> None:
        said = {f"telling {notice.kind}" for notice in notices}
        if listing is not None:
            said.add(f"listing {listing.line.state}")
        if any(f"before {each}" == DIE_AT for each in said):
            _die()
        await super().take(notices, listing)
        if any(f"after {each}" == DIE_AT for each in said):
            _die()


class CrashingInvoicing(Invoicing):
    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._engine = database._writers.sync_engine

    async def issue(self, command: IssueInvoice, now: datetime, most: int | None = None) -> Changed:
        return await self._risk("issue", super().issue(command, now, most))

    async def act(
        self,
        number: str,
        command: InvoiceMessage,
        key: str,
        now: datetime,
        most: int | None = None,
    ) -> Changed:
        step = super().act(number, command, key, now, most)
        return await self._risk(type(command).__name__, step)

    async def fire_alarms(self, number: str, now: datetime, most: int | None = None) -> Changed:
        return await self._risk("ring", super().fire_alarms(number, now, most))

    async def _risk(self, step: str, taken: Awaitable[Changed]) -> Changed:
        if f"before commit of {step}" == DIE_AT:
            event.listen(self._engine, "commit", lambda _: _die())
        changed = await taken
        if f"after commit of {step}" == DIE_AT:
            _die()
        return changed


_FEW = 3
"""Times that several clocks are told before a worker dies `while waking`."""


async def _refreshed_until_it_dies(number: str) -> None:
    global _FEW
    _FEW -= 1
    if _FEW == 0:
        _die()
    await refreshed(number)


refreshed = waking.refreshed


class CrashingInvoiceActivities(InvoiceActivities):
    @activity.defn
    async def wake_clocks(self, numbers: list[str]) -> None:
        if DIE_AT == "before waking":
            _die()
        await super().wake_clocks(numbers)


if __name__ == "__main__":
    vars(workers).update(
        Switching=CrashingSwitching,
        LedgerNews=CrashingNews,
        Invoicing=CrashingInvoicing,
        InvoiceActivities=CrashingInvoiceActivities,
    )
    if DIE_AT == "while waking":
        vars(waking).update(refreshed=_refreshed_until_it_dies)
    chosen = arguments([])
    run_and_leave(lambda: serve(chosen))
