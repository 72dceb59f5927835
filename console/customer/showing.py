"""From a template to a customer's page: in their language, in the payer's time zone, and a refusal
in words of theirs instead of the domain's English."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus
from math import inf
from typing import Any, Literal
from uuid import uuid4

from babel.dates import format_timedelta
from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from console.customer.choices import countries, currencies
from console.customer.problems import Problems
from console.door.errors import status_of
from console.templating import language_of, moment, render, wants_part
from domain.errors import DomainError, NotSignedIn
from domain.invoices.new.references import written
from domain.values.national_references import written_as
from wording.catalogue import LOCALES, words_in
from wording.codes import called
from wording.refusals import said_to_customer

DONE = frozenset(
    {"saved", "submitted", "corrected", "withdrawn", "returned", "sent", "rechecked", "disputed",
     "declared", "link_mailed", "asked_again", "format_chosen"}
)  # fmt: skip

_Unit = Literal["day", "hour", "minute", "second"]
_UNITS: dict[_Unit, timedelta] = {
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
    "second": timedelta(seconds=1),
}


@dataclass(frozen=True)
class Zoned:
    """A moment as the payer's clock and language have it, for templates."""

    language: str
    zone: str

    def __call__(self, at: datetime) -> Markup:
        said = moment(at, self.language, self.zone)
        made: Markup = Markup('<time datetime="{}">{}</time>').format(at.isoformat(), said)
        return made

    def left(self, until: datetime, now: datetime) -> str:
        """How long it is until then, cut off to whole units: a deadline is never said to be later
        than it is. Babel rounds, and eleven days would be two weeks."""
        left = until - now
        fits = (each for each, length in _UNITS.items() if left >= 2 * length)
        unit: _Unit = next(fits, "second")
        whole = left // _UNITS[unit] * _UNITS[unit]
        locale = LOCALES[self.language]
        return format_timedelta(whole, unit, threshold=inf, add_direction=True, locale=locale)


def show(
    request: Request,
    name: str,
    *,
    status: int = 200,
    zone: str = "UTC",
    refusal: DomainError | None = None,
    **context: Any,
) -> Response:
    """A page of `console/templates/customer/`, or the part of it that htmx asked for.

    Args:
        refusal: what was asked for and not done, said on top.
    """
    language = language_of(request)
    words = words_in(language)
    done = request.query_params.get("done")
    return render(
        request,
        f"customer/{name}.html",
        status=status_of(refusal) if refusal is not None else status,
        t=words,
        called=partial(called, language=language),
        at=Zoned(language, zone),
        countries=countries(language),
        currencies=currencies(language),
        new_key=lambda: str(uuid4()),
        refused=said_to_customer(refusal, language) if refusal is not None else None,
        done=context.pop("done", done if done in DONE else None),
        grouped=written,
        written_as=written_as,
        none_wrong=Problems(),
        **context,
    )


def led_to(where: str, done: str | None = None) -> Response:
    """To a page after something was done, which is said there."""
    return RedirectResponse(f"{where}?done={done}" if done else where, status_code=303)


class CustomerRoute(APIRoute):
    """A route whose refusals are pages in the customer's language."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await answer(request)
            except NotSignedIn:
                raise
            except DomainError as refusal:
                return _refused(request, status_of(refusal), refusal)
            except HTTPException as error:
                if isinstance(error.__cause__, NotSignedIn):
                    raise
                return _refused(request, HTTPStatus(error.status_code))
            except ClientDisconnect:
                return Response(status_code=HTTPStatus.BAD_REQUEST)  # the client has disconnected

        return handler


def _refused(request: Request, status: HTTPStatus, refusal: DomainError | None = None) -> Response:
    language = language_of(request)
    words = words_in(language)
    said = said_to_customer(refusal, language) if refusal else words.of("refusal", f"http_{status}")
    return show(request, "refused", status=status, said=said)


def now() -> datetime:
    return datetime.now(UTC)


def is_htmx(request: Request) -> bool:
    """Whether what is answered is put into the page that is there."""
    return wants_part(request)
