"""How commands about bank statements reach them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from cli.running import asking_engine, progress, settings

if TYPE_CHECKING:
    from clients.bank.client import BankClient


@asynccontextmanager
async def bank() -> AsyncIterator["BankClient"]:
    """The way to bank statements, with a sign of life while it takes long.

    Raises:
        WrongUsage: Temporal's own variables or its profile file make no sense.
        ServiceUnreachable: no ledger answers.
    """
    with progress("ledger"):
        from clients.bank.client import BankClient

        with asking_engine():
            async with BankClient.opened(settings()) as client:
                yield client
