"""Connects to Temporal: its address, and the client that all processes use."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.envconfig import ClientConfigProfile
from temporalio.runtime import Runtime
from temporalio.service import GrpcCompression, RPCError, RPCStatusCode

from domain.errors import ServiceUnreachable
from engine.errors import EngineUnusable
from engine.local.engine_record import running_engine
from engine.observing import causes, tracing
from engine.sealing.codec import sealing_converter
from engine.unreached import refuse_unknown_namespace, why_unreachable
from settings import Settings

DEFAULT_ADDRESS = "localhost:7233"

ITS_NO = frozenset(
    {
        RPCStatusCode.UNAUTHENTICATED,
        RPCStatusCode.PERMISSION_DENIED,
        RPCStatusCode.INVALID_ARGUMENT,
        RPCStatusCode.FAILED_PRECONDITION,
        RPCStatusCode.UNIMPLEMENTED,
    }
)
"""What an engine answers that is there and does not want to; with anything else it is away."""

_NOT_STARTED = "Worker validation failed"
"""How the SDK's error begins where a worker could not reach its engine as it started."""

_CONNECT_TIMEOUT = timedelta(seconds=4)


async def connect(
    settings: Settings,
    *,
    address: str | None = None,
    runtime: Runtime | None = None,
    lazy: bool = False,
) -> Client:
    """A client of the engine that this copy works with.

    That is the given address as it is, or else what Temporal's own environment variables and
    profile file say. Where these name no address, it is the embedded engine of this home folder
    if it runs, and `localhost:7233` if not.

    Raises `ServiceUnreachable` within a few seconds when nothing answers there, and
    `EngineUnusable` when the variables or the file make no sense. A lazy client connects at its
    first call.
    """
    config = _from_environment() if address is None else {"target_host": address}
    target = config.pop("target_host", None) or _embedded_address(settings) or DEFAULT_ADDRESS
    # An unencrypted engine is close: compressing would cost more than it saves.
    compression = GrpcCompression.GZIP if config.get("tls") else GrpcCompression.NONE
    try:
        async with asyncio.timeout(_CONNECT_TIMEOUT.total_seconds()):
            client = await Client.connect(
                target,
                **config,
                data_converter=sealing_converter(settings),
                runtime=runtime,
                lazy=lazy,
                plugins=[*tracing.plugins(), causes.plugin()],
                connect_timeout=_CONNECT_TIMEOUT,
                grpc_compression=compression,
            )
    except (RuntimeError, TimeoutError) as error:
        raise await why_unreachable(target, config, error) from error
    if not lazy and address is None:
        await refuse_unknown_namespace(client)
    return client


def unreachable(address: str, cause: BaseException) -> ServiceUnreachable:
    """The refusal for an engine that does not answer, with what can be done about it."""
    return ServiceUnreachable(
        f"The engine does not answer at {address}. Start one with 'make run', or set "
        "TEMPORAL_ADDRESS to the address of one that runs.",
        address=address,
        cause=str(cause) or type(cause).__name__,
    )


@contextmanager
def reaching(client: Client) -> Iterator[None]:
    """Raises `ServiceUnreachable` where the engine is lost meanwhile, as a worker starts."""
    try:
        yield
    except (RPCError, RuntimeError) as error:
        lost = isinstance(error, RPCError) and error.status not in ITS_NO
        if not lost and not str(error).startswith(_NOT_STARTED):
            raise
        raise unreachable(client.service_client.config.target_host, error) from error


def _from_environment() -> dict[str, Any]:
    try:
        return dict(ClientConfigProfile.load().to_client_connect_config())
    except (OSError, RuntimeError, ValueError) as error:
        raise EngineUnusable(f"Temporal's connection settings cannot be used: {error}") from error


def _embedded_address(settings: Settings) -> str | None:
    engine = running_engine(settings.engine_file)
    return engine.address if engine else None
