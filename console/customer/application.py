"""The credit application: returned once it is asked for, and again when the analyst asks more."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError

from console.access import Action
from console.customer.acting import (
    Customer,
    account_of,
    customer_may,
    their_request,
    they_send,
)
from console.customer.amounts import count_typed
from console.customer.problems import Problems, sheet_problems
from console.customer.sent import Sent, SentForm
from console.customer.showing import CustomerRoute, led_to, show
from console.door.rates import caller_of
from console.services import OurServices, Services
from console.templating import language_of
from console.uploads import chunks_of, store
from domain.errors import DomainError
from domain.field_problems import problems_of
from domain.forms.documents import StoredDocument
from domain.requests.credit_application import CreditApplication
from domain.requests.lifecycle import State
from domain.requests.messages import ReturnCreditApplication
from domain.requests.snapshot import Snapshot
from domain.tasks import Task

router = APIRouter(route_class=CustomerRoute)

Applicant = Annotated[Customer, customer_may(Action.RETURN_APPLICATION)]

_FIELDS = ("annual_revenue", "currency", "employees", "bank_reference", "signed_by")


@router.get("/my/requests/{scope}/application")
async def page(
    request: Request, scope: str, customer: Applicant, services: OurServices
) -> Response:
    snapshot = await their_request(services, customer, Action.RETURN_APPLICATION, scope)
    if not _is_taken(snapshot):
        return led_to(f"/my/requests/{scope}")
    return await _show(request, services, customer, snapshot, _known(snapshot))


# The path ends like those that take files, for its limit: financial statements may be enclosed.
@router.post("/my/requests/{scope}/application/documents")
async def give_back(
    request: Request, scope: str, customer: Applicant, sent: SentForm, services: OurServices
) -> Response:
    snapshot = await their_request(services, customer, Action.RETURN_APPLICATION, scope)
    typed = _typed(sent)
    try:
        application = CreditApplication.model_validate(typed)
    except ValidationError as invalid:
        found = sheet_problems(problems_of(invalid), typed, language_of(request))
        return await _show(request, services, customer, snapshot, typed, status=422, problems=found)
    try:
        command = ReturnCreditApplication(
            by=customer.sign_in,
            application=application,
            financial_statements=await _statements(services, customer, scope, sent),
        )
        await they_send(services, customer, scope, command, sent.key)
    except DomainError as refusal:
        return await _show(request, services, customer, snapshot, typed, refusal=refusal)
    return led_to(f"/my/requests/{scope}", "returned")


async def _statements(
    services: Services, customer: Customer, scope: str, sent: Sent
) -> StoredDocument | None:
    file = sent.files.get("financial_statements")
    if file is None:
        return None
    return await store(services, caller_of(customer.actor), scope, chunks_of(file))


def _is_taken(snapshot: Snapshot) -> bool:
    """Whether an application can be returned now: it is asked for, or more of it."""
    asked = snapshot.waiting_on.task in (Task.RETURN_APPLICATION, Task.ANSWER)
    return asked and snapshot.state is State.CREDIT_CHECK


def _typed(sent: Sent) -> dict[str, str]:
    typed = {name: sent.text(name) for name in _FIELDS}
    return {**typed, "employees": count_typed(typed["employees"])}


def _known(snapshot: Snapshot) -> dict[str, str]:
    """What was returned before, or the currency that the credit is asked in."""
    if snapshot.credit.application is not None:
        given = snapshot.credit.application.application.model_dump(mode="json")
        return {name: str(given[name]) for name in _FIELDS}
    asked = snapshot.credit.asked
    return {**dict.fromkeys(_FIELDS, ""), "currency": asked.currency if asked else ""}


async def _show(
    request: Request,
    services: Services,
    customer: Customer,
    snapshot: Snapshot,
    typed: Mapping[str, str],
    *,
    problems: Problems | None = None,
    **context: Any,
) -> Response:
    account = await account_of(services, customer)
    return show(
        request,
        "application",
        zone=account.time_zone,
        snapshot=snapshot,
        typed=typed,
        problems=problems or Problems(),
        max_bytes=services.settings.documents_max_bytes,
        **context,
    )
