"""What happens at Stripe by itself: its invoices as they are, and its events as hints."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import stripe as package

from adapters.providers.stripe import lists
from adapters.providers.stripe.amounts import money_of
from adapters.providers.stripe.calling import Stripe, translated_errors
from adapters.providers.stripe.giving_back import given_back, invoices_of_payment
from adapters.providers.stripe.itemised import TaxRates, lines_of
from adapters.providers.stripe.reading import day_of, moment_of
from adapters.providers.stripe.seen import (
    SeenCreditNote,
    SeenEvent,
    SeenInvoice,
    SeenPayment,
    seen,
)
from adapters.providers.stripe.settling import OURS
from domain.billing.following import (
    Hint,
    HintKind,
    RemoteCredit,
    RemoteInvoice,
    RemotePayment,
    RemoteState,
)
from domain.billing.names import ProviderName

_INVOICE = (
    "invoice.finalized", "invoice.paid", "invoice.voided", "invoice.marked_uncollectible",
    "invoice.updated", "invoice_payment.paid", "credit_note.created", "credit_note.voided",
)  # fmt: skip
_COLLECTION = ("customer.subscription.updated", "customer.subscription.deleted")
_REFUND = ("refund.created", "refund.updated", "refund.failed")
EVENTS = (*_INVOICE, *_COLLECTION, *_REFUND)
"""Those that are listened to: an endpoint at Stripe needs no others."""

_ID = re.compile("[!-~]{1,200}")
_STATES = {
    "draft": RemoteState.DRAFT,
    "open": RemoteState.OPEN,
    "paid": RemoteState.PAID,
    "void": RemoteState.VOID,
    "uncollectible": RemoteState.GIVEN_UP,
}
_PAYMENTS = "pi_"
"""How ids of payments begin: a refund names its payment, and no invoice."""
_DEFAULT_REASON = "Credit note of the billing system."


class NotFromStripe(ValueError):
    """What came in was not signed by Stripe, or long ago, or is not one of its events."""


def hint_in(body: bytes, signature: str | None, secret: str) -> Hint | None:
    """What a signed event says that may have happened; None where it is about nothing of ours.

    Raises:
        NotFromStripe: forged, old, or no event at all.
    """
    try:
        text = body.decode("utf-8")
        package.WebhookSignature.verify_header(
            text, signature, secret, package.Webhook.DEFAULT_TOLERANCE
        )
        return hint_of(SeenEvent.model_validate(json.loads(text)))
    except (
        package.SignatureVerificationError, ValueError, RecursionError, OverflowError, OSError
    ) as wrong:  # fmt: skip
        raise NotFromStripe from wrong


def hint_of(event: SeenEvent) -> Hint | None:
    about = event.data.object
    if event.type in _COLLECTION:
        kind, reference = HintKind.COLLECTION, about.get("id")
    elif event.type in _INVOICE:
        of_another = event.type.startswith(("invoice_payment.", "credit_note."))
        kind, reference = HintKind.INVOICE, about.get("invoice" if of_another else "id")
    elif event.type in _REFUND:
        kind, reference = HintKind.INVOICE, about.get("payment_intent")
    else:
        return None
    if (
        not isinstance(reference, str)
        or not _ID.fullmatch(reference)
        or not _ID.fullmatch(event.id)
    ):
        return None
    said_at = datetime.fromtimestamp(event.created, UTC)
    return Hint(id=event.id, kind=kind, reference=reference, said_at=said_at)


class FollowedStripe:
    name = ProviderName.STRIPE.value

    def __init__(self, stripe: Stripe) -> None:
        self._stripe = stripe
        self._rates = TaxRates(stripe)

    async def hints_since(self, moment: datetime) -> Sequence[Hint]:
        asked: Any = {
            "created": {"gte": int(moment.timestamp())}, "types": list(EVENTS), "limit": 100,
        }  # fmt: skip
        with translated_errors():
            listed = await self._stripe.v1.events.list_async(asked)
            hints = [hint_of(seen(SeenEvent, each)) async for each in listed.auto_paging_iter()]
        return sorted((hint for hint in hints if hint), key=lambda hint: hint.said_at)

    async def invoices(self, reference: str) -> Sequence[RemoteInvoice]:
        if not reference.startswith(_PAYMENTS):
            return [await self._invoice(reference)]
        return [
            await self._invoice(each) for each in await invoices_of_payment(self._stripe, reference)
        ]

    async def _invoice(self, reference: str) -> RemoteInvoice:
        found = await lists.invoice(self._stripe, reference)
        paid = await self._paid(found)
        notes = list(reversed(await lists.credit_notes_of(self._stripe, found.id)))
        first_due = _first_due(found)
        return RemoteInvoice(
            reference=found.id,
            number=found.number,
            scope_id=found.subscription,
            by_invoice=found.collection_method == "send_invoice",
            issued_at=moment_of(found.status_transitions.finalized_at),
            amount=money_of(first_due, found.currency),
            state=_STATES.get(found.status, RemoteState.OPEN),
            payments=await self._payments(found, paid),
            credits=_credits(notes),
            given_back=await given_back(self._stripe, found.id, paid, notes),
            ours_voided=tuple(
                note.number for note in notes if note.status == "void" and OURS in note.metadata
            ),
            lines=await lines_of(self._stripe, self._rates, found),
            prepaid=money_of(found.total - first_due, found.currency).amount,
        )

    async def _paid(self, invoice: SeenInvoice) -> list[SeenPayment]:
        """The earliest first."""
        found = await lists.payments_of(self._stripe, invoice.id)
        return [each for each in reversed(found) if each.status == "paid"]

    async def _payments(
        self, invoice: SeenInvoice, paid: Sequence[SeenPayment]
    ) -> tuple[RemotePayment, ...]:
        """What we did not tell Stripe of."""
        payments = []
        for each in paid:
            record = each.payment.payment_record
            if record is not None and OURS in (await lists.record(self._stripe, record)).metadata:
                continue
            amount = money_of(each.amount_paid or 0, each.currency)
            day = day_of(each.paid_at)
            if amount.minor > 0 and day is not None:
                payments.append(
                    RemotePayment(reference=each.payment.reference, amount=amount, on=day)
                )
        past = invoice.amount_paid - sum(each.amount_paid or 0 for each in paid)
        day = day_of(invoice.status_transitions.paid_at)
        if past > 0 and day is not None and f"{OURS}_paid" not in invoice.metadata:
            # Somebody said at Stripe that it was paid past Stripe.
            payments.append(
                RemotePayment(
                    reference=f"{invoice.id}-paid",
                    amount=money_of(past, invoice.currency),
                    on=day,
                )
            )
        return tuple(payments)


def _credits(notes: Sequence[SeenCreditNote]) -> tuple[RemoteCredit, ...]:
    return tuple(
        RemoteCredit(
            reference=note.id,
            amount=money_of(note.amount, note.currency),
            reason=note.memo or _DEFAULT_REASON,
            voided=note.status == "void",
        )
        for note in notes
        if note.status in ("issued", "void") and OURS not in note.metadata
    )


def _first_due(invoice: SeenInvoice) -> int:
    """What was to be paid before any credit note: the customer's balance may have lowered it."""
    return invoice.amount_due + invoice.pre_payment_credit_notes_amount
