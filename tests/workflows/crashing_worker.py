"""`worker.py` that dies at one point as if the power were cut, for tests of what is left then.

`DIE_AT` names the point: `before STEP`, `before commit of STEP` or `after commit of STEP` of the
switch or an invoice's step (the name of its activity), `before telling KIND` or `after telling
KIND` of a notice, `before listing STATE` or `after listing STATE` of a request, `before waking` of
other invoices' clocks, `while waking` them a few at a time. Only this script reads it.
"""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NoReturn

from sqlalchemy import Engine, event
from temporalio import activity

from activities import signalling
from activities.invoices import InvoiceActivities
from activities.notifications import News, NotificationActivities, Recorded
from adapters.ledger.transactions import LedgerTransaction, LedgerTransactions
from engine import workers
from engine.leaving import run_and_leave
from worker import arguments, serve

DIE_AT = os.environ["DIE_AT"]


def _die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("nothing survives this")


class CrashingNotifications(NotificationActivities):
    @activity.defn(name="tell")
    async def record_news(self, news: News) -> Recorded | None:
        said = {f"telling {notice.kind}" for notice in news.notices}
        if news.listing is not None:
            said.add(f"listing {news.listing.line.state}")
        if any(f"before {each}" == DIE_AT for each in said):
            _die()
        recorded = await super().record_news(news)
        if any(f"after {each}" == DIE_AT for each in said):
            _die()
        return recorded


class CrashingTransactions(LedgerTransactions):
    @asynccontextmanager
    async def writing(self) -> AsyncIterator[LedgerTransaction]:
        # The mailer writes, too: it keeps the papers that letters carry.
        step = activity.info().activity_type if activity.in_activity() else "mailing"
        if f"before {step}" == DIE_AT:
            _die()
        if f"before commit of {step}" == DIE_AT:
            event.listen(Engine, "commit", lambda _: _die())
        async with super().writing() as transaction:
            yield transaction
        if f"after commit of {step}" == DIE_AT:
            _die()


_FEW = 3
"""Times that several workflows are signalled before a worker dies `while waking`."""


async def _refreshed_until_it_dies(number: str) -> None:
    global _FEW
    _FEW -= 1
    if _FEW == 0:
        _die()
    await refreshed(number)


refreshed = signalling.refreshed


class CrashingInvoiceActivities(InvoiceActivities):
    @activity.defn(name="wake_clocks")
    async def signal_clocks(self, numbers: list[str]) -> None:
        if DIE_AT == "before waking":
            _die()
        await super().signal_clocks(numbers)


if __name__ == "__main__":
    vars(workers).update(
        NotificationActivities=CrashingNotifications,
        LedgerTransactions=CrashingTransactions,
        InvoiceActivities=CrashingInvoiceActivities,
    )
    if DIE_AT == "while waking":
        vars(signalling).update(refreshed=_refreshed_until_it_dies)
    chosen = arguments([])
    run_and_leave(lambda: serve(chosen))
