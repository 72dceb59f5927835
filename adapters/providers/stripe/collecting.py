"""Changes how subscriptions are collected. Which key changed one last stands in its metadata, so
that an old key changes nothing however late it comes.

Stripe gives an invoice its way of being collected when it is made, and not when it is charged. So
what is not paid yet is held back with its subscription: nobody charges a card for it later.
"""

from collections.abc import Sequence
from typing import Any

from adapters.providers.stripe import lists
from adapters.providers.stripe.calling import Stripe, digest_of, translated_errors
from adapters.providers.stripe.reading import ACCOUNT, collecting, collection_of
from adapters.providers.stripe.seen import SeenSubscription
from domain.billing.provider import Collecting, Collection

_HELD = "pay_by_invoice_held"
"""In an invoice's metadata: it goes on by itself no more, because of us."""


async def stop(stripe: Stripe, found: SeenSubscription, account_id: str, key: str) -> Collection:
    await _name_account(stripe, found, account_id)
    paused = {"pause_collection": {"behavior": "keep_as_draft"}}
    changed = await _change(stripe, found, "stop", key, paused)
    if collecting(changed) is Collecting.NOT:
        await _hold_back(stripe, found.id)
    return collection_of(changed)


async def by_invoice(stripe: Stripe, found: SeenSubscription, days: int, key: str) -> Collection:
    sent = {
        "collection_method": "send_invoice", "days_until_due": days, "pause_collection": "",
    }  # fmt: skip
    changed = await _change(stripe, found, "collect", key, sent)
    if collecting(changed) is Collecting.BY_INVOICE:
        for draft in await lists.invoices_of(stripe, found.id, status="draft"):
            if draft.collection_method != "send_invoice" or not draft.auto_advance:
                asked = {
                    "collection_method": "send_invoice", "days_until_due": days,
                    "auto_advance": True,
                }  # fmt: skip
                await _update_invoice(stripe, draft.id, asked)
        await _hold_back(stripe, found.id, ("open",))
    return collection_of(changed)


async def as_before(
    stripe: Stripe, found: SeenSubscription, before: Collection, key: str
) -> Collection:
    asked: dict[str, Any]
    if before.collecting is Collecting.NOT:
        asked = {"pause_collection": {"behavior": "keep_as_draft"}}
    elif before.collecting is Collecting.BY_INVOICE:
        asked = {
            "collection_method": "send_invoice", "pause_collection": "",
            "days_until_due": before.days_until_due or 0,
        }  # fmt: skip
    else:
        asked = {"collection_method": "charge_automatically", "pause_collection": ""}
    changed = await _change(stripe, found, "before", key, asked)
    if collecting(changed) is Collecting.AUTOMATICALLY:
        await _charge_again(stripe, found.id)
    return collection_of(changed)


async def _change(
    stripe: Stripe, found: SeenSubscription, what: str, key: str, asked: dict[str, Any]
) -> SeenSubscription:
    """The subscription after it was changed under this key, now or before."""
    name, digest = f"pay_by_invoice_{what}", digest_of(key)
    if found.metadata.get(name) == digest:
        return found

    async def done() -> SeenSubscription | None:
        again = await lists.subscription(stripe, found.id)
        return again if again.metadata.get(name) == digest else None

    async def do(options: Any) -> None:
        params: Any = {**asked, "metadata": {name: digest}}
        await stripe.v1.subscriptions.update_async(found.id, params, options)

    return await stripe.once(f"{key}/{what}/{found.id}", done, do, looked=True)


async def _name_account(stripe: Stripe, found: SeenSubscription, account_id: str) -> None:
    if ACCOUNT not in found.customer.metadata:
        params: Any = {"metadata": {ACCOUNT: account_id}}
        with translated_errors():
            await stripe.v1.customers.update_async(found.customer.id, params)


async def _hold_back(
    stripe: Stripe, scope_id: str, states: Sequence[str] = ("draft", "open")
) -> None:
    """No invoice that is not paid is charged by itself from now on."""
    for status in states:
        for found in await lists.invoices_of(stripe, scope_id, status=status):
            if found.collection_method == "charge_automatically" and found.auto_advance:
                asked = {"auto_advance": False, "metadata": {_HELD: "yes"}}
                await _update_invoice(stripe, found.id, asked)


async def _charge_again(stripe: Stripe, scope_id: str) -> None:
    for status in ("draft", "open"):
        for found in await lists.invoices_of(stripe, scope_id, status=status):
            if _HELD not in found.metadata:
                continue
            asked: dict[str, Any] = {"auto_advance": True, "metadata": {_HELD: ""}}
            if found.collection_method == "send_invoice":
                asked["collection_method"] = "charge_automatically"
            await _update_invoice(stripe, found.id, asked)


async def _update_invoice(stripe: Stripe, key: str, asked: dict[str, Any]) -> None:
    # Nothing is lost by doing it twice, and it is done again only where it is not so.
    params: Any = asked
    with translated_errors():
        await stripe.v1.invoices.update_async(key, params)
