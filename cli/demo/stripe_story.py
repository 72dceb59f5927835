"""The story of the demo where Stripe bills the customers, told beside a stand-in for it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

from rich.text import Text

from cli.demo.narrator import Narrator
from cli.demo.story import ANNA, EXAMPLES
from cli.demo.stripe_stand_in import StandIn
from clients.accounts.ledger import LedgerClient
from clients.invoices.client import InvoiceClient
from clients.provider.events import ProviderEventClient
from clients.requests.client import RequestClient
from domain.errors import InvoiceUnknown
from domain.invoices import messages as about_invoices
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.views.invoice import InvoiceView
from domain.requests import messages
from domain.requests.lifecycle import State
from domain.requests.snapshot import Snapshot
from domain.values.money import Money
from files.reading import read_fields, read_file

PAULA = "paula@provider.example"
_WITHIN = 60.0
_ACCOUNT = "pay_by_invoice_account"


class StripeStory:
    def __init__(
        self,
        narrator: Narrator,
        stripe: StandIn,
        requests: RequestClient,
        invoices: InvoiceClient,
        ledger: LedgerClient,
        events: ProviderEventClient,
    ) -> None:
        self.demo = narrator
        self._stripe = stripe
        self._requests = requests
        self._invoices = invoices
        self._ledger = ledger
        self._events = events
        self.scope = ""

    async def play(self) -> Snapshot:
        """From a card that Stripe charges to an invoice that Stripe sends and is paid."""
        account = await self._customer_at_stripe()
        await self._account_here(account)
        await self._approved(account)
        switched = await self._switched()
        number, at_stripe = await self._invoiced()
        await self._part_by_bank(number, at_stripe)
        await self._rest_at_stripe(number, at_stripe)
        return switched

    async def _customer_at_stripe(self) -> dict[str, Any]:
        self.demo.chapter("card_at_stripe")
        account: dict[str, Any] = read_file(EXAMPLES / "accounts.yaml").content["accounts"][0]
        names = {"name": str(account["name"]), f"metadata[{_ACCOUNT}]": str(account["id"])}
        customer = await self._stripe.post("customers", **names)
        card = await self._stripe.post(
            "payment_methods/pm_card_visa/attach", customer=customer["id"]
        )
        product = await self._stripe.post("products", name="Cloud")
        price = "items[0][price_data]"
        subscription = await self._stripe.post(
            "subscriptions",
            customer=customer["id"],
            default_payment_method=card["id"],
            **{
                f"{price}[currency]": "eur",
                f"{price}[product]": product["id"],
                f"{price}[unit_amount]": "120000",
                f"{price}[recurring][interval]": "month",
            },
        )
        self.scope = subscription["id"]
        await self._stripe.signed_events()  # of a time in which nobody listened
        self._say_how_it_is_collected(subscription)
        first = await self._stripe.get(f"invoices/{subscription['latest_invoice']}")
        self.demo.claim(first["status"] == "paid", "the_first_month_was_charged_to_the_card")
        self.demo.says("charged_at_once", invoice=first["number"])
        return account

    def _say_how_it_is_collected(self, subscription: dict[str, Any]) -> None:
        self.demo.says(
            "collected",
            subscription=subscription["id"],
            how=Text(subscription["collection_method"], "cyan"),
            days=subscription["days_until_due"],
            card=subscription["default_payment_method"],
        )

    async def _account_here(self, account: dict[str, Any]) -> None:
        self.demo.chapter("account_here")
        self.demo.command("account import accounts.yaml")
        scope = {**account["scopes"][0], "id": self.scope}
        await self._ledger.import_accounts({"accounts": [{**account, "scopes": [scope]}]})
        self.demo.says("pays_by_card", scope=self.scope)

    async def _approved(self, account: dict[str, Any]) -> None:
        self.demo.chapter("approved")
        draft = dict(read_fields(EXAMPLES / "forms/contoso.yaml").content)
        draft |= {"scope": {"kind": "subscription", "id": self.scope}}
        draft |= {"company": {**draft["company"], "name": account["name"]}}
        self.demo.command(f"open contoso.yaml --submit --by {ANNA}")
        opened = await self._requests.open(draft, ANNA)
        approved = await self._requests.send(opened.request, messages.Submit(by=ANNA))
        self.demo.claim(approved.state is State.APPROVED, "all_rules_pass")
        self.demo.waiting(approved)
        self._request = opened.request

    async def _switched(self) -> Snapshot:
        self.demo.chapter("switch_at_stripe")
        self.demo.command(f"switch {self.scope} --yes --by {ANNA}")
        switch = messages.SwitchToInvoice(by=ANNA, understood_irreversible=True)
        switched = await self._requests.send(self._request, switch)
        self.demo.claim(switched.state is State.SWITCHED, "it_is_switched_here")
        there = await self._stripe.get(f"subscriptions/{self.scope}")
        self.demo.claim(there["collection_method"] == "send_invoice", "stripe_sends_invoices")
        self.demo.claim(there["days_until_due"] == 30, "on_our_terms")
        self.demo.claim(there["default_payment_method"] is not None, "the_card_is_kept")
        self.demo.claim(there["pause_collection"] is None, "and_collecting_goes_on")
        self.demo.says("read_back")
        self._say_how_it_is_collected(there)
        return switched

    async def _invoiced(self) -> tuple[str, str]:
        self.demo.chapter("final_at_stripe")
        made = await self._stripe.post(
            "invoiceitems", subscription=self.scope, amount="25000", description="Usage"
        )
        invoice = await self._stripe.post(
            "invoices",
            customer=made["customer"],
            subscription=self.scope,
            collection_method="send_invoice",
            days_until_due="30",
        )
        final = await self._stripe.post(f"invoices/{invoice['id']}/finalize")
        await self._hear()
        view = await self._until(final["number"], lambda view: view is not None)
        self.demo.claim(view.open == _euros("250.00"), "the_amount_is_the_same")
        self.demo.claim(view.due_on is not None, "with_its_own_thirty_days")
        self.demo.invoice(view)
        return str(final["number"]), str(final["id"])

    async def _part_by_bank(self, number: str, at_stripe: str) -> None:
        self.demo.chapter("part_by_bank")
        self.demo.command(
            f"invoice pay {number} --amount 100.00 --bank-reference NL24-7781 --by {PAULA}"
        )
        payment = about_invoices.RecordPayment(
            by=PAULA, amount=_euros("100.00"), bank_reference="NL24-7781"
        )
        await self._invoices.send(number, payment)
        self.demo.invoice(await self._invoices.view(number))

        async def told() -> bool:
            there = await self._stripe.get(f"invoices/{at_stripe}")
            return bool(there["amount_remaining"] == 15000)

        await _eventually(told, "stripe_is_told")
        self.demo.says("stripe_says_the_same")

    async def _rest_at_stripe(self, number: str, at_stripe: str) -> None:
        self.demo.chapter("rest_at_stripe")
        await self._stripe.post(f"invoices/{at_stripe}/pay")
        await self._hear()
        view = await self._until(
            number, lambda view: view is not None and view.state is InvoiceState.PAID
        )
        self.demo.claim(view.open == _euros("0.00"), "nothing_is_open_and_nothing_counts_twice")
        self.demo.invoice(view)

    async def _hear(self) -> None:
        """Every event that Stripe sends now, as it would come in at the console."""
        for body, signature in await self._stripe.signed_events():
            await self._events.take_from_stripe(body, signature)

    async def _until(self, number: str, as_wanted: Callable[[Any], bool]) -> InvoiceView:
        async def look() -> InvoiceView | None:
            try:
                view = await self._invoices.view(number)
            except InvoiceUnknown:
                return None
            return view if as_wanted(view) else None

        found: InvoiceView = await _eventually(look, "as_at_stripe", invoice=number)
        return found


async def _eventually(look: Callable[[], Awaitable[Any]], what: str, /, **facts: object) -> Any:
    deadline = time.monotonic() + _WITHIN
    while not (found := await look()):
        if time.monotonic() > deadline:
            Narrator.never(what, **facts)
        await asyncio.sleep(0.1)
    return found


def _euros(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")
