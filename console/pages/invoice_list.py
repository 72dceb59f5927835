"""A paged list of invoices by due date, the earliest first."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from console.access import Action, Actor, allowed
from console.pages.forms import storable
from console.pages.invoices import address_of
from console.services import OurServices
from console.templating import render
from domain.invoices.lifecycle import SETTLED, InvoiceState
from domain.invoices.new.references import as_reference
from domain.invoices.views.lists import InvoiceFilter
from wording.catalogue import staff_words

_Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_ACCOUNT))]

_LONGEST = 100

router = APIRouter()


@dataclass(frozen=True, slots=True)
class _Asked:
    filter: InvoiceFilter
    problems: tuple[str, ...]

    def query_with(self, **changes: str | None) -> str:
        wanted = self.filter
        named: dict[str, str | None] = {
            "state": wanted.state,
            "account": wanted.account,
            "open": "yes" if wanted.open else None,
            "overdue": "yes" if wanted.overdue else None,
            "wires": "not-arrived" if wanted.not_arrived else None,
            "letters": "not-arrived" if wanted.undelivered else None,
            "q": wanted.search,
            **changes,
        }
        return urlencode({name: value for name, value in named.items() if value})


def _asked_in(request: Request) -> _Asked:
    written = ((name, storable(value).strip()) for name, value in request.query_params.items())
    given = {name: value for name, value in written if value}
    problems = []
    state, search = given.get("state"), given.get("q")
    if state is not None and state not in set(InvoiceState):
        problems.append(staff_words()("invoices.no_state", state=state))
        state = None
    if search is not None and len(search) > _LONGEST:
        problems.append(staff_words()("queues.search_cut", most=_LONGEST))
        search = search[:_LONGEST]
    wanted = InvoiceFilter(
        state=InvoiceState(state) if state else None,
        account=given.get("account"),
        open="open" in given,
        overdue="overdue" in given,
        not_arrived="wires" in given,
        undelivered="letters" in given,
        search=search,
    )
    return _Asked(wanted, tuple(problems))


@router.get("/invoices")
async def invoices(
    request: Request, services: OurServices, actor: _Viewer, after: str = ""
) -> Response:
    asked = _asked_in(request)
    search = asked.filter.search
    page = await services.ledger.invoice_page(asked.filter, storable(after) or None)
    if search and as_reference(search) and len(page.lines) == 1:
        # A complete reference names one invoice: the search leads straight to it.
        return RedirectResponse(address_of(page.lines[0].invoice), status_code=303)
    return render(
        request,
        "invoices/list.html",
        asked=asked,
        page=page,
        after=after,
        counts=await services.ledger.invoice_counts(),
        states=list(InvoiceState),
        settled=SETTLED,
    )
