"""What operators do: lists written anew, ledger and engine held against each other, releases."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field, StrictBool

from clients.clocks import ClockReport, ClockTasks
from clients.releases import Releases, ReleaseState
from console.access import Action, Actor, allowed
from console.api.bodies import Body
from console.api.documented_refusals import CHANGING, READING
from console.api.parameters import Key, Scope
from console.api.reading import ApiRoute
from console.services import OurServices
from domain.requests.listing import Rebuilt
from domain.requests.request import request_id
from domain.turns import Part

router = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["operating"], responses=CHANGING)
reading = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["operating"], responses=READING)

Operator = Annotated[Actor, Depends(allowed(Action.OPERATE))]


class Check(Body):
    mend: StrictBool = Field(
        default=False, description="Mend what can be, instead of only saying it."
    )


class Checked(ClockReport):
    left: int
    """How much of it a person must see to."""


class Seen(Part):
    request: str
    seen: bool = True


class KnownRelease(Part):
    release: str
    state: ReleaseState


class KnownReleases(Part):
    current: str
    """The one that gets the work; `unversioned`: all workers of 0.1.0."""
    releases: tuple[KnownRelease, ...]


class CurrentRelease(Body):
    release: str = Field(
        min_length=1, max_length=100, examples=["0.2.0"], description="Or `unversioned`."
    )


@router.post("/queues/rebuild", operation_id="rebuild_queues", summary="List every request anew")
async def rebuild(services: OurServices, actor: Operator) -> Rebuilt:
    """From the requests' own histories, while they go on. The same is there however often it is
    asked for."""
    rebuilt = await services.queues.rebuild()
    services.live.poll_now()
    return rebuilt


@router.post(
    "/clocks/checks", operation_id="check_clocks", summary="What should be running, and is not"
)
async def check(body: Check, services: OurServices, actor: Operator, key: Key = None) -> Checked:
    """And the other way round. Asked again under the same key, it mends nothing more, and says what
    there is now."""
    report = await services.clocks.check(actor.sign_in, key, mend=body.mend)
    return Checked(**dict(report), left=len(report.tasks))


@reading.get(
    "/clocks/tasks",
    operation_id="list_clock_tasks",
    summary="What the last check of clocks left to a person",
)
async def tasks(services: OurServices, actor: Operator) -> ClockTasks:
    """The schedule's, or one that was asked for. Needs no engine."""
    return await services.clocks.tasks()


@router.post(
    "/requests/{scope}/seen",
    operation_id="see_lost_request",
    summary="Somebody has seen to a request that was lost",
)
async def seen(scope: Scope, services: OurServices, actor: Operator, key: Key = None) -> Seen:
    """It is nobody's task any more."""
    await services.clocks.seen(scope, actor.sign_in, key)
    return Seen(request=request_id(scope))


@reading.get(
    "/releases", operation_id="list_releases", summary="Which release of the workers gets the work"
)
async def releases(services: OurServices, actor: Operator) -> KnownReleases:
    """Those whose workers the engine has seen."""
    return _shown(await services.releases.known())


@router.post(
    "/releases/current", operation_id="make_release_current", summary="Give all work to a release"
)
async def make_current(
    body: CurrentRelease, services: OurServices, actor: Operator
) -> KnownReleases:
    """What is under way goes on there from its next step. Asked again, nothing changes."""
    return _shown(await services.releases.make_current(body.release))


def _shown(known: Releases) -> KnownReleases:
    states = sorted(known.states.items())
    listed = tuple(KnownRelease(release=name, state=state) for name, state in states)
    return KnownReleases(current=known.current, releases=listed)
