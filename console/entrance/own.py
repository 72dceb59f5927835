"""One's own access: password, sessions and second factor."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any

import segno
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from clients.access import SHORTEST_PASSWORD, session_of, site_at
from console.access.acting import signed_in
from console.customer.acting import Customer, account_of
from console.customer.showing import Zoned
from console.entrance.browsers import browser_of
from console.entrance.parameters import Access, OurSettings, client_address, limits_of, settings_of
from console.entrance.sign_in import come_in
from console.pages import filters
from console.services import services_of
from console.templating import language_of, render
from domain.access import Actor
from domain.errors import (
    AccessNotAcceptable,
    AccessUnknown,
    DomainError,
    NotAllowed,
    NotSignedIn,
    TooManyAttempts,
)
from domain.people.own_access import OwnProblem, not_taken
from domain.people.through import Channel
from wording.catalogue import staff_words
from wording.refusals import said_of_own

Me = Annotated[Actor, Depends(signed_in)]
Text = Annotated[str, Form(max_length=200)]

router = APIRouter(prefix="/me")


@router.get("")
async def own_page(request: Request, me: Me, access: Access) -> Response:
    return await own_page_with(request, me, access)


@router.post("/password")
async def change_password(
    request: Request,
    me: Me,
    access: Access,
    settings: OurSettings,
    old: Text = "",
    new: Text = "",
    again: Text = "",
) -> Response:
    require_password(me)
    try:
        if new != again:
            raise not_taken(OwnProblem.TWO_DIFFERENT, "again")
        session = await access.change_password(
            me.sign_in,
            old,
            new,
            client=client_address(request),
            limits=limits_of(settings),
            browser=browser_of(request),
        )
    except (NotSignedIn, AccessNotAcceptable, TooManyAttempts) as refusal:
        return await own_page_with(request, me, access, refusal=refusal)
    return await come_in(request, session, "/me")


@router.post("/sessions/{session}/end")
async def end_session(me: Me, access: Access, session: str) -> Response:
    await access.end_session(me.sign_in, session, _link_of(me))
    return _back()


@router.post("/sessions/end-others")
async def end_others(request: Request, me: Me, access: Access) -> Response:
    await access.end_other_sessions(me.sign_in, request.state.token, _link_of(me))
    return _back()


@router.post("/second-factor/app")
async def begin_app(request: Request, me: Me, access: Access) -> Response:
    require_password(me)
    try:
        factor, _ = await access.begin_app(me.sign_in)
    except AccessNotAcceptable as refusal:
        return await own_page_with(request, me, access, refusal=refusal)
    return RedirectResponse(f"/me/second-factor/app/{factor}", HTTPStatus.SEE_OTHER)


@router.get("/second-factor/app/{factor}")
async def app_page(request: Request, me: Me, access: Access, factor: str) -> Response:
    return await _app_page(request, me, access, factor)


@router.post("/second-factor/app/{factor}")
async def confirm_app(
    request: Request, me: Me, access: Access, factor: str, code: Text = "", name: Text = ""
) -> Response:
    require_password(me)
    try:
        codes = await access.confirm_app(me.sign_in, factor, code, name, token=request.state.token)
    except AccessNotAcceptable as refusal:
        return await _app_page(request, me, access, factor, refusal)
    return after_adding(request, codes)


@router.post("/second-factor/codes")
async def new_codes(request: Request, me: Me, access: Access, password: Text = "") -> Response:
    if (refusal := await _wrong_password(request, me, access, password)) is not None:
        return await own_page_with(request, me, access, refusal=refusal)
    return _codes_page(request, await access.new_recovery_codes(me.sign_in))


@router.post("/second-factor/{factor}/remove")
async def remove_factor(
    request: Request, me: Me, access: Access, factor: str, password: Text = ""
) -> Response:
    if (refusal := await _wrong_password(request, me, access, password)) is not None:
        return await own_page_with(request, me, access, refusal=refusal)
    await access.remove_factor(me.sign_in, factor)
    return _back()


async def _wrong_password(
    request: Request, me: Actor, access: Access, password: str
) -> DomainError | None:
    """The refusal if it is not certain that the person themselves asks; None if their password is
    right."""
    require_password(me)
    try:
        await access.require_password(me.sign_in, password, client=client_address(request))
    except (NotSignedIn, TooManyAttempts) as refusal:
        return refusal
    return None


def require_password(me: Actor) -> None:
    """Raises NotAllowed for somebody without a password here, who needs no second factor here."""
    if me.through is None or me.through.door is not Channel.PASSWORD:
        raise NotAllowed(staff_words()("sign_in.for_passwords"))


def _link_of(me: Actor) -> str | None:
    return me.through.id if me.through is not None and me.through.door is Channel.LINK else None


def _back() -> Response:
    return RedirectResponse("/me", HTTPStatus.SEE_OTHER)


def after_adding(request: Request, codes: list[str]) -> Response:
    """The page after adding a second factor; recovery codes are shown this once."""
    return _codes_page(request, codes) if codes else _back()


def _codes_page(request: Request, codes: list[str]) -> Response:
    return render(request, "access/recovery_codes.html", codes=codes)


async def _app_page(
    request: Request, me: Actor, access: Access, factor: str, refusal: DomainError | None = None
) -> Response:
    require_password(me)
    try:
        secret = await access.pending_app(me.sign_in, factor)
    except AccessUnknown:
        return _back()
    where = access.address_of_app(me.sign_in, secret, staff_words()("product"))
    # Drawn here: the secret in it must not be sent to a service that draws such codes.
    code = segno.make(where, micro=False).svg_data_uri(scale=5, border=2)
    return render(
        request,
        "access/second_factor_app.html",
        status=HTTPStatus.OK if refusal is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        refusal=refusal,
        factor=factor,
        secret=secret,
        code=code,
    )


async def own_page_with(
    request: Request, me: Actor, access: Access, refusal: DomainError | None = None
) -> Response:
    """The page of one's own access, with what was wrong."""
    with_password = me.through is not None and me.through.door is Channel.PASSWORD
    at = await _moments_for(request, me)
    factors, codes_left = await access.second_factors(me.sign_in) if with_password else ([], 0)
    context: dict[str, Any] = {
        "refused": refusal and said_of_own(refusal, language_of(request)),
        "at": at,
        "with_password": with_password,
        "unproven": not me.roles,
        "sessions": await access.sessions_of(me.sign_in, _link_of(me)),
        "this_session": session_of(request.state.token),
        "factors": factors,
        "codes_left": codes_left,
        "keys_possible": site_at(settings_of(request).console_url) is not None,
        "shortest_password": SHORTEST_PASSWORD,
    }
    status = HTTPStatus.OK if refusal is None else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "access/own.html", status=status, **context)


async def _moments_for(request: Request, me: Actor) -> Callable[[datetime], Markup]:
    """How moments are written: for a customer by the clock of their account, as on all their pages;
    else in UTC, which a script turns into the reader's own time."""
    language = language_of(request)
    if not me.is_customer or me.account is None:
        return partial(filters.at, language=language)
    services = await services_of(request)
    account = await account_of(services, Customer(me, me.account))
    return Zoned(language, account.time_zone)
