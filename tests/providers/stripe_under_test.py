"""A customer of Stripe's with one subscription, in the fake or in Stripe's real test mode."""

from typing import Any

from adapters.providers.stripe.calling import Stripe
from adapters.providers.stripe.provider import StripeProvider
from adapters.providers.stripe.reading import ACCOUNT
from domain.billing.provider import InvoiceAt, Party
from domain.values.money import Money
from tests.providers.contract import ProviderUnderTest
from tests.waiting import eventually

OUR_ACCOUNT = "7d0c2a0e-5f4b-4a53-9d0c-2f4a8f0f6b11"


class StripeUnderTest(ProviderUnderTest):
    """What happens at Stripe happens over the same client that is tested."""

    def __init__(self, stripe: Stripe) -> None:
        self.stripe = stripe
        self.provider = StripeProvider(stripe)
        self.customer = ""
        self.scope_id = ""

    async def with_customer(
        self, account_id: str = OUR_ACCOUNT, price: int = 0, clock: str | None = None
    ) -> "StripeUnderTest":
        """A customer with a card and a subscription that costs so much a month.

        Args:
            clock: A test clock of Stripe's that the customer lives by.
        """
        v1 = self.stripe.v1
        customer: Any = {"name": "Contoso BV", "metadata": {ACCOUNT: account_id}}
        if clock is not None:
            customer["test_clock"] = clock
        made = await v1.customers.create_async(customer)
        self.customer = made.id
        card = await v1.payment_methods.attach_async("pm_card_visa", {"customer": made.id})
        product = await v1.products.create_async({"name": "Cloud"})
        params: Any = {
            "customer": made.id,
            "default_payment_method": card.id,
            "items": [{"price_data": _monthly(product.id, price)}],
        }
        subscription = await v1.subscriptions.create_async(params)
        self.scope_id = subscription.id
        self.party = Party(account_id=account_id, scope_ids=(subscription.id,))
        return self

    async def owes(self, amount: Money) -> None:
        params: Any = {
            "customer": self.customer,
            "subscription": self.scope_id,
            "amount": amount.minor,
            "currency": amount.currency.lower(),
        }
        await self.stripe.v1.invoice_items.create_async(params)

    async def is_charged(self, amount: Money) -> None:
        await self.owes(amount)
        made = await self._invoice({"collection_method": "charge_automatically"})
        await self.stripe.v1.invoices.finalize_invoice_async(made)
        found = await self.stripe.v1.invoices.retrieve_async(made)
        if found.status != "paid":
            await self.stripe.v1.invoices.pay_async(made)

    async def invoice(self, amount: Money) -> InvoiceAt:
        await self.owes(amount)
        made = await self._invoice({"collection_method": "send_invoice", "days_until_due": 30})
        final = await self.stripe.v1.invoices.finalize_invoice_async(made)
        return InvoiceAt(
            number=final.number or "",
            account_id=self.party.account_id,
            scope_id=self.scope_id,
            reference=made,
        )

    async def month_passes(self, clock: str) -> None:
        """And some hours, after which the new month's invoice is final."""
        clocks = self.stripe.v1.test_helpers.test_clocks
        now = (await clocks.retrieve_async(clock)).frozen_time
        await clocks.advance_async(clock, {"frozen_time": now + 31 * 24 * 3600 + 8 * 3600})

        async def ready() -> bool:
            return (await clocks.retrieve_async(clock)).status == "ready"

        await eventually("the test clock has come to its time", ready, seconds=90)

    async def _invoice(self, asked: dict[str, Any]) -> str:
        params: Any = {"customer": self.customer, "subscription": self.scope_id, **asked}
        made = await self.stripe.v1.invoices.create_async(params)
        return made.id


def _monthly(product: str, price: int) -> dict[str, Any]:
    return {
        "currency": "eur", "product": product, "unit_amount": price,
        "recurring": {"interval": "month"},
    }  # fmt: skip
