"""The tests' own billing system over HTTP: one for each customer, all at one address."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.providers import http_shapes as shapes
from domain.billing.names import ProviderName
from domain.errors import ProviderRefused, ProviderUnavailable
from engine.local.ports import free_port
from settings import Settings
from tests.providers.outside import OutsideBilling

SECRET = "whsec_" + "a2lsbHMtYW5kLWZhdWx0cy1rZXktMzItYnl0ZXMtMDAw"

Moment = Callable[[str, bool], Awaitable[None]]
"""Called before and after a call is done, with its name and whether it is done."""


async def _nothing(call: str, done: bool) -> None: ...


@dataclass
class BillingSite:
    url: str
    customers: dict[str, OutsideBilling] = field(default_factory=dict)
    moments: dict[str, Moment] = field(default_factory=dict)
    """By whose calls they are."""

    def customer(self, account_id: str, scope_id: str) -> OutsideBilling:
        return self.customers.setdefault(account_id, OutsideBilling(account_id, (scope_id,)))

    async def answer(self, request: Request) -> Response:
        name = request.path_params["call"]
        shape = next(each for each in shapes.CALLS if shapes.name_of(each.asks) == name)
        asked = shape.asks.model_validate_json(await request.body())
        key = request.headers.get("idempotency-key", "")
        if name == "capabilities":
            some = next(iter(self.customers.values()), OutsideBilling("nobody"))
            return JSONResponse({"abilities": sorted(some.can)})
        account = _account_of(asked)
        there = self.customers.get(account)
        if there is None:
            return _problem(404, "customer", "No such customer.")
        moment = self.moments.get(account, _nothing)
        await moment(name, False)
        try:
            answer = await _done(there, asked, key)
        except ProviderUnavailable as failed:
            return JSONResponse({"detail": failed.reason}, 503, {"retry-after": "1"})
        except ProviderRefused as refusal:
            return _problem(422, str(refusal.details.get("provider_code")), refusal.reason)
        await moment(name, True)
        return Response(shape.answers.model_validate(answer).model_dump_json().encode())


def connected_to(site: BillingSite, settings: Settings) -> Settings:
    """These settings, with the site as the billing system."""
    bills = {"provider": ProviderName.HTTP, "provider_url": site.url}
    return settings.model_copy(update={**bills, "provider_secret": SecretStr(SECRET)})


@asynccontextmanager
async def billing_site() -> AsyncIterator[BillingSite]:
    port = free_port()
    site = BillingSite(f"http://127.0.0.1:{port}")
    application = Starlette(routes=[Route("/{call}", site.answer, methods=["POST"])])
    config = uvicorn.Config(application, port=port, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield site
    finally:
        server.should_exit = True
        await serving


def _problem(status: int, code: str, detail: str) -> Response:
    return JSONResponse({"code": code, "detail": detail}, status)


def _account_of(asked: Any) -> str:
    whose = asked.party if hasattr(asked, "party") else asked.invoice
    return str(whose.account_id)


async def _done(there: OutsideBilling, asked: Any, key: str) -> Any:
    match asked:
        case shapes.ReadAccount():
            return await there.read_account(asked.party)
        case shapes.OpenCharges():
            return {"open_items": await there.open_charges(asked.party, asked.at)}
        case shapes.StopCollecting():
            return {"collections": await there.stop_collecting(asked.party, key)}
        case shapes.CollectByInvoice():
            found = await there.collect_by_invoice(asked.party, asked.days, key)
            return {"collections": found}
        case shapes.CollectAsBefore():
            found = await there.collect_as_before(asked.party, asked.before, key)
            return {"collections": found}
        case shapes.Verify():
            return {"collections": await there.verify(asked.party)}
        case shapes.ChargedSince():
            charged = await there.charged_since(asked.party, asked.since)
            return {"charges": [each.model_dump() for each in charged]}
        case shapes.SetLimit():
            await there.set_limit(asked.party, asked.limit, key)
            return {"limit": asked.limit}
        case shapes.RequestQuota():
            return {"reference": await there.request_quota(asked.party, asked.asked, key)}
    raise NotImplementedError(asked.call)
