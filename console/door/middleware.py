"""The middleware in front of every route, and around Starlette's own page for bugs."""

from fastapi import FastAPI
from starlette.types import ASGIApp

from console.door.authenticated_first import KnownFirst
from console.door.body_limits import BodyLimits
from console.door.headers import SecurityHeaders
from console.door.origins import OwnPagesOnly
from console.door.rates import Rates
from console.door.stream_limits import Listeners
from settings import Settings


def install(app: FastAPI, settings: Settings) -> None:
    inside = app.build_middleware_stack

    def built() -> ASGIApp:
        listening = Listeners(inside(), settings.streams_per_caller)
        known = KnownFirst(listening, app)
        checked = OwnPagesOnly(known, settings.console_url)
        rated = Rates(checked, settings.requests_per_minute)
        limited = BodyLimits(rated, settings.documents_max_bytes)
        return SecurityHeaders(limited, settings)

    # `add_middleware` would leave the answer to a bug outside of it, and so without these headers.
    app.build_middleware_stack = built  # type: ignore[method-assign]
