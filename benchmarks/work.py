"""What a lifecycle costs without an engine: rules, ledger and mail alone.

The yardstick's activities do next to nothing, so this part of the difference is the business's.
"""

import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

from activities.accounts import AccountActivities, SwitchStep
from activities.assessment import AssessmentActivities, AssessmentOrder
from activities.notifications import News, NotificationActivities
from adapters.ledger.database import Database
from adapters.ledger.letters.outbox import LedgerOutbox
from adapters.ledger.transactions import LedgerTransactions
from adapters.mail.mailer import Mailer
from benchmarks.contenders import ANNA, Life, decision, import_customers, new_lives, submission
from clients.accounts.ledger import LedgerClient
from domain.notices import Audience
from domain.policy import Policy
from domain.requests import approval, assessment, credit_decision, drafting
from domain.requests.listing import Place
from domain.requests.messages import OpenRequest, SwitchToInvoice
from domain.requests.request import Request
from domain.requests.view import listing_of
from engine.wiring.ledgers import columns_of
from engine.wiring.mail_transport import open_transport
from settings import Settings


class Work:
    """A request driven by plain calls, in this process, with a ledger and an outbox of its own."""

    def __init__(self, database: Database, settings: Settings) -> None:
        outbox = LedgerOutbox(database)
        ledger = LedgerTransactions(database)
        self._accounts = AssessmentActivities(ledger)
        self._switching = AccountActivities(ledger, lambda: None)
        self._notifications = NotificationActivities(ledger, lambda: None)
        self._mailer = Mailer(
            outbox,
            open_transport(settings),
            settings.mail_from,
            dict.fromkeys(Audience, settings.credit_team),
            clock=_now,
        )
        self._steps = 0

    async def live(self, life: Life) -> None:
        opening = OpenRequest(
            by=ANNA,
            key=life.scope_id,
            scope_id=life.scope_id,
            account_id=life.account_id,
            draft=life.draft,
            policy=Policy(),
        )
        request = drafting.open_draft(opening, life.workflow_id, life.scope_id, _now())
        await self._record_news(request)
        drafting.may_submit(request, submission(), _now())
        drafting.submit(request, submission(), _now())
        await self._assess(request)
        credit_decision.approve(request, decision(), _now())
        await self._assess(request)
        consent = SwitchToInvoice(by=ANNA, understood_irreversible=True)
        order = approval.begin_switch(request, consent, _now())
        news = self._news_of(approval.as_switched(request, order))
        answer = await self._switching.switch_payment_method(SwitchStep(order=order, news=news))
        if answer.receipt is None:
            raise RuntimeError(f"the switch was refused: {answer.findings}")
        approval.complete_switch(request, answer.receipt)
        await self._mailer.deliver_due()

    async def _assess(self, request: Request) -> None:
        order = AssessmentOrder(
            draft=request.draft,
            account_id=request.account_id,
            scope_id=request.scope_id,
            policy=request.policy.eligibility,
            today=_now().date(),
        )
        found = await self._accounts.assess(order)
        assessment.assessed(request, found.findings, found.time_zone, _now())
        await self._record_news(request)

    async def _record_news(self, request: Request) -> None:
        news = self._news_of(request)
        await self._notifications.record_news(news)
        if news.notices:
            await self._mailer.deliver_due()

    def _news_of(self, request: Request) -> News:
        notices, request.outgoing = tuple(request.outgoing), []
        self._steps += 1
        place = Place(events=self._steps, at=_now())
        return News(notices=notices, listing=listing_of(request, self._steps, place))


async def cpu_of_the_work(home: Path, count: int) -> float:
    """CPU seconds of one lifecycle's work, the mean of `count` after a first one."""
    settings = Settings(home=home)
    async with AsyncExitStack() as opened:
        ledger = await opened.enter_async_context(LedgerClient.opened(settings))
        database = await Database.open(settings.ledger_url, columns_of(settings))
        opened.push_async_callback(database.close)
        first, *lives = new_lives(count + 1)
        await import_customers(ledger, [first, *lives])
        work = Work(database, settings)
        await work.live(first)
        began = time.process_time()
        for life in lives:
            await work.live(life)
        return (time.process_time() - began) / count


def _now() -> datetime:
    return datetime.now(UTC)
