"""Money: what came in, what the bank took back, and what is settled from unapplied credit."""

from collections.abc import Awaitable, Sequence
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends

from clients.shapes import account_change, payment_outcome
from console.access import Action, Actor, allowed
from console.api.acting import send_to_invoice
from console.api.bodies import (
    Correction,
    CreditApplied,
    ForInvoice,
    OnePayment,
    Payment,
    Refund,
    Reversal,
)
from console.api.documented_refusals import CHANGING
from console.api.parameters import AccountId, Key, Number
from console.api.reading import ApiRoute
from console.services import OurServices, Services
from domain.errors import InvoiceUnknown
from domain.invoices import messages
from domain.invoices.policy import Instrument
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.money import Settled
from domain.invoices.views.statement import AccountChanged
from domain.turns import Part
from domain.values.money import Money
from wording.catalogue import staff_words

router = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["payments"], responses=CHANGING)

Recorder = Annotated[Actor, Depends(allowed(Action.RECORD_PAYMENT))]


class RecordedPayment(Part):
    amount: Money
    bank_reference: str
    value_date: date | None = None
    instrument: Instrument
    of: Money | None = None
    """The whole transfer, where this is a part of it."""


class CreditChanged(Part):
    """The result of a step on an account's money."""

    account: str
    entry: str
    """The id of what was entered, or taken back."""
    amount: Money
    touched: tuple[str, ...] = ()
    """Invoices that changed with it."""
    unapplied_credit: Money


class AccountPayment(Part):
    """What a payment came to."""

    account: str
    payment: RecordedPayment
    settled: tuple[Settled, ...] = ()
    unapplied_credit: Money
    """The account's, in the payment's currency."""


class InvoicePayment(InvoiceView, AccountPayment):
    """What a payment came to, and the invoice that it names first."""


@router.post(
    "/invoices/{number:path}/payments",
    operation_id="pay_invoice",
    summary="Record a payment of one invoice",
)
async def pay(
    number: Number, body: OnePayment, services: OurServices, actor: Recorder, key: Key = None
) -> InvoicePayment:
    """What is too much is unapplied credit. The bank's reference never counts twice."""
    return await _pay(services, actor, [ForInvoice(invoice=number)], body, key)


@router.post("/payments", operation_id="record_payment", summary="Record a payment of invoices")
async def pay_several(
    body: Payment, services: OurServices, actor: Recorder, key: Key = None
) -> InvoicePayment:
    """Settles what it is for, the oldest invoice first unless said otherwise. What is too much is
    unapplied credit. The bank's reference never counts twice."""
    return await _pay(services, actor, body.invoices, body, key, body.in_this_order)


@router.post(
    "/accounts/{account}/payments",
    operation_id="pay_account",
    summary="Record a payment, the oldest invoices first",
)
async def pay_account(
    account: AccountId, body: OnePayment, services: OurServices, actor: Recorder, key: Key = None
) -> AccountPayment:
    """For whatever is open on the account; the rest is unapplied credit."""
    await services.ledger.standing(account)
    payment = _command(actor, body)
    try:
        paid = await services.invoices.pay_account(account, payment, key)
    finally:
        services.live.poll_now()
    outcome = await payment_outcome(services.invoices, payment, account, paid.result)
    return AccountPayment.model_validate(outcome.document())


@router.post(
    "/invoices/{number:path}/reverse",
    operation_id="reverse_payment",
    summary="The bank took a payment back",
)
async def reverse(
    number: Number,
    body: Reversal,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.REVERSE_PAYMENT))],
    key: Key = None,
) -> InvoiceView:
    """All of it, or a part; what it settled is open again."""
    command = messages.ReversePayment(by=actor.sign_in, **dict(body))
    return await send_to_invoice(services, actor, Action.REVERSE_PAYMENT, number, command, key)


@router.post(
    "/invoices/{number:path}/correct",
    operation_id="correct_entry",
    summary="Take back what was entered wrongly",
)
async def correct(
    number: Number,
    body: Correction,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.CORRECT_ENTRY))],
    key: Key = None,
) -> InvoiceView:
    """A payment, a credit note or a write-off. The customer is notified of the invoice's new
    state, and of no reversal; the right entry can follow, under the same bank reference."""
    command = messages.CorrectEntry(by=actor.sign_in, **dict(body))
    return await send_to_invoice(services, actor, Action.CORRECT_ENTRY, number, command, key)


@router.post(
    "/accounts/{account}/refunds",
    operation_id="refund_credit",
    summary="Unapplied credit was paid back",
)
async def refund(
    account: AccountId,
    body: Refund,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.REFUND_CREDIT))],
    key: Key = None,
) -> CreditChanged:
    """No more than there is."""
    command = messages.RefundCredit(by=actor.sign_in, **dict(body))
    return await _changed(services, services.invoices.refund(account, command, key))


@router.post(
    "/accounts/{account}/correct",
    operation_id="correct_account_entry",
    summary="Take back a payment or a refund entered wrongly",
)
async def correct_account(
    account: AccountId,
    body: Correction,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.CORRECT_ENTRY))],
    key: Key = None,
) -> CreditChanged:
    """A refund that came back is unapplied credit again."""
    command = messages.CorrectEntry(by=actor.sign_in, **dict(body))
    return await _changed(services, services.invoices.correct_account(account, command, key))


@router.post(
    "/accounts/{account}/reverse",
    operation_id="reverse_account_payment",
    summary="The bank took a payment of the account back",
)
async def reverse_account(
    account: AccountId,
    body: Reversal,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.REVERSE_PAYMENT))],
    key: Key = None,
) -> CreditChanged:
    """All of it, or a part: unapplied credit goes first, then what it settled last."""
    command = messages.ReversePayment(by=actor.sign_in, **dict(body))
    return await _changed(services, services.invoices.reverse_account(account, command, key))


@router.post(
    "/accounts/{account}/apply-credit",
    operation_id="apply_credit",
    summary="Settle an invoice from unapplied credit",
)
async def apply_credit(
    account: AccountId,
    body: CreditApplied,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.APPLY_CREDIT))],
    key: Key = None,
) -> InvoiceView:
    """As far as that goes."""
    await services.ledger.standing(account)
    number = await services.invoices.named(body.invoice)
    view = await services.invoices.view(number, datetime.now(UTC))
    if view.account != account:
        said = staff_words()("account_apply_credit.no_such_invoice")
        raise InvoiceUnknown(said, invoice=body.invoice, account_id=account)
    command = messages.ApplyCredit(by=actor.sign_in)
    return await send_to_invoice(services, actor, Action.APPLY_CREDIT, view.invoice, command, key)


async def _changed(services: Services, change: Awaitable[AccountChanged]) -> CreditChanged:
    try:
        changed = await change
    finally:
        services.live.poll_now()
    return CreditChanged.model_validate(await account_change(services.invoices, changed))


def _command(actor: Actor, body: OnePayment) -> messages.RecordPayment:
    return messages.RecordPayment(
        by=actor.sign_in,
        amount=body.amount,
        bank_reference=body.bank_reference,
        value_date=body.value_date,
        instrument=body.instrument,
        of=body.of,
    )


async def _pay(
    services: Services,
    actor: Actor,
    named: Sequence[ForInvoice],
    body: OnePayment,
    key: str | None,
    in_this_order: bool = False,
) -> InvoicePayment:
    now = datetime.now(UTC)
    meant = [await services.invoices.named(each.invoice) for each in named]
    views = [await services.invoices.view(number, now) for number in meant]
    numbers = [view.invoice for view in views]
    messages.refuse_named_twice(numbers)
    shares = tuple(
        messages.Share(by=actor.sign_in, number=number, at_most=each.at_most)
        for each, number in zip(named, numbers, strict=True)
    )
    payment = _command(actor, body).model_copy(
        update={"shares": shares, "in_this_order": in_this_order}
    )
    try:
        standing = await services.invoices.send(numbers[0], payment, key)
    finally:
        services.live.poll_now()
    view = await services.invoices.view(numbers[0])
    outcome = await payment_outcome(services.invoices, payment, view.account, standing.result, view)
    return InvoicePayment.model_validate(outcome.document())
