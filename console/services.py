"""What every route of the console works with, found at `request.app.state.services`."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from access_client import AccessClient
from client import RequestClient
from console.live import Live
from invoice_client import InvoiceClient
from ledger_client import LedgerClient
from queue_client import QueueClient
from settings import Settings


@dataclass(frozen=True)
class Services:
    settings: Settings
    requests: RequestClient
    invoices: InvoiceClient
    ledger: LedgerClient
    queues: QueueClient
    access: AccessClient
    live: Live


async def services_of(request: Request) -> Services:
    # Not a plain function: FastAPI would send every page through a thread for it.
    services: Services = request.app.state.services
    return services


House = Annotated[Services, Depends(services_of)]
"""A route's parameter of this type is handed the services."""
