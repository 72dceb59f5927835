"""Plays the demo with everything embedded, and checks its claims."""

import shutil
import time
from contextlib import AsyncExitStack
from typing import Any

from pydantic import SecretStr
from rich.console import Console

from cli.demo.billing_story import BillingStory
from cli.demo.narrator import Narrator
from cli.demo.story import EXAMPLES, SCOPE, Story
from cli.demo.stripe_stand_in import stand_in_for_stripe
from cli.demo.stripe_story import StripeStory
from cli.running import settings as configured
from clients.accounts.ledger import LedgerClient
from clients.all import Clients
from clients.invoices.client import InvoiceClient
from clients.requests.client import RequestClient
from domain.billing.names import ProviderName
from domain.requests.lifecycle import State
from engine import search_attributes
from engine.connection import connect
from engine.local.embedded import embedded_engine
from engine.local.ports import free_port
from engine.schedules import FOLLOWING, HINTS_TAKEN_UP_EVERY
from engine.workers import worker_application
from settings import Settings


def _settings(**more: Any) -> Settings:
    """Of an empty home of its own."""
    home = configured().home / "demo"
    shutil.rmtree(home, ignore_errors=True)
    return Settings(
        home=home,
        database_url=None,
        documents_url=None,
        smtp_url=None,
        policy=EXAMPLES / "story" / "policy.yaml",
        take_over=True,
        **more,
    )


async def play(console: Console) -> dict[str, Any]:
    """Plays the demo; returns its results.

    Raises:
        StoryBroken: a claim does not hold.
    """
    settings = _settings(provider=ProviderName.LEDGER)
    home = settings.home
    began = time.monotonic()
    narrator = Narrator(console)
    async with AsyncExitStack() as parts:
        engine = await parts.enter_async_context(
            embedded_engine(home, port=free_port(), ui_port=free_port(), rehearsal=True)
        )
        temporal = await connect(settings, address=engine.address)
        await search_attributes.register(temporal)
        worker = await parts.enter_async_context(worker_application(temporal, settings))
        ledger = await parts.enter_async_context(LedgerClient.opened(settings))
        invoices = await parts.enter_async_context(InvoiceClient.opened(settings, temporal))
        requests = RequestClient(temporal, settings)
        story = Story(narrator, requests, ledger)
        switched = await story.play()
        narrator.chapter("whole_way")
        narrator.timeline(switched)
        narrator.claim(switched.state is State.SWITCHED, "the_request_ended_switched")
        days = (switched.timeline[-1].at - switched.timeline[0].at).days
        narrator.claim(days >= 17, "seventeen_days_have_passed_for_the_request")
        file = home / "first-invoices.csv"
        billing = BillingStory(narrator, requests, invoices, ledger, switched.account, SCOPE, file)
        days += await billing.play(switched.timeline[-1].at)
        narrator.chapter("mails")
        await worker.mailer.drained(within=10)
        sent = narrator.mails(settings.outbox_folder)
        await story.everybody_was_notified_once(sent - await billing.everybody_was_notified_once())
    narrator.ends(
        "where_to_look",
        days=days,
        seconds=f"{time.monotonic() - began:.0f}",
        mails=settings.outbox_folder,
        documents=home / "documents",
        ledger=home / "ledger.db",
    )
    return {"days": days, "mails": sent, "home": str(home)}


async def play_with_stripe(console: Console) -> dict[str, Any]:
    """Plays the story of a customer whom Stripe bills; returns its results.

    Raises:
        StoryBroken: a claim does not hold.
        InvalidFile: there is no stand-in for Stripe here.
    """
    began, narrator = time.monotonic(), Narrator(console)
    async with AsyncExitStack() as parts:
        stripe = await parts.enter_async_context(stand_in_for_stripe())
        settings = _settings(
            provider=ProviderName.STRIPE,
            stripe_api_key=SecretStr(stripe.api_key),
            stripe_webhook_secret=SecretStr(stripe.webhook_secret),
            stripe_api_base=stripe.url,
            stripe_calls_per_second=100,
        )
        home = settings.home
        engine = await parts.enter_async_context(
            embedded_engine(home, port=free_port(), ui_port=free_port(), rehearsal=True)
        )
        temporal = await connect(settings, address=engine.address)
        await search_attributes.register(temporal)
        await FOLLOWING.register(temporal, settings.task_queue, HINTS_TAKEN_UP_EVERY)
        worker = await parts.enter_async_context(worker_application(temporal, settings))
        clients = await parts.enter_async_context(Clients.opened(settings, engine.address))
        story = StripeStory(
            narrator,
            stripe,
            clients.requests,
            clients.invoices,
            clients.ledger,
            clients.provider_events,
        )
        switched = await story.play()
        narrator.chapter("mails")
        await worker.mailer.drained(within=10)
        sent = narrator.mails(settings.outbox_folder)
    narrator.ends("played_with_stripe", seconds=f"{time.monotonic() - began:.0f}")
    return {"switched": switched.state is State.SWITCHED, "mails": sent, "home": str(home)}
