"""Which release of the worker the engine gives its work to: Temporal's worker deployments.

A deployment is all workers of one task queue, its versions are our releases, and one of them is
current: it gets every request and invoice, those under way too, from their next step on.
"""

import asyncio
import time
from dataclasses import dataclass
from enum import StrEnum

from temporalio.api.deployment.v1 import WorkerDeploymentInfo
from temporalio.api.enums.v1 import WorkerDeploymentVersionStatus as Status
from temporalio.api.workflowservice.v1 import (
    DescribeWorkerDeploymentRequest,
    SetWorkerDeploymentCurrentVersionRequest,
)
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import WorkerDeploymentConfig

from engine.connection import unreachable
from engine.errors import EngineUnusable, ReleaseHasNoWorkers
from release import RELEASE
from settings import Settings

UNVERSIONED = "unversioned"
"""What workers of 0.1.0 are together: the engine does not know their releases apart."""

_KNOWN_WITHIN_SECONDS = 20.0
"""Until the engine has seen a new worker ask for work."""
_POLL_SECONDS = 0.05


class ReleaseState(StrEnum):
    """What the engine does with a release."""

    CURRENT = "current"
    STANDING_BY = "standing_by"
    """Its workers are there, and get nothing."""
    DRAINING = "draining"
    """It was current; the engine looks whether anything is left on it."""
    DRAINED = "drained"
    """Nothing is left on it: its workers may be stopped."""


_STATES = {
    Status.WORKER_DEPLOYMENT_VERSION_STATUS_CURRENT: ReleaseState.CURRENT,
    Status.WORKER_DEPLOYMENT_VERSION_STATUS_DRAINING: ReleaseState.DRAINING,
    Status.WORKER_DEPLOYMENT_VERSION_STATUS_DRAINED: ReleaseState.DRAINED,
}


@dataclass(frozen=True)
class Releases:
    """The releases that the engine has seen workers of."""

    current: str
    """The one that gets the work, or `UNVERSIONED`."""
    states: dict[str, ReleaseState]
    chosen_before: bool
    """Whether one was ever made current."""


def deployment(settings: Settings) -> WorkerDeploymentConfig:
    """How a worker of this release presents itself.

    What is under way follows the current release (`AUTO_UPGRADE`): docs/design/changing.md says
    why. Without a name of its own for the code, the SDK would read every loaded module to make one
    up.
    """
    versioned = settings.worker_versioning
    follows = VersioningBehavior.AUTO_UPGRADE if versioned else VersioningBehavior.UNSPECIFIED
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(deployment_name=settings.task_queue, build_id=RELEASE),
        use_worker_versioning=versioned,
        default_versioning_behavior=follows,
    )


async def releases_of(client: Client, task_queue: str) -> Releases:
    """What the engine knows.

    Raises:
        ServiceUnreachable: no engine answers.
        EngineUnusable: it knows no worker deployments, or does not let us see them.
    """
    wanted = DescribeWorkerDeploymentRequest(namespace=client.namespace, deployment_name=task_queue)
    try:
        found = await client.workflow_service.describe_worker_deployment(wanted)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise _refusal(client, error) from error
        return Releases(UNVERSIONED, {}, chosen_before=False)
    return _as_known(found.worker_deployment_info)


async def make_current(client: Client, task_queue: str, release: str) -> None:
    """Gives this release all work from now on; `UNVERSIONED` gives it to workers of 0.1.0.

    Raises:
        ReleaseHasNoWorkers: the engine has seen no worker of it for a while.
        ServiceUnreachable: no engine answers.
        EngineUnusable: it does not let us.
    """
    wanted = SetWorkerDeploymentCurrentVersionRequest(
        namespace=client.namespace,
        deployment_name=task_queue,
        build_id="" if release == UNVERSIONED else release,
        identity=client.identity,
    )
    try:
        await client.workflow_service.set_worker_deployment_current_version(wanted)
    except RPCError as error:
        if error.status in (RPCStatusCode.NOT_FOUND, RPCStatusCode.FAILED_PRECONDITION):
            raise ReleaseHasNoWorkers(
                f"The engine knows no running worker of release {release}: start one first.",
                release=release,
            ) from error
        raise _refusal(client, error) from error


async def settle(client: Client, settings: Settings) -> str:
    """Makes this release current where nobody has chosen one yet, or `take_over` says so; the
    release that is current then. Call it while a worker of this release asks for work."""
    deadline = time.monotonic() + _KNOWN_WITHIN_SECONDS
    while True:
        known = await releases_of(client, settings.task_queue)
        if known.current == RELEASE or (known.chosen_before and not settings.take_over):
            return known.current
        try:
            await make_current(client, settings.task_queue, RELEASE)
            return RELEASE
        except ReleaseHasNoWorkers:
            # The engine hears of a worker shortly after its first call.
            if time.monotonic() > deadline:
                raise
        await asyncio.sleep(_POLL_SECONDS)


def _as_known(info: WorkerDeploymentInfo) -> Releases:
    routing = info.routing_config
    return Releases(
        routing.current_deployment_version.build_id or UNVERSIONED,
        {
            each.deployment_version.build_id: _STATES.get(each.status, ReleaseState.STANDING_BY)
            for each in info.version_summaries
        },
        chosen_before=routing.HasField("current_version_changed_time"),
    )


def _refusal(client: Client, error: RPCError) -> Exception:
    if error.status in (RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED):
        return unreachable(client.service_client.config.target_host, error)
    return EngineUnusable(
        f"The engine does not let us see to the releases of its workers in namespace "
        f"'{client.namespace}': {error.message}. PAYBYINVOICE_WORKER_VERSIONING=false does without."
    )
