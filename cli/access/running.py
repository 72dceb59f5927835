"""The way to who may sign in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from cli.parameters import MYSELF, Who
from cli.running import patience, settings

if TYPE_CHECKING:
    from access_client import AccessClient


@asynccontextmanager
async def access(acting: Who = MYSELF) -> AsyncIterator["AccessClient"]:
    """The ledger's part of it, with a sign of life while it takes long."""
    with patience("Asking the ledger"):
        from access_client import AccessClient, Doer, acts

        acts(Doer(acting.sign_in, "command line"))
        async with AccessClient.opened(settings()) as client:
            yield client
