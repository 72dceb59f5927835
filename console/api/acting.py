"""Checks whose request, invoice or account it is before anything is done, and filters the answer
for its reader."""

from datetime import UTC, datetime
from typing import Any

from console.access import Action, Actor, reaching
from console.safe_invoices import invoice_for_customer
from console.safe_requests import for_customer
from console.services import Services
from domain.errors import RequestNotFound
from domain.invoices.messages import InvoiceMessage
from domain.invoices.views.invoice import InvoiceView
from domain.operations.messages import Message
from domain.requests.snapshot import Snapshot
from wording.catalogue import staff_words
from wording.possible import in_words


async def reach_request(services: Services, actor: Actor, action: Action, scope: str) -> None:
    """Lets staff go on, and customers whose request it is.

    Raises:
        NotAllowed: to a customer, there is no such request, or it is somebody else's.
    """
    if not actor.is_customer:
        return
    with reaching(actor, action) as owned_by:
        account = await services.queues.account_of(scope)
        if account is None:
            raise RequestNotFound(staff_words()("api.no_request_for_scope"))
        owned_by(account)


async def reach_invoice(services: Services, actor: Actor, action: Action, name: str) -> str:
    """Lets staff go on, and customers whose invoice it is; returns the invoice's number.

    Raises:
        NotAllowed: to a customer, there is no such invoice, or it is somebody else's.
        InvoiceAmbiguous: to staff, the name may mean two invoices. Customers, who must not learn
            of another's, reach the one of this number.
    """
    if not actor.is_customer:
        return await services.invoices.named(name)
    with reaching(actor, action) as owned_by:
        view = await services.invoices.view(name, datetime.now(UTC))
        owned_by(view.account)
    return view.invoice


def reach_account(actor: Actor, action: Action, account: str) -> None:
    """Lets staff go on, and customers whose account it is; raises NotAllowed."""
    with reaching(actor, action) as owned_by:
        owned_by(account)


async def send(
    services: Services,
    actor: Actor,
    action: Action,
    scope: str,
    command: Message,
    key: str | None,
    asked: Any = None,
) -> Snapshot:
    """Sends a message to a request and answers with its new state.

    Args:
        asked: What came in, where the message was worked out from more than that.
    """
    await reach_request(services, actor, action, scope)
    try:
        snapshot = await services.requests.send(scope, command, key, asked)
    finally:
        services.live.poll_now()
    return shown(actor, snapshot)


async def send_to_invoice(
    services: Services,
    actor: Actor,
    action: Action,
    number: str,
    command: InvoiceMessage,
    key: str | None,
) -> InvoiceView:
    """Sends a message to an invoice and answers with its new state."""
    number = await reach_invoice(services, actor, action, number)
    try:
        standing = await services.invoices.send(number, command, key)
    finally:
        services.live.poll_now()
    return shown_invoice(actor, await services.invoices.view(standing.invoice))


def shown(actor: Actor, snapshot: Snapshot) -> Snapshot:
    """All of a request, or to a customer what is for them."""
    return in_words(for_customer(snapshot, [actor.sign_in]) if actor.is_customer else snapshot)


def shown_invoice(actor: Actor, view: InvoiceView) -> InvoiceView:
    """All of an invoice, or to a customer what is for them."""
    return invoice_for_customer(view, [actor.sign_in]) if actor.is_customer else view
