"""The request form: start it, save it as it is, come back to it, check it, send it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from console.access import Action
from console.customer.acting import Customer, customer_may, they_open, they_send
from console.customer.form_fields import differing, draft_of, typed_of
from console.customer.form_layout import FIELDS, SECTIONS
from console.customer.problems import (
    Hint,
    Problem,
    Problems,
    advice_worded,
    hints_of,
    problems_worded,
)
from console.customer.sent import Sent, SentForm
from console.customer.sheet import Sheet, sheet_of
from console.customer.showing import CustomerRoute, led_to, show
from console.services import OurServices, Services
from console.templating import language_of
from domain.errors import DomainError
from domain.forms.form import problems_in, tax_id_is_doubtful, to_confirm_in
from domain.requests.messages import EditDraft, Submit
from domain.requests.snapshot import Snapshot
from files.reading import configured_policy

router = APIRouter(route_class=CustomerRoute)

Opening = Annotated[Customer, customer_may(Action.OPEN_REQUEST)]
Editing = Annotated[Customer, customer_may(Action.EDIT_DRAFT)]


@router.get("/my/requests/{scope}/form")
async def form_page(
    request: Request, scope: str, customer: Opening, services: OurServices
) -> Response:
    sheet = await sheet_of(services, customer, Action.OPEN_REQUEST, scope, language_of(request))
    if sheet is None:
        return led_to(f"/my/requests/{scope}")
    found = _problems(services, sheet.draft, request) if sheet.is_fixing else Problems()
    advice = _advice(services, sheet.draft, request) if sheet.snapshot and not found else ()
    return _show(request, sheet, sheet.draft, problems=found, advice=advice)


@router.post("/my/requests/{scope}/form")
async def save(
    request: Request, scope: str, customer: Editing, sent: SentForm, services: OurServices
) -> Response:
    """Keeps the form as it is, however incomplete; what was sent already must stay complete."""
    sheet = await sheet_of(services, customer, Action.EDIT_DRAFT, scope, language_of(request))
    if sheet is None:
        return led_to(f"/my/requests/{scope}")
    draft = draft_of(sent.texts, sheet.draft)
    if sheet.clashes_with(draft, sent.text("seen")):
        return _show_clash(request, sheet, draft)
    if sheet.is_fixing and (found := _problems(services, draft, request)):
        return _show(request, sheet, draft, status=422, problems=found)
    try:
        await _keep(services, customer, sheet, draft, sent)
    except DomainError as refusal:
        return _show(request, sheet, draft, refusal=refusal)
    if sheet.is_fixing:
        return led_to(f"/my/requests/{scope}", "corrected")
    return led_to(f"/my/requests/{scope}/form", "saved")


@router.post("/my/requests/{scope}/form/check")
async def check(
    request: Request,
    scope: str,
    customer: Annotated[Customer, customer_may(Action.CHECK)],
    sent: SentForm,
    services: OurServices,
) -> Response:
    """The dry run: everything that is wrong, and what the rules find. Changes nothing."""
    sheet = await sheet_of(services, customer, Action.CHECK, scope, language_of(request))
    if sheet is None:
        return led_to(f"/my/requests/{scope}")
    draft = draft_of(sent.texts, sheet.draft)
    seen = replace(sheet, seen=sent.text("seen"))
    if found := _problems(services, draft, request):
        return _show(request, seen, draft, status=422, problems=found)
    hints = hints_of(await services.ledger.check(draft), language_of(request))
    advice = _advice(services, draft, request)
    return _show(request, seen, draft, hints=hints, advice=advice)


@router.post("/my/requests/{scope}/form/submit")
async def submit(
    request: Request,
    scope: str,
    customer: Annotated[Customer, customer_may(Action.SUBMIT)],
    sent: SentForm,
    services: OurServices,
) -> Response:
    """Keeps the form and submits it; mistakes come back at their fields."""
    sheet = await sheet_of(services, customer, Action.SUBMIT, scope, language_of(request))
    command, key = Submit(by=customer.sign_in), sent.key_for("submit")
    if sheet is None:
        # Pressed twice: the second one is answered like the first.
        await they_send(services, customer, scope, command, key)
        return led_to(f"/my/requests/{scope}", "submitted")
    draft = draft_of(sent.texts, sheet.draft)
    if sheet.clashes_with(draft, sent.text("seen")):
        return _show_clash(request, sheet, draft)
    try:
        kept = await _keep(services, customer, sheet, draft, sent)
        sheet = replace(sheet, snapshot=kept, draft=kept.draft)
        if found := _problems(services, draft, request):
            return _show(request, sheet, draft, status=422, problems=found, done="saved")
        await they_send(services, customer, scope, command, key)
    except DomainError as refusal:
        return _show(request, sheet, draft, refusal=refusal)
    return led_to(f"/my/requests/{scope}", "submitted")


async def _keep(
    services: Services, customer: Customer, sheet: Sheet, draft: dict[str, Any], sent: Sent
) -> Snapshot:
    """Opens the draft the first time, and changes it later, unless it says this already."""
    if sheet.snapshot is None:
        return await they_open(services, customer, draft, sent.key)
    if sheet.snapshot.draft == draft:
        return sheet.snapshot
    command = EditDraft(by=customer.sign_in, draft=draft)
    return await they_send(services, customer, sheet.scope, command, sent.key_for("edit"))


def _show_clash(request: Request, sheet: Sheet, draft: Mapping[str, Any]) -> Response:
    """What was typed stays, with the value saved meanwhile shown at its field; sent again, it is
    kept."""
    return _show(request, sheet, draft, status=409, elsewhere=differing(draft, sheet.draft))


def _problems(services: Services, draft: Mapping[str, Any], request: Request) -> Problems:
    """What keeps the form from being sent in here: what is wrong, and what is to be confirmed."""
    most = configured_policy(services.settings).credit.largest_amount
    found = (*problems_in(draft, datetime.now(UTC).date(), most), *to_confirm_in(draft))
    return problems_worded([each.model_dump() for each in found], language_of(request))


def _advice(services: Services, draft: Mapping[str, Any], request: Request) -> tuple[Problem, ...]:
    return advice_worded(services.ledger.advice_on(draft), language_of(request))


def _show(
    request: Request,
    sheet: Sheet,
    draft: Mapping[str, Any],
    *,
    status: int = 200,
    problems: Problems | None = None,
    hints: Sequence[Hint] | None = None,
    advice: Sequence[Problem] = (),
    elsewhere: Mapping[str, str] | None = None,
    **context: Any,
) -> Response:
    """The form with this in it.

    Args:
        hints: what the rules found, once they were read.
        advice: what their invoices will need, which keeps nothing from being sent in.
        elsewhere: what fields say that somebody else has changed meanwhile.
    """
    return show(
        request,
        "form",
        status=status,
        zone=sheet.account.time_zone,
        sheet=sheet,
        account=sheet.account,
        draft=draft,
        typed=typed_of(draft),
        sections=SECTIONS,
        fields=FIELDS,
        formats=configured_policy(request.app.state.services.settings).papers.choices,
        problems=problems or Problems(),
        may_confirm=tax_id_is_doubtful(draft),
        hints=hints,
        advice=advice,
        elsewhere=elsewhere or {},
        **context,
    )
