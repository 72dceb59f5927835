"""Webhooks: where events are sent."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from pydantic import BaseModel, Field

from clients.events.client import EventType, types_named
from clients.events.hooks import DELIVERIES, Delivery, Endpoint
from clients.events.hooks_shapes import endpoint_document
from console.access import Action, Actor, allowed
from console.api.documented_refusals import CHANGING, READING
from console.api.paging import says_next
from console.api.parameters import Key
from console.api.reading import ApiRoute
from console.services import OurServices
from domain.webhooks.endpoint import LONGEST_URL
from domain.webhooks.states import HookState, Trouble

router = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["events"], responses=CHANGING)
reading = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["events"], responses=READING)

Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_HOOKS))]
Manager = Annotated[Actor, Depends(allowed(Action.MANAGE_HOOKS))]
HookId = Annotated[
    str,
    Path(max_length=40, pattern="^we_[a-z0-9]+$", description="The endpoint's id."),
]
EventId = Annotated[
    str, Path(max_length=40, pattern="^evt_[a-z2-7]+$", description="The event's id.")
]


told = APIRouter(tags=["events"])
"""What is sent to an endpoint, for the description alone."""


class ToldEvent(BaseModel):
    """The body of a delivery."""

    type: EventType
    timestamp: datetime
    data: dict[str, Any] = Field(
        description="Ids, a state, money and links: what `GET /api/v1/events` has as `data`."
    )


@told.post("event", summary="An event happened", operation_id="event_happened")
async def event_happened(
    body: ToldEvent,
    message: Annotated[str, Header(alias="webhook-id", description="The event's id.")],
    sent_at: Annotated[str, Header(alias="webhook-timestamp", description="Seconds since 1970.")],
    signature: Annotated[
        str,
        Header(
            alias="webhook-signature",
            description="`v1,` and the HMAC-SHA256 in Base64 of id, timestamp and body, with dots"
            " between, under the endpoint's secret; two of them, separated by a blank, for a day"
            " after a rotation.",
        ),
    ],
) -> None:
    """Sent by Standard Webhooks 1.0, at least once each; answer with 200 to 299 within 15 seconds.
    Anything else is tried again over 75 hours; 410 ends it. What is about one thing comes in its
    order. Tell by the id what you know already."""


class NewHook(BaseModel, extra="forbid"):
    url: str = Field(max_length=LONGEST_URL, examples=["https://example.com/hook"])
    types: list[str] = Field(
        default=[], max_length=100, description="Only these events; all by default."
    )


class Hook(BaseModel):
    id: str
    url: str
    types: list[EventType]
    state: HookState
    made_at: datetime
    made_by: str
    previous_until: datetime | None
    failing_since: datetime | None
    disabled_at: datetime | None
    disabled_why: Trouble | None


class HookWithSecret(Hook):
    secret: str


class Hooks(BaseModel):
    hooks: list[Hook]


class Deliveries(BaseModel):
    deliveries: list[Delivery]
    next: str | None = None
    """Where the next page begins; null on the last one."""


class TestedHook(BaseModel):
    hook: str
    taken: bool
    answer: int | None
    trouble: Trouble | None


class Sending(BaseModel, extra="forbid"):
    to: str | None = Field(
        default=None, max_length=40, description="All from the one to this one, in order."
    )
    hook: str | None = Field(
        default=None, max_length=40, description="To this endpoint alone; to all by default."
    )


class Sent(BaseModel):
    event: str
    deliveries: int


@reading.get("/hooks", operation_id="list_hooks", summary="Where events are sent")
async def list_hooks(services: OurServices, actor: Viewer) -> Hooks:
    """The endpoints, the oldest first."""
    return Hooks(hooks=[_shown(each) for each in await services.hooks.all()])


@reading.get(
    "/hooks/{hook}/deliveries", operation_id="list_deliveries", summary="What was sent to it"
)
async def deliveries(
    hook: HookId,
    services: OurServices,
    request: Request,
    response: Response,
    actor: Viewer,
    after: Annotated[
        str | None,
        Query(
            max_length=40,
            pattern="^evt_[a-z2-7]+$",
            description="An event's id, as `next` of a page: those before it.",
        ),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = DELIVERIES,
) -> Deliveries:
    """The latest first, with what was answered."""
    page = await services.hooks.deliveries(hook, after, limit)
    says_next(request, response, page.next)
    return Deliveries(deliveries=page.deliveries, next=page.next)


@router.post("/hooks", operation_id="add_hook", summary="Have events sent")
async def add(
    body: NewHook, services: OurServices, actor: Manager, key: Key = None
) -> HookWithSecret:
    """From now on. The secret is in this answer alone."""
    named = types_named(body.types, "types")
    made = await services.hooks.add(body.url, named, actor.sign_in, key)
    return _with_secret(made)


@router.post("/hooks/{hook}/disable", operation_id="disable_hook", summary="Send nothing any more")
async def disable(hook: HookId, services: OurServices, actor: Manager, key: Key = None) -> Hook:
    """What happens meanwhile waits for it."""
    return _shown(await services.hooks.disable(hook, actor.sign_in, key))


@router.post("/hooks/{hook}/enable", operation_id="enable_hook", summary="Send again")
async def enable(hook: HookId, services: OurServices, actor: Manager, key: Key = None) -> Hook:
    """What happened meanwhile, and what happens from now on."""
    return _shown(await services.hooks.enable(hook, actor.sign_in, key))


@router.post("/hooks/{hook}/rotate", operation_id="rotate_hook", summary="Another secret")
async def rotate(
    hook: HookId, services: OurServices, actor: Manager, key: Key = None
) -> HookWithSecret:
    """For a day deliveries are signed with both."""
    return _with_secret(await services.hooks.rotate(hook, actor.sign_in, key))


@router.post("/events/{event}/send", operation_id="send_event", summary="Send it again")
async def send(
    event: EventId, body: Sending, services: OurServices, actor: Manager, key: Key = None
) -> Sent:
    """It keeps its id, by which the other program can tell that it knows it."""
    made = await services.hooks.send_again(event, body.to, body.hook, by=actor.sign_in, key=key)
    return Sent(event=event, deliveries=made)


@router.post("/hooks/{hook}/test", operation_id="test_hook", summary="Send a test event")
async def test(hook: HookId, services: OurServices, actor: Manager) -> TestedHook:
    """One that tells nothing, once; says what was answered."""
    tested = await services.hooks.test(hook)
    return TestedHook(
        hook=hook, taken=tested.trouble is None, answer=tested.answer, trouble=tested.trouble
    )


def _shown(endpoint: Endpoint) -> Hook:
    return Hook.model_validate(endpoint_document(endpoint))


def _with_secret(endpoint: Endpoint) -> HookWithSecret:
    document = {**endpoint_document(endpoint), "secret": endpoint.secret}
    return HookWithSecret.model_validate(document)
