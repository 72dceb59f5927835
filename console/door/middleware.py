"""The middleware in front of every route."""

from fastapi import FastAPI

from console.door.authenticated_first import KnownFirst
from console.door.body_limits import BodyLimits
from console.door.bugs import BugsAnswered
from console.door.headers import SecurityHeaders
from console.door.hosts import OwnHostsOnly
from console.door.origins import OwnPagesOnly
from console.door.rates import Rates
from console.door.request_ids import RequestIds
from console.door.stream_limits import Listeners
from console.door.temporals_page import TemporalsPage
from console.health import HEALTH, LIVE, READY
from settings import Settings


def install(app: FastAPI, settings: Settings) -> None:
    # The innermost first: `add_middleware` puts each around those before.
    app.add_middleware(Listeners, per_caller=settings.streams_per_caller)
    app.add_middleware(KnownFirst, routes=app)
    app.add_middleware(OwnPagesOnly, our_url=settings.console_url)
    app.add_middleware(TemporalsPage, settings=settings)
    app.add_middleware(
        Rates,
        per_minute=settings.requests_per_minute,
        changes_per_minute=settings.changes_per_minute,
    )
    app.add_middleware(BodyLimits, upload_bytes=settings.documents_max_bytes)
    app.add_middleware(OwnHostsOnly, settings=settings, for_any=frozenset({LIVE, READY, HEALTH}))
    # Around all that may fail, and within the headers, which this answer has as well.
    app.add_middleware(BugsAnswered)
    app.add_middleware(SecurityHeaders, settings=settings)
    app.add_middleware(RequestIds)
