"""Wires a worker: adapters into activities, activities into the worker."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from temporalio.client import Client
from temporalio.runtime import Runtime
from temporalio.worker import Worker

from activities.accounts import AccountActivities
from activities.assessment import AssessmentActivities
from activities.bank_inbox import BankInboxActivities
from activities.clocks import ClockActivities
from activities.documents import DocumentActivities
from activities.drift import DriftActivities
from activities.following import FollowingActivities
from activities.invoices import InvoiceActivities
from activities.limits import LimitActivities
from activities.notifications import NotificationActivities
from activities.provider_calls import ProviderCallActivities
from activities.retention import RetentionActivities
from adapters.ledger.database import Database
from adapters.ledger.kept_open import ledgers_kept_open
from adapters.ledger.letters.outbox import LedgerOutbox
from adapters.ledger.letters.outcomes import Letters
from adapters.ledger.provider.calls import StoredCalls
from adapters.ledger.transactions import LedgerTransactions
from adapters.mail.mailer import Mailer
from application.letters.address import Addressing
from application.papers.attaching import Attaching
from domain.forms.form import problems_in
from domain.notices import Audience
from domain.papers.policy import AS_BUILT_IN
from domain.policy_file import WholePolicy
from engine.clear_text.remaining import refuse_what_is_left
from engine.connection import reaching
from engine.consoles import address_for_letters
from engine.current_release import CurrentRelease
from engine.lasting import keep_lasting
from engine.letter_outcomes import LetterNews
from engine.observing.business_metrics import BusinessMetrics
from engine.provider_calls import start_provider_calls
from engine.releases import deployment, settle
from engine.relisting import relist_latest
from engine.sandbox import workflow_runner
from engine.sealing.key_holding import holding_keys
from engine.webhooks import start_deliveries, webhook_activities
from engine.wiring.bank_inbox import watch_of
from engine.wiring.checks import begin, check_of
from engine.wiring.documents import document_store
from engine.wiring.drift import drift_watch
from engine.wiring.e_invoices import e_invoice_mailer
from engine.wiring.following import following_of
from engine.wiring.ledgers import columns_of
from engine.wiring.mail_transport import open_transport
from engine.wiring.papers import loaded_later
from engine.wiring.providers import outside_provider
from engine.wiring.retention import erasing_of_letters, retention_of
from release import RELEASE
from settings import Settings
from workflows.bank_inbox import WatchBankInbox
from workflows.clocks import ReconcileClocks
from workflows.drift import WatchBillingSystem
from workflows.following import FollowProvider
from workflows.invoice import InvoiceTerms
from workflows.limits import WatchLimits
from workflows.provider_calls import TellProvider
from workflows.request import PayByInvoiceRequest
from workflows.retention import RetainRecords
from workflows.webhooks import DeliverWebhooks

WORKFLOWS = [
    PayByInvoiceRequest,
    InvoiceTerms,
    ReconcileClocks,
    WatchBankInbox,
    DeliverWebhooks,
    FollowProvider,
    TellProvider,
    WatchLimits,
    WatchBillingSystem,
    RetainRecords,
]

_POLLERS = 20
"""Calls that wait at the engine for work. With the SDK's default of five, bursts of work queue in
the engine, which costs it more."""

_TASKS = 30
"""Tasks of workflows that are worked on at the same time. Most of them wait for the ledger, which
takes one after another: of the SDK's hundred the last would be done after the engine has given it
up, and then all of it is done again, which makes a burst on a busy machine longer and longer."""


@dataclass
class WorkerApplication:
    """A running worker with its mailer."""

    _client: Client
    mailer: Mailer
    checks: dict[str, Callable[[], Awaitable[None]]] = field(default_factory=dict)
    """The checks of the health page: each raises when its part is not well."""
    _work: list[asyncio.Task[None]] = field(default_factory=list)
    current: str = RELEASE
    """The release that the engine gives its work to; this worker stands by where it is another."""

    async def wait_until_failed(self) -> None:
        """Returns only if the worker or the mailer ends by itself, by raising what ended it:
        `ServiceUnreachable` where that is an engine which was lost as the worker started."""
        done, _ = await asyncio.wait(self._work, return_when=asyncio.FIRST_COMPLETED)
        with reaching(self._client):
            for task in done:
                task.result()


@asynccontextmanager
async def worker_application(
    client: Client, settings: Settings, policy: WholePolicy | None = None
) -> AsyncIterator[WorkerApplication]:
    """Opens the ledger and the storage, and works on the task queue until it is left.

    `policy` is the one that letters go out by and papers are written by; the built-in one where
    none is given.

    Leaving it lets running activities finish within `settings.shutdown_grace_seconds`.
    """
    async with AsyncExitStack() as opened:
        await opened.enter_async_context(ledgers_kept_open(settings.ledger_url))
        database = await Database.open(settings.ledger_url, columns_of(settings))
        opened.push_async_callback(database.close)
        await asyncio.to_thread(_warm_up)
        store = await document_store(settings)
        if settings.refuse_clear:
            await refuse_what_is_left(database, client, store, settings)
        await opened.enter_async_context(holding_keys(database, settings, "worker"))
        outbox = LedgerOutbox(database)
        ledger = LedgerTransactions(database)
        papers = policy.papers if policy else AS_BUILT_IN
        mailer = Mailer(
            outbox,
            open_transport(settings),
            settings.mail_from,
            {
                Audience.CREDIT: settings.credit_team,
                Audience.LEGAL: settings.legal_team,
                Audience.BILLING: settings.billing_team,
            },
            clock=lambda: datetime.now(UTC),
            addressing=Addressing(ledger, lambda: address_for_letters(settings), policy),
            follow=LetterNews(client, database, settings).notify,
            papers=Attaching(ledger, loaded_later(papers), papers),
            erase_sent=erasing_of_letters(database, policy),
        )
        e_invoices = e_invoice_mailer(database, settings, papers)
        if e_invoices is not None:
            opened.push_async_callback(e_invoices.aclose)

        def wake() -> None:
            mailer.wake()
            if e_invoices is not None:
                e_invoices.wake()

        invoices = InvoiceActivities(
            ledger, Letters(database), wake, papers, settings.messages_each_run
        )
        clocks = ClockActivities(
            lambda beat: check_of(database, client, settings, mend=True, beat=beat)
        )
        retention = RetentionActivities(retention_of(database, store, policy, client, settings))
        bank_inbox = BankInboxActivities(watch_of(database, client, settings, policy))
        provider = await opened.enter_async_context(outside_provider(settings, database))
        watch = drift_watch(ledger, provider, policy)
        drift = DriftActivities(watch)
        following = FollowingActivities(
            following_of(database, client, settings, policy, provider, watch),
            settings.followed_every,
        )
        calls = ProviderCallActivities(StoredCalls(database), provider, ledger, mailer.wake)
        worker = Worker(
            client,
            task_queue=settings.task_queue,
            workflows=WORKFLOWS,
            activities=[
                AccountActivities(ledger, mailer.wake, provider).switch_payment_method,
                AssessmentActivities(ledger, provider).assess,
                DocumentActivities(store).inspect,
                NotificationActivities(ledger, mailer.wake).record_news,
                invoices.issue_invoice,
                invoices.look_up_invoice,
                invoices.fire_alarms,
                invoices.record_payment,
                invoices.reverse_payment,
                invoices.correct_entry,
                invoices.apply_credit,
                invoices.declare_wire,
                invoices.open_dispute,
                invoices.resolve_dispute,
                invoices.credit_invoice,
                invoices.write_off_invoice,
                invoices.signal_clocks,
                invoices.signal_touched,
                clocks.check_clocks,
                bank_inbox.poll_inbox,
                following.follow_provider,
                drift.check_drift,
                retention.apply_retention,
                webhook_activities(database, settings, mailer.wake).deliver_webhooks,
                calls.deliver_calls,
                LimitActivities(ledger, mailer.wake).notify_reviews,
            ],
            workflow_runner=workflow_runner(settings.sandbox),
            max_cached_workflows=settings.cached_workflows,
            max_concurrent_workflow_tasks=_TASKS,
            max_concurrent_workflow_task_polls=_POLLERS,
            max_concurrent_activity_task_polls=_POLLERS,
            deployment_config=deployment(settings),
            graceful_shutdown_timeout=timedelta(seconds=settings.shutdown_grace_seconds),
        )
        await begin(database, client, settings)
        with reaching(client):
            await start_deliveries(database, client, settings.task_queue)
            await start_provider_calls(database, client, settings.task_queue, provider)
        work = [asyncio.create_task(worker.run()), asyncio.create_task(mailer.run())]
        if e_invoices is not None:
            work.append(asyncio.create_task(e_invoices.run()))
        background = [
            asyncio.create_task(relist_latest(client, database, settings.task_queue)),
            asyncio.create_task(keep_lasting(database, client, settings, provider)),
        ]
        if settings.metrics_address:
            shown = BusinessMetrics(database, Runtime.default(), settings.clocks_checked_every)
            background.append(asyncio.create_task(shown.keep()))
        application = WorkerApplication(
            client,
            mailer,
            {"ledger": database.ping, "documents": store.ping, "engine": _engine_check(client)},
            work,
        )
        try:
            if settings.worker_versioning:
                with reaching(client):
                    application.current = await settle(client, settings)
            if settings.metrics_address:
                current = CurrentRelease(client, settings, Runtime.default())
                background.append(asyncio.create_task(current.keep()))
            yield application
        finally:
            mailer.stop(within=settings.shutdown_grace_seconds)
            if e_invoices is not None:
                e_invoices.stop(within=settings.shutdown_grace_seconds)
            for task in background:
                task.cancel()
            # A worker that ended by itself needs no shutdown.
            with suppress(Exception):
                await worker.shutdown()
            await asyncio.gather(*work, *background, return_exceptions=True)


def _warm_up() -> None:
    """Loads the libraries of the form's rules, so that no workflow task waits for them."""
    company = {"tax_id": "NL004495445B01", "address": {"country": "NL"}}
    contact = {"phone": "+31 20 555 0101", "email": "somebody@provider.example"}
    problems_in({"company": company, "contact": contact}, datetime.now(UTC).date())


def _engine_check(client: Client) -> Callable[[], Awaitable[None]]:
    async def check() -> None:
        if not await client.service_client.check_health():
            raise ConnectionError("the engine is not serving")

    return check
