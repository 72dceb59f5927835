"""Stripe behind the port: a scope is a subscription of Stripe's, and its customer is the account's.

Stripe cannot take back a payment that it was told of, keeps no credit limit, and sells no cores.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from adapters.providers.stripe import collecting, lists, settling
from adapters.providers.stripe.calling import Stripe, translated_errors
from adapters.providers.stripe.following import FollowedStripe
from adapters.providers.stripe.reading import (
    ACCOUNT,
    charges,
    collection_of,
    open_item,
    spent_by_month,
    upcoming_item,
)
from adapters.providers.stripe.seen import SeenInvoice, SeenSubscription, SeenTaxId, seen
from domain.billing.names import ProviderName
from domain.billing.provider import (
    Ability,
    Charge,
    Collection,
    InvoiceAt,
    OpenItem,
    Party,
    ProviderAccount,
    Settled,
)
from domain.errors import ProviderRefused
from domain.forms.core_quota import CoreQuotaIncrease
from domain.values.money import Money

_ABLE = frozenset({
    Ability.DUE_DATE, Ability.PARTIAL_PAYMENT, Ability.CREDIT_NOTE, Ability.WRITE_OFF,
    Ability.EVENTS,
})  # fmt: skip


class StripeProvider:
    name = ProviderName.STRIPE.value

    def __init__(self, stripe: Stripe) -> None:
        self._stripe = stripe

    @property
    def followed(self) -> FollowedStripe:
        """What happens there by itself, over the same connection and within the same rate."""
        return FollowedStripe(self._stripe)

    async def capabilities(self) -> frozenset[Ability]:
        return _ABLE

    async def read_account(self, party: Party) -> ProviderAccount:
        found = await self._subscriptions(party)
        customer = found[0].customer.id
        with translated_errors():
            listed = await self._stripe.v1.customers.tax_ids.list_async(customer, {"limit": 100})
            tax_ids = [seen(SeenTaxId, each) async for each in listed.auto_paging_iter()]
        paid = [
            invoice
            for scope_id in party.scope_ids
            for invoice in await lists.invoices_of(self._stripe, scope_id, status="paid")
        ]
        return ProviderAccount(
            account_id=party.account_id,
            reference=customer,
            tax_ids=tuple(each.value for each in tax_ids),
            collections=tuple(map(collection_of, found)),
            monthly_spend=spent_by_month(paid),
            open_items=tuple(await self._open(found, datetime.now(UTC))),
        )

    async def open_charges(self, party: Party, at: datetime) -> Sequence[OpenItem]:
        return await self._open(await self._subscriptions(party), at)

    async def stop_collecting(self, party: Party, key: str) -> Sequence[Collection]:
        return [
            await collecting.stop(self._stripe, found, party.account_id, key)
            for found in await self._subscriptions(party)
        ]

    async def collect_by_invoice(self, party: Party, days: int, key: str) -> Sequence[Collection]:
        return [
            await collecting.by_invoice(self._stripe, found, days, key)
            for found in await self._subscriptions(party)
        ]

    async def collect_as_before(
        self, party: Party, before: Sequence[Collection], key: str
    ) -> Sequence[Collection]:
        known = {each.scope_id: each for each in before}
        return [
            await collecting.as_before(self._stripe, found, known[found.id], key)
            if found.id in known
            else collection_of(found)
            for found in await self._subscriptions(party)
        ]

    async def verify(self, party: Party) -> Sequence[Collection]:
        return [collection_of(each) for each in await self._subscriptions(party)]

    async def charged_since(self, party: Party, since: datetime) -> Sequence[Charge]:
        await self._subscriptions(party)
        return [
            charge
            for scope_id in party.scope_ids
            for invoice in await lists.invoices_of(self._stripe, scope_id, payments=True)
            for charge in charges(scope_id, invoice, since)
        ]

    async def record_payment(
        self, invoice: InvoiceAt, amount: Money, on: date, bank_reference: str, key: str
    ) -> Settled:
        return await settling.record_payment(self._stripe, invoice, amount, on, bank_reference, key)

    async def reverse_payment(
        self, invoice: InvoiceAt, amount: Money, bank_reference: str, key: str
    ) -> Settled:
        raise _cannot("Stripe cannot take back a payment that it was told of.")

    async def credit(self, invoice: InvoiceAt, amount: Money, reason: str, key: str) -> Settled:
        return await settling.credit(self._stripe, invoice, amount, reason, key)

    async def write_off(self, invoice: InvoiceAt, reason: str, key: str) -> Settled:
        return await settling.write_off(self._stripe, invoice, reason, key)

    async def set_limit(self, party: Party, limit: Money | None, key: str) -> None:
        raise _cannot("Stripe keeps no credit limits.")

    async def request_quota(self, party: Party, asked: CoreQuotaIncrease, key: str) -> str:
        raise _cannot("Stripe sells no cores.")

    async def _subscriptions(self, party: Party) -> list[SeenSubscription]:
        """In the order of the scopes, all of one customer, who is this account's or nobody's yet.

        Raises:
            ProviderRefused: they are somebody else's.
        """
        found = [await lists.subscription(self._stripe, each) for each in party.scope_ids]
        owners = {each.customer.id for each in found}
        theirs = {each.customer.metadata.get(ACCOUNT, party.account_id) for each in found}
        if len(owners) != 1 or theirs != {party.account_id}:
            raise ProviderRefused(
                "In Stripe these are not all of this account.",
                provider="stripe",
                provider_code="account_mismatch",
            )
        return found

    async def _open(
        self, subscriptions: Sequence[SeenSubscription], at: datetime
    ) -> list[OpenItem]:
        items: list[OpenItem | None] = []
        for each in subscriptions:
            for status in ("open", "draft"):
                found = await lists.invoices_of(self._stripe, each.id, status=status)
                items += [open_item(each.id, invoice) for invoice in found]
            if each.status != "canceled":
                items.append(await self._upcoming(each.id, at))
        return [item for item in items if item is not None]

    async def _upcoming(self, scope_id: str, at: datetime) -> OpenItem | None:
        try:
            with translated_errors():
                preview = await self._stripe.v1.invoices.create_preview_async(
                    {"subscription": scope_id}
                )
        except ProviderRefused as refused:
            if refused.details.get("provider_code") == "invoice_upcoming_none":
                return None
            raise
        return upcoming_item(scope_id, seen(SeenInvoice, preview), at)


def _cannot(sentence: str) -> ProviderRefused:
    return ProviderRefused(sentence, provider="stripe", provider_code="not_able")
