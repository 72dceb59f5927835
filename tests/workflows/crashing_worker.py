"""`worker.py` that dies at one point as if the power were cut, for tests of what is left then.

`DIE_AT` names the point: `before the switch`, `before commit` or `after commit` of the switch,
`before telling KIND` or `after telling KIND` of a notice, `before listing STATE` or `after listing
STATE` of a request, `before commit of STEP` or `after commit of STEP` of an invoice's step
(the name of its activity), `before waking` of other invoices' clocks, `while
waking` them a few at a time. Only this script reads it.
"""

import os
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import NoReturn

from sqlalchemy import event
from temporalio import activity

from activities import waking
from activities.invoices import InvoiceActivities
from adapters.ledger.database import Database
from adapters.ledger.requests.writing import LedgerNews
from adapters.ledger.switching import Switching
from adapters.ledger.transactions import LedgerTransaction, LedgerTransactions
from domain.account import Account
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


class CrashingTransactions(LedgerTransactions):
    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._engine = database._writers.sync_engine

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[LedgerTransaction]:
        step = activity.info().activity_type
        if f"before commit of {step}" == DIE_AT:
            event.listen(self._engine, "commit", lambda _: _die())
        async with super().writing() as transaction:
            yield transaction
        if f"after commit of {step}" == DIE_AT:
            _die()


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
        LedgerTransactions=CrashingTransactions,
        InvoiceActivities=CrashingInvoiceActivities,
    )
    if DIE_AT == "while waking":
        vars(waking).update(refreshed=_refreshed_until_it_dies)
    chosen = arguments([])
    run_and_leave(lambda: serve(chosen))
