"""Where billing systems say that something happened. Nobody signs in: what they send is signed."""

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response

from console.routes import add_routes
from console.services import OurServices
from settings import Settings

STRIPE = "/providers/stripe/events"
HTTP = "/providers/http/events"

router = APIRouter()


@router.post(STRIPE, status_code=204)
async def from_stripe(request: Request, services: OurServices) -> Response:
    """Answered as soon as it is kept: what follows from it is done by a worker."""
    signature = request.headers.get("stripe-signature")
    await services.provider_events.take_from_stripe(await request.body(), signature)
    return Response(status_code=204)


@router.post(HTTP, status_code=204)
async def from_http(request: Request, services: OurServices) -> Response:
    """The same of a billing system over HTTP."""
    await services.provider_events.take_from_http(await request.body(), request.headers)
    return Response(status_code=204)


def install(app: FastAPI, settings: Settings) -> None:
    add_routes(app, router)
