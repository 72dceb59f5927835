"""Any billing system over HTTP: each call of the port is one signed request.

The requests are signed like our webhooks, by Standard Webhooks 1.0, and described in
`docs/billing_provider.yaml`. A call that changes something has its key as `Idempotency-Key` and as
`webhook-id`, which is signed.
"""

import asyncio
import ssl
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote
from uuid import uuid4

import httpx
import structlog
from pydantic import BaseModel

from adapters.providers import http_shapes as shapes
from adapters.providers.http_answers import understood, unusable
from adapters.providers.http_events import FollowedHttp
from domain.billing.names import ProviderName
from domain.billing.provider import (
    Ability,
    Charge,
    Collection,
    InvoiceAt,
    OpenItem,
    Party,
    ProviderAccount,
    Settled,
)
from domain.errors import ProviderUnavailable
from domain.forms.core_quota import CoreQuotaIncrease
from domain.values.money import Money
from domain.webhooks.signing import signed_headers

WITHIN_SECONDS = 20.0
"""For one call, from connecting to the end of the answer."""
_MOST_BYTES = 8 * 1024 * 1024
"""Of one answer."""

_log = structlog.stdlib.get_logger(__name__)

Shape = TypeVar("Shape", bound=BaseModel)


class HttpProvider:
    """What `application.ports.billing.BillingProvider` says."""

    name = ProviderName.HTTP.value

    def __init__(
        self,
        url: str,
        secrets: Sequence[str],
        *,
        within_seconds: float = WITHIN_SECONDS,
        hooks: Mapping[str, list[Callable[..., Any]]] | None = None,
    ) -> None:
        """Args:
        url: What the addresses of the calls begin with.
        secrets: `whsec_…`; each call is signed with each of them.
        hooks: Of the HTTP client, for whoever looks at what is sent and answered.
        """
        self._url = url.rstrip("/")
        self.followed = FollowedHttp()
        self._secrets = tuple(secrets)
        self._within = within_seconds
        self._http = http_client(within_seconds, hooks)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._http.aclose()

    async def capabilities(self) -> frozenset[Ability]:
        answer = await self._ask(shapes.Capabilities(), shapes.CapabilitiesAnswer)
        known = set(Ability)
        return frozenset(Ability(each) for each in answer.abilities if each in known)

    async def read_account(self, party: Party) -> ProviderAccount:
        found = await self._ask(shapes.ReadAccount(party=party), ProviderAccount)
        _of_these("read_account", party, found.collections, each=True)
        _of_these("read_account", party, found.open_items)
        return found

    async def open_charges(self, party: Party, at: datetime) -> Sequence[OpenItem]:
        answer = await self._ask(shapes.OpenCharges(party=party, at=at), shapes.OpenItems)
        _of_these("open_charges", party, answer.open_items)
        return list(answer.open_items)

    async def stop_collecting(self, party: Party, key: str) -> Sequence[Collection]:
        return await self._collections(shapes.StopCollecting(party=party), party, key)

    async def collect_by_invoice(self, party: Party, days: int, key: str) -> Sequence[Collection]:
        asked = shapes.CollectByInvoice(party=party, days=days)
        return await self._collections(asked, party, key)

    async def collect_as_before(
        self, party: Party, before: Sequence[Collection], key: str
    ) -> Sequence[Collection]:
        asked = shapes.CollectAsBefore(party=party, before=tuple(before))
        return await self._collections(asked, party, key)

    async def verify(self, party: Party) -> Sequence[Collection]:
        return await self._collections(shapes.Verify(party=party), party)

    async def charged_since(self, party: Party, since: datetime) -> Sequence[Charge]:
        answer = await self._ask(shapes.ChargedSince(party=party, since=since), shapes.Charges)
        _of_these("charged_since", party, answer.charges)
        return list(answer.charges)

    async def record_payment(
        self, invoice: InvoiceAt, amount: Money, on: date, bank_reference: str, key: str
    ) -> Settled:
        asked = shapes.RecordPayment(
            invoice=invoice, amount=amount, on=on, bank_reference=bank_reference
        )
        return await self._ask(asked, Settled, key)

    async def reverse_payment(
        self, invoice: InvoiceAt, amount: Money, bank_reference: str, key: str
    ) -> Settled:
        asked = shapes.ReversePayment(invoice=invoice, amount=amount, bank_reference=bank_reference)
        return await self._ask(asked, Settled, key)

    async def credit(self, invoice: InvoiceAt, amount: Money, reason: str, key: str) -> Settled:
        asked = shapes.Credit(invoice=invoice, amount=amount, reason=reason)
        return await self._ask(asked, Settled, key)

    async def write_off(self, invoice: InvoiceAt, reason: str, key: str) -> Settled:
        return await self._ask(shapes.WriteOff(invoice=invoice, reason=reason), Settled, key)

    async def set_limit(self, party: Party, limit: Money | None, key: str) -> None:
        answer = await self._ask(shapes.SetLimit(party=party, limit=limit), shapes.LimitSet, key)
        if answer.limit != limit:
            raise unusable("set_limit", "limit: not the one that was set")

    async def request_quota(self, party: Party, asked: CoreQuotaIncrease, key: str) -> str:
        order = shapes.RequestQuota(party=party, asked=asked)
        return (await self._ask(order, shapes.QuotaRequested, key)).reference

    async def _collections(
        self, asked: shapes.Asked, party: Party, key: str | None = None
    ) -> Sequence[Collection]:
        answer = await self._ask(asked, shapes.Collections, key)
        _of_these(asked.call, party, answer.collections, each=True)
        return list(answer.collections)

    async def _ask(self, asked: shapes.Asked, shape: type[Shape], key: str | None = None) -> Shape:
        body = asked.model_dump_json().encode()
        # As a header may hold it; the same at every attempt.
        sent_key = quote(key, safe=":/@+=,;~") if key is not None else None
        message = sent_key if sent_key is not None else f"msg_{uuid4().hex}"
        headers = {
            "content-type": "application/json",
            "accept": "application/json, application/problem+json",
            **signed_headers(message, datetime.now(UTC), body, self._secrets),
        }
        if sent_key is not None:
            headers["idempotency-key"] = sent_key
        try:
            async with asyncio.timeout(self._within):
                answer, content = await self._sent(asked.call, headers, body)
        except (TimeoutError, httpx.HTTPError) as error:
            _log.warning(
                "the billing system did not answer", call=asked.call, error=type(error).__name__
            )
            raise ProviderUnavailable(
                "The billing system did not answer.", call=asked.call
            ) from None
        return understood(asked.call, answer, content, shape)

    async def _sent(
        self, call: str, headers: dict[str, str], body: bytes
    ) -> tuple[httpx.Response, bytes]:
        address = f"{self._url}/{call}"
        async with self._http.stream("POST", address, content=body, headers=headers) as answer:
            content = bytearray()
            async for piece in answer.aiter_bytes():
                content += piece
                if len(content) > _MOST_BYTES:
                    raise unusable(call, f"body: more than {_MOST_BYTES} bytes")
            return answer, bytes(content)


def http_client(
    within_seconds: float, hooks: Mapping[str, list[Callable[..., Any]]] | None = None
) -> httpx.AsyncClient:
    """Trusts the certificates that this machine does, or those of SSL_CERT_FILE; goes through no
    proxy, and sends nothing of a .netrc."""
    return httpx.AsyncClient(
        timeout=within_seconds,
        follow_redirects=False,
        trust_env=False,
        verify=ssl.create_default_context(),
        event_hooks=dict(hooks or {}),
    )


def _of_these(
    call: str,
    party: Party,
    found: Iterable[Collection | OpenItem | Charge],
    *,
    each: bool = False,
) -> None:
    """What is told is of the scopes that were asked about, and with `each` of every one of them,
    once."""
    told = [one.scope_id for one in found]
    asked = set(party.scope_ids)
    if not asked.issuperset(told):
        raise unusable(call, "scope_id: one that was not asked about")
    if each and (asked != set(told) or len(told) != len(asked)):
        raise unusable(call, "collections: not one for each scope")
