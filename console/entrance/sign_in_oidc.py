"""Signing in by the identity provider: the redirect to it, and the return from it."""

import hmac
from datetime import timedelta
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from console.access.cookies import drop_cookie, read_cookie, set_cookie
from console.access.local_paths import local_path
from console.entrance.browsers import browser_of
from console.entrance.parameters import Access, OurSettings, limits_of
from console.entrance.provider import Flow, Provider
from console.entrance.sign_in import come_in, page
from domain.errors import AccessNotAcceptable, NotAllowed, NotSignedIn
from settings import Settings
from wording.catalogue import staff_words

_FLOW = "sign-in"
_FLOW_LASTS = timedelta(minutes=10)

router = APIRouter(prefix="/sign-in/oidc")


@router.get("")
async def to_provider(request: Request, settings: OurSettings, next: str | None = None) -> Response:
    flow = Flow.begun()
    response = RedirectResponse(
        await _provider(request, settings).address(flow), HTTPStatus.SEE_OTHER
    )
    kept = f"{flow.secret}{local_path(next)}"
    set_cookie(response, settings, _FLOW, kept, _FLOW_LASTS)
    return response


@router.get("/callback")
async def from_provider(
    request: Request,
    access: Access,
    settings: OurSettings,
    code: str | None = None,
    state: str = "",
) -> Response:
    secret, slash, path = (read_cookie(request, settings, _FLOW) or "").partition("/")
    next = f"{slash}{path}"
    flow = Flow(secret)
    provider = _provider(request, settings)
    try:
        if not secret or not hmac.compare_digest(state.encode(), flow.state.encode()):
            raise NotSignedIn(staff_words()("sign_in.over"))
        if code is None:
            raise NotSignedIn(staff_words()("sign_in.not_let_in"))
        somebody = await provider.vouched(flow, code)
        if not somebody.roles:
            raise NotAllowed(staff_words()("sign_in.no_role"))
        session = await access.sign_in_by_provider(
            somebody.sign_in,
            somebody.subject,
            somebody.roles,
            limits=limits_of(settings),
            browser=browser_of(request),
        )
        response = await come_in(request, session, next)
    except NotSignedIn as refusal:
        response = page(request, next, status=HTTPStatus.UNAUTHORIZED, refusal=refusal)
    except (NotAllowed, AccessNotAcceptable) as refusal:
        response = page(request, next, status=HTTPStatus.FORBIDDEN, refusal=refusal)
    drop_cookie(response, settings, _FLOW)
    return response


def _provider(request: Request, settings: Settings) -> Provider:
    """The provider; its addresses and keys are fetched once."""
    if settings.oidc_issuer is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    state = request.app.state
    if not hasattr(state, "oidc_provider"):
        state.oidc_provider = Provider(settings, settings.oidc_issuer)
    provider: Provider = state.oidc_provider
    return provider
