"""E-invoices through a gateway to an access point: each is one signed request over HTTP.

The request is signed like our webhooks, by Standard Webhooks 1.0, and has the document's key as
`Idempotency-Key`. `docs/connect.md` says what a gateway must do.
"""

import asyncio
import json
import re
from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import httpx

from adapters.mail.outcomes import Delayed, Halted, Refused
from adapters.providers.http import http_client
from adapters.providers.http_answers import object_in
from application.ports.e_invoices import EInvoice
from domain.papers.paper import Party
from domain.values.one_line import on_one_line
from domain.webhooks.signing import signed_headers

WITHIN_SECONDS = 20.0
"""For one request, from connecting to the end of the answer."""
_NO_VERDICT = frozenset({401, 403, 407, 408, 421, 425, 429})
"""Nobody looked at the document: the request was not let in, came too early, or is one of too
many."""
_MOST_BYTES = 64 * 1024
_LONGEST = 300
_CODE = re.compile(r"[A-Za-z0-9_.:-]{1,60}")


class Gateway:
    def __init__(
        self, url: str, secrets: Sequence[str], *, within_seconds: float = WITHIN_SECONDS
    ) -> None:
        """Args:
        secrets: `whsec_…`; each request is signed with each of them.
        """
        self._url = url
        self._secrets = tuple(secrets)
        self._within = within_seconds
        self._http = http_client(within_seconds)

    async def send(self, e_invoice: EInvoice) -> str | None:
        key = sha256(e_invoice.key.encode()).hexdigest()
        body = json.dumps(told(e_invoice)).encode()
        headers = {
            "content-type": "application/json",
            "accept": "application/json, application/problem+json",
            "idempotency-key": key,
            **signed_headers(key, datetime.now(UTC), body, self._secrets),
        }
        try:
            async with asyncio.timeout(self._within):
                status, answer = await self._asked(headers, body)
        except httpx.ConnectError:
            raise Halted("the gateway cannot be reached") from None
        except (TimeoutError, httpx.HTTPError):
            raise Delayed("the gateway did not answer") from None
        return _understood(status, answer)

    async def _asked(self, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        async with self._http.stream("POST", self._url, content=body, headers=headers) as answer:
            content = bytearray()
            async for piece in answer.aiter_bytes():
                content += piece
                if len(content) > _MOST_BYTES:
                    break
            return answer.status_code, bytes(content[:_MOST_BYTES])

    async def aclose(self) -> None:
        await self._http.aclose()


def told(e_invoice: EInvoice) -> dict[str, Any]:
    """The body of the request: the file, and what an access point needs to pass it on."""
    paper, file = e_invoice.paper, e_invoice.file
    of = paper.of_invoice
    return {
        "kind": paper.kind.value,
        "number": paper.number,
        "of_invoice": of.number if of else None,
        "issued_on": paper.issued_on.isoformat(),
        "amount": {"amount": format(paper.totals.due, "f"), "currency": paper.currency},
        "format": e_invoice.format.value,
        "sender": _reached(paper.seller),
        "receiver": _reached(paper.buyer),
        "file": {
            "name": e_invoice.file_name,
            "media_type": file.media_type,
            "sha256": sha256(file.content).hexdigest(),
            "content": b64encode(file.content).decode("ascii"),
        },
    }


def _reached(party: Party) -> dict[str, Any]:
    at = party.electronic_address
    return {
        "name": party.name,
        "country": party.address.country,
        "electronic_address": at.model_dump(mode="json") if at else None,
    }


def _understood(status: int, content: bytes) -> str | None:
    """What the gateway calls the document.

    Raises:
        Refused: 4xx with a code in its body: a definite no.
        Delayed: anything else that is no yes.
    """
    said = object_in(content)
    if 200 <= status < 300:
        name = said.get("id")
        return on_one_line(name)[:_LONGEST] if isinstance(name, str) and name else None
    code = said.get("code")
    definite = 400 <= status < 500 and status not in _NO_VERDICT
    if definite and isinstance(code, str) and _CODE.fullmatch(code):
        detail = next((said[key] for key in ("detail", "title") if said.get(key)), "")
        words = on_one_line(detail)[:_LONGEST] if isinstance(detail, str) else ""
        raise Refused(f"the gateway refused it: {code}", words)
    raise Delayed(f"the gateway answered {status}")
