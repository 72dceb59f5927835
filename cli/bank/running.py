"""How commands about bank statements reach them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from cli.running import progress, settings
from cli.usage import WrongUsage, problem

if TYPE_CHECKING:
    from clients.bank import BankClient


@asynccontextmanager
async def bank() -> AsyncIterator["BankClient"]:
    """The way to bank statements, with a sign of life while it takes long.

    Raises:
        WrongUsage: Temporal's own variables or its profile file make no sense.
        ServiceUnreachable: no ledger answers.
    """
    with progress("Asking the ledger"):
        from clients.bank import BankClient
        from engine.errors import EngineUnusable
        from engine.telemetry import silence

        silence()
        try:
            async with BankClient.opened(settings()) as client:
                yield client
        except EngineUnusable as unusable:
            raise WrongUsage([problem("TEMPORAL_*", unusable.reason, unusable.code)]) from unusable
