"""The services that every route uses, at `request.app.state.services`."""

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
    """Every client, and what notifies pages of changes."""

    live: Live
    uploads: Bucket
    """The limit of uploads for each caller."""

    @staticmethod
    @asynccontextmanager
    async def over_clients(clients: Clients) -> AsyncIterator["Services"]:
        """Services over clients that are open already; pages are notified of changes meanwhile."""
        live = Live(changes_in(clients))
        try:
            uploads = Bucket(clients.settings.uploads_per_hour, HOUR)
            yield Services(**vars(clients), live=live, uploads=uploads)
        finally:
            await live.close()


async def services_of(request: Request) -> Services:
    # `async`, because FastAPI runs plain functions in a thread for each request.
    services: Services = request.app.state.services
    return services


OurServices = Annotated[Services, Depends(services_of)]
"""A route's parameter of this type gets the services."""
