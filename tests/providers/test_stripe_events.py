"""A customer's way from the card to invoices with Stripe behind it, as a whole: console, worker,
engine and ledger, and Stripe's events as they come in. Starting all of it takes some seconds."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from temporalio.client import Client

from adapters.providers.stripe.calling import Stripe
from console.door.body_limits import ORDINARY_BYTES
from domain.billing.names import ProviderName
from domain.billing.provider import Collecting
from domain.errors import InvoiceUnknown
from domain.invoices.views.invoice import InvoiceView
from domain.notices import NoticeKind
from engine.schedules import FOLLOWING, HINTS_TAKEN_UP_EVERY
from tests.console.api.office import Office, office_of
from tests.providers.fake_stripe.app import API_KEY, SECRET, FakeStripe, signature
from tests.providers.fake_stripe.serving import serving_stripe
from tests.providers.stripe_under_test import StripeUnderTest
from tests.waiting import eventually
from tests.workflows.customers import Customer, a_customer
from tests.workflows.payers import euros
from tests.workflows.steps import SWITCH, submitted
from tests.workflows.system import System, at_work, opened_system, settings_for

PATH = "/providers/stripe/events"


@dataclass
class Whole:
    fake: FakeStripe
    tested: StripeUnderTest
    system: System
    office: Office
    customer: Customer

    async def sent(self, body: str, header: str | None = None) -> httpx.Response:
        headers = {"stripe-signature": header} if header else {}
        async with httpx.AsyncClient(base_url=self.office.url) as http:
            return await http.post(PATH, content=body, headers=headers)

    async def invoice_is(self, number: str, state: str) -> InvoiceView:
        async def there() -> InvoiceView | None:
            try:
                view = await self.system.invoices.view(number)
            except InvoiceUnknown:
                return None
            return view if view.state == state else None

        found = await eventually(f"{number} is {state}", there)
        assert found is not None
        return found

    def event(self, kind: str) -> str:
        """The last of this kind, as it is sent."""
        found = [each for each in self.fake.store.events if each["type"] == kind]
        return json.dumps(found[-1])


@pytest.fixture
async def whole(temporal: Client, tmp_path: Path) -> AsyncIterator[Whole]:
    async with serving_stripe() as (fake, url):
        stripe = Stripe(API_KEY, url, per_second=1000)
        template = a_customer()
        tested = await StripeUnderTest(stripe).with_customer(template.account_id)
        settings = settings_for(
            tmp_path,
            provider=ProviderName.STRIPE,
            stripe_api_key=SecretStr(API_KEY),
            stripe_webhook_secret=SecretStr(SECRET),
            stripe_api_base=url,
            stripe_calls_per_second=100,
        )
        account = {**template.account, "scopes": [
            {**template.account["scopes"][0], "id": tested.scope_id}
        ]}  # fmt: skip
        draft: dict[str, Any] = {
            **template.draft, "scope": {**template.draft["scope"], "id": tested.scope_id}
        }  # fmt: skip
        async with (
            opened_system(temporal, settings) as system,
            at_work(system),
            office_of(system) as office,
        ):
            await FOLLOWING.register(temporal, settings.task_queue, HINTS_TAKEN_UP_EVERY)
            fake.webhook = f"{office.url}{PATH}"
            yield Whole(fake, tested, system, office, Customer(account, draft))
            await temporal.get_schedule_handle(FOLLOWING.id(settings.task_queue)).delete()
        await stripe.aclose()


async def test_the_whole_story(whole: Whole) -> None:
    """Requested, approved, switched at Stripe and here; invoiced there, paid there, and here."""
    await submitted(whole.system, whole.customer)
    await whole.system.send(whole.customer, SWITCH)
    (collection,) = await whole.tested.provider.verify(whole.tested.party)
    assert (collection.collecting, collection.days_until_due) == (Collecting.BY_INVOICE, 30)
    assert collection.method is not None
    subscription = whole.fake.store.objects[whole.tested.scope_id]
    assert subscription["collection_method"] == "send_invoice"

    invoice = await whole.tested.invoice(euros("250.00"))
    assert await whole.fake.send_webhooks() > 0
    view = await whole.invoice_is(invoice.number, "open")
    assert (view.amount, view.scope) == (euros("250.00"), whole.tested.scope_id)
    await whole.tested.stripe.v1.invoices.pay_async(invoice.reference or "", {})
    await whole.fake.send_webhooks()
    await whole.invoice_is(invoice.number, "paid")

    # The same once more: twice, out of order, nothing changes.
    kept = list(whole.fake.store.events)
    for event in reversed(kept):
        body = json.dumps(event)
        assert (await whole.sent(body, signature(body))).status_code == 204
    assert (await whole.invoice_is(invoice.number, "paid")).open == euros("0.00")


async def test_who_turns_the_customer_back_at_stripe_is_seen_by_its_event(whole: Whole) -> None:
    await submitted(whole.system, whole.customer)
    await whole.system.send(whole.customer, SWITCH)
    await whole.fake.send_webhooks()
    back: Any = {"collection_method": "charge_automatically"}
    await whole.tested.stripe.v1.subscriptions.update_async(whole.tested.scope_id, back)
    await whole.fake.send_webhooks()

    async def told() -> bool:
        return (await whole.system.notices(whole.customer))[NoticeKind.TEAM_PROVIDER_DRIFT] == 1

    await eventually("billing is told", told)


async def test_what_stripe_did_not_sign_just_now_is_refused(whole: Whole) -> None:
    await whole.tested.is_charged(euros("5.00"))
    body = whole.event("invoice.paid")
    for header in (
        None,
        "nonsense",
        "t=1,v1=00",
        signature(body, "whsec_of_somebody_else"),
        signature(body, at=1_700_000_000),
        signature(body.replace("paid", "void")),
    ):
        answer = await whole.sent(body, header)
        assert (answer.status_code, answer.json()["refused"]["code"]) == (
            400,
            "event_not_acceptable",
        )
    for nothing in ("[]", "{}", "null", "not json", '{"object": "event"}'):
        assert (await whole.sent(nothing, signature(nothing))).status_code == 400
    large = json.dumps({**json.loads(body), "more": "x" * ORDINARY_BYTES})
    assert (await whole.sent(large, signature(large))).status_code == 413
    assert (await whole.sent(body, signature(body))).status_code == 204


async def test_without_a_secret_no_events_are_taken(temporal: Client, tmp_path: Path) -> None:
    async with (
        opened_system(temporal, settings_for(tmp_path)) as system,
        office_of(system) as office,
        httpx.AsyncClient(base_url=office.url) as http,
    ):
        answer = await http.post(PATH, content="{}", headers={"stripe-signature": signature("{}")})
        assert (answer.status_code, answer.json()["refused"]["code"]) == (404, "event_unknown")
