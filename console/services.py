"""What every route of the console works with, found at `request.app.state.services`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from clients.all import Clients
from console.buckets import HOUR, Bucket
from console.live import Live
from console.watching import changes_in


@dataclass(frozen=True)
class Services(Clients):
    """Every client, and what tells pages of changes."""

    live: Live
    uploads: Bucket
    """How many files each caller may still send."""

    @staticmethod
    @asynccontextmanager
    async def over_clients(clients: Clients) -> AsyncIterator["Services"]:
        """With clients that are open already; pages are told of changes until it is left."""
        live = Live(changes_in(clients))
        try:
            uploads = Bucket(clients.settings.uploads_per_hour, HOUR)
            yield Services(**vars(clients), live=live, uploads=uploads)
        finally:
            await live.close()


async def services_of(request: Request) -> Services:
    # Not a plain function: FastAPI would send every page through a thread for it.
    services: Services = request.app.state.services
    return services


OurServices = Annotated[Services, Depends(services_of)]
"""A route's parameter of this type is handed the services."""
