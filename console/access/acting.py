"""Authentication and authorisation of every route, of pages and of the API."""

import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode, urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import State

from clients.access import Doer, acts, session_of
from console.access.cookies import session_token
from console.access.local_paths import local_path
from domain.access import Action, Actor, require
from domain.errors import (
    AccountUnknown,
    DocumentUnknown,
    InvoiceUnknown,
    NotAllowed,
    NotSignedIn,
    RequestNotFound,
    ScopeUnknown,
)
from engine.sending import send_through
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from clients.access import AccessClient
    from settings import Settings

SIGNED_IN: Literal["signed_in"] = "signed_in"
"""What a route declares that is for anybody who is signed in."""

CSRF_HEADER = "x-csrf-token"
CSRF_FIELD = "csrf"
ENTER_FIELD = "enter"
"""The name of the hidden first button of every form that decides something. Browsers press the
first button when somebody presses Enter in a field."""

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_UNKNOWN = (AccountUnknown, DocumentUnknown, InvoiceUnknown, RequestNotFound, ScopeUnknown)


class NothingDecided(Exception):
    """A form was sent by Enter in one of its fields. It is answered without a page, so that the
    open page keeps what was typed."""


class Allowed:
    """A dependency that gives the actor, if they may do this action."""

    def __init__(self, action: Action) -> None:
        self.action = action

    async def __call__(self, request: Request) -> Actor:
        actor = await signed_in(request)
        require(actor, self.action)
        return actor


@cache
def allowed(action: Action) -> Allowed:
    """A dependency: the actor, if they may do this action.

    Raises, when a request comes:
        NotSignedIn: nobody is signed in, or the key is not valid.
        NotAllowed: none of their roles may, or the request was not made by a page of ours.
    """
    return Allowed(action)


async def signed_in(request: Request) -> Actor:
    """A dependency: the actor, for a route that is for anybody who is signed in.

    Raises:
        NotSignedIn: nobody is signed in, or the key is not valid.
        NotAllowed: the request was not made by a page of ours.
    """
    actor = await who_acts(request)
    if actor is None:
        raise NotSignedIn(staff_words()("door.sign_in_first"))
    if csrf_token(request) and request.method not in _SAFE_METHODS:
        await _require_our_own_page(request)
    return actor


async def who_acts(request: Request) -> Actor | None:
    """The actor that the key or the session's cookie belongs to, looked up once for each
    request."""
    state = request.state
    if not hasattr(state, "actor"):
        state.csrf, state.token, state.key = "", "", ""
        found = state.actor = await _look_up(request)
        send_through(found.through if found is not None else None)
        address = request.client.host if request.client else None
        acts(Doer(found.sign_in if found else None, _let_in_by(state, found), address))
    actor: Actor | None = state.actor
    return actor


def _let_in_by(state: State, actor: Actor | None) -> str | None:
    """The id of the session, link or key, for the access log."""
    if actor is None:
        return None
    through = actor.through
    if through is not None and through.id is not None:
        return f"{through.door} {through.id}"
    return f"session {session_of(state.token)}" if state.token else None


def actor_of(request: Request) -> Actor | None:
    """The actor of this request, if it was looked up already."""
    actor: Actor | None = getattr(request.state, "actor", None)
    return actor


def csrf_token(request: Request) -> str:
    """The token by which a page of ours proves itself, in the header `X-CSRF-Token` or the form's
    field `csrf`; empty without a session cookie."""
    token: str = getattr(request.state, "csrf", "")
    return token


async def _look_up(request: Request) -> Actor | None:
    access: AccessClient = request.app.state.services.access
    settings: Settings = request.app.state.services.settings
    state = request.state
    if authorization := request.headers.get("authorization"):
        # A key decides alone, even a wrong one: the cookie is not tried after it.
        scheme, _, key = authorization.partition(" ")
        if scheme.lower() != "bearer":
            return None
        actor = await access.actor_of_key(key.strip())
        if actor is not None:
            state.key = key.strip()
        return actor
    token = session_token(request, settings)
    if token is None:
        return None
    actor = await access.actor_of_session(token, by_person=_is_by_person(request))
    if actor is not None:
        state.token, state.csrf = token, _csrf_of(token)
    return actor


def _is_by_person(request: Request) -> bool:
    """Whether a person did something. Pages that fetch news by themselves do not count: they ask
    for parts of pages, for streams of events, or say that they are `live`."""
    if "live" in request.query_params:
        return False
    if request.method not in _SAFE_METHODS:
        return True
    fetched = request.headers.get("sec-fetch-dest", "document") != "document"
    return not (fetched or request.headers.get("hx-request"))


@lru_cache(maxsize=1000)
def _csrf_of(token: str) -> str:
    """Derived from the session's token, so that nothing is stored for it."""
    return hmac.digest(token.encode(), b"csrf", "sha256").hex()


async def _require_our_own_page(request: Request) -> None:
    said = request.headers.get(CSRF_HEADER)
    if said is None:
        form = await request.form()
        said = str(form.get(CSRF_FIELD, ""))
        if ENTER_FIELD in form:
            raise NothingDecided
    if not hmac.compare_digest(said.encode(), csrf_token(request).encode()):
        raise NotAllowed(staff_words()("door.page_too_old"))


@contextmanager
def reaching(actor: Actor, action: Action) -> Iterator[Callable[[str], None]]:
    """A context in which something is found and checked to belong to an account that the actor may
    act on.

    Gives a function that takes the account once it is known. To customers, what is not theirs
    looks exactly like what does not exist. Forgetting to ask is a refusal.

        with reaching(actor, Action.VIEW_REQUEST) as owned_by:
            snapshot = await requests.snapshot(request_id)
            owned_by(snapshot.form.commerce_account_id)

    Raises:
        NotAllowed: they may not, or, to a customer, there is no such thing.
    """
    asked = False

    def owned_by(account: str) -> None:
        nonlocal asked
        require(actor, action, account)
        asked = True

    try:
        yield owned_by
    except (NotAllowed, *_UNKNOWN):
        if actor.is_customer:
            raise _not_theirs() from None
        raise
    if not asked:
        raise _not_theirs()


def _not_theirs() -> NotAllowed:
    return NotAllowed(staff_words()("door.nothing_of_yours"))


def to_sign_in(request: Request) -> Response:
    """Redirects to the sign-in page, and back again afterwards."""
    current = request.headers.get("hx-current-url")
    if current is not None:
        back = _path_of(current)
    else:
        back = request.url.path if request.method in _SAFE_METHODS else "/"
    back = local_path(back)
    where = "/sign-in" if back == "/" else f"/sign-in?{urlencode({'next': back})}"
    if request.headers.get("hx-request"):
        return Response(status_code=401, headers={"HX-Redirect": where})
    return RedirectResponse(where, status_code=303)


def _path_of(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return "/"


def action_of(route: Any) -> Action | Literal["signed_in"] | None:
    """What a route declares: an action, `SIGNED_IN`, or nothing at all.

    Takes what `fastapi.routing.iter_route_contexts(app.routes)` gives; those are whole, with what
    the routers they came with ask for.
    """
    dependant = getattr(route, "dependant", None)
    return None if dependant is None else _asked_by(dependant)


def _asked_by(dependant: Any) -> Action | Literal["signed_in"] | None:
    asked: Action | Literal["signed_in"] | None = None
    for each in dependant.dependencies:
        if isinstance(each.call, Allowed):
            return each.call.action
        below = SIGNED_IN if each.call is signed_in else _asked_by(each)
        if below is not None and below != SIGNED_IN:
            return below
        asked = asked or below
    return asked
