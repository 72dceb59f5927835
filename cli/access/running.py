"""The way to who may sign in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from cli.parameters import ANYBODY, Acting, Who
from cli.running import progress, settings

if TYPE_CHECKING:
    from clients.access import AccessClient, Claim


@asynccontextmanager
async def access(acting: Who = ANYBODY) -> AsyncIterator["AccessClient"]:
    """The ledger's part of it, with a sign of life while it takes long."""
    with progress("ledger"):
        from clients.access import AccessClient, Doer, acts

        acts(Doer(acting.sign_in, "command line"))
        async with AccessClient.opened(settings()) as client:
            yield client


@asynccontextmanager
async def once(
    acting: Acting, operation: str, target: str, **body: Any
) -> AsyncIterator[tuple["AccessClient", "Claim"]]:
    """The same for something that is done under the caller's key, if they gave one."""
    async with access(acting) as client:
        claimed = client.once(acting.key, acting.sign_in, operation, target, body)
        async with claimed as claim:
            yield client, claim
