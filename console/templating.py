"""Renders templates as pages."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from console.access import Action, csrf_token
from console.access.acting import actor_of
from domain.billing.names import ProviderName
from domain.values.money import Money
from wording.catalogue import LOCALES, named, staff, words_in
from wording.money import with_minus, written_money
from wording.terms import term


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "term": term,
        "money": money,
        "negative": negative,
        "day": day,
        "code": Markup("<code>{}</code>").format,
        "strong": Markup("<strong>{}</strong>").format,
        "link": _link,
    }
    made.globals |= {"Action": Action, "staff": staff}
    return made


def render(
    request: Request,
    name: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """A page, or a part of one, in the reader's language."""
    return HTMLResponse(written(request, name, **context), status_code=status, headers=headers)


def written(request: Request, name: str, **context: Any) -> str:
    """The rendered template, in the reader's language."""
    language = language_of(request)
    given: dict[str, Any] = {
        "request": request,
        "actor": actor_of(request),
        "language": language,
        "locale": LOCALES[language].replace("_", "-"),
        "t": words_in(language),
        "csrf": csrf_token(request),
        "now": datetime.now(UTC),
        "part": wants_part(request),
        "bills_elsewhere": _bills_elsewhere(request),
        "here": request.url.path,
        "back": request.url.path if request.method == "GET" else "/my",
        "other_languages": [(each, named(each)) for each in LOCALES if each != language],
        **context,
    }
    return environment().get_template(name).render(given)


def _link(said: str, to: str) -> Markup:
    """A link to an address, for a name in a sentence."""
    return Markup('<a href="{}">{}</a>').format(to, said)


def _bills_elsewhere(request: Request) -> bool:
    """Whether another system than our ledger bills the customers."""
    services = getattr(request.app.state, "services", None)
    return services is not None and services.settings.provider is not ProviderName.LEDGER


def wants_part(request: Request) -> bool:
    """Whether the client asks for a part to put into the open page."""
    return request.headers.get("hx-request-type") == "partial"


def language_of(request: Request) -> str:
    """What the reader chose, or what the browser prefers, or English, as staff read."""
    actor = actor_of(request)
    if actor is not None and not actor.is_customer:
        return "en"
    chosen = request.cookies.get("language", "")
    if chosen in LOCALES:
        return chosen
    return language_from(request.headers.get("accept-language", ""))


def language_from(accepted: str) -> str:
    """The first language that a browser accepts, if we speak it, or English."""
    first = accepted.strip().lower()
    return next((each for each in LOCALES if first.startswith(each)), "en")


def money(amount: Money, language: str = "en") -> str:
    """The amount as it is written in this language."""
    return with_minus(written_money(amount, language))


def negative(amount: Money) -> Money:
    """What is taken off, as a sum shows it."""
    return Money.from_minor(-amount.minor, amount.currency)


def moment(at: datetime, language: str = "en", zone: str = "UTC") -> str:
    """A date and time in this language and zone; UTC is named, others are the reader's own."""
    local = at.astimezone(ZoneInfo(zone))
    said = format_datetime(local, "d MMM yyyy, HH:mm", locale=LOCALES[language])
    return f"{said} UTC" if zone == "UTC" else said


def day(on: date, language: str = "en") -> str:
    return format_date(on, "d MMM yyyy", locale=LOCALES[language])
