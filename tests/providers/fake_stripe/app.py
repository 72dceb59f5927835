"""The fake as a web application: keys, versions, idempotency, faults, and webhooks that go out."""

import asyncio
import copy
import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass, field

import httpx
import stripe
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.providers.fake_stripe.faults import Fault, Faults, failed, limited, readable
from tests.providers.fake_stripe.forms import read_form
from tests.providers.fake_stripe.refusing import Refused
from tests.providers.fake_stripe.routes import answered
from tests.providers.fake_stripe.store import Store

API_KEY = "sk_test_of_the_fake"
SECRET = "whsec_of_the_fake"


@dataclass
class FakeStripe:
    store: Store = field(default_factory=Store)
    faults: Faults = field(default_factory=Faults)
    webhook: str | None = None
    """Where events are sent to; without, they are kept only."""
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Every call: its verb and path."""
    versions: set[str] = field(default_factory=set)
    _keys: dict[str, tuple[str, Response | None]] = field(default_factory=dict)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/_fake/faults", self._bring, methods=["POST"]),
                Route("/_fake/send", self._send, methods=["POST"]),
                Route("/_fake/signed", self._signed, methods=["POST"]),
                Route("/{path:path}", self._take, methods=["GET", "POST", "DELETE"]),
            ]
        )

    async def _bring(self, request: Request) -> Response:
        asked = await request.json()
        self.faults.bring(Fault(asked["fault"]), asked.get("path", ""), asked.get("times", 1))
        return JSONResponse({})

    async def _send(self, request: Request) -> Response:
        return JSONResponse({"sent": await self.send_webhooks()})

    async def _signed(self, request: Request) -> Response:
        """What would be sent now, for whoever brings it themselves."""
        bodies = [json.dumps(event) for event in self.store.unsent]
        self.store.unsent.clear()
        return JSONResponse([{"body": body, "signature": signature(body)} for body in bodies])

    async def _take(self, request: Request) -> Response:
        method, path = request.method, request.url.path
        self.asked.append((method, path))
        if request.headers.get("authorization") != f"Bearer {API_KEY}":
            return _refusal(Refused("Invalid API Key provided.", status=401))
        self.versions.add(request.headers.get("stripe-version", ""))
        body = (await request.body()).decode() if method == "POST" else request.url.query
        fault = self.faults.next(path)
        if fault is Fault.LIMITED:
            return limited()
        if fault is Fault.IN_USE:
            return _in_use()
        if method != "POST":
            return await self._answer(method, path, body, fault)
        return await self._once(request.headers.get("idempotency-key"), method, path, body, fault)

    async def _once(
        self, key: str | None, method: str, path: str, body: str, fault: Fault | None
    ) -> Response:
        """What was answered under a key is answered again, a failure as well; refusals are not
        kept."""
        if key is None:
            return await self._answer(method, path, body, fault)
        digest = hashlib.sha256(f"{method} {path} {body}".encode()).hexdigest()
        if key in self._keys:
            before, response = self._keys[key]
            if before != digest:
                return _refusal(
                    Refused(
                        "Keys for idempotent requests can only be used with the same parameters"
                        " they were first used with.",
                        kind="idempotency_error",
                    )
                )
            if response is None:
                return _in_use()
            replayed = JSONResponse(readable(response), response.status_code)
            replayed.headers["Idempotent-Replayed"] = "true"
            replayed.headers["Original-Request"] = "req_of_before"
            return replayed
        self._keys[key] = (digest, None)
        try:
            response = await self._answer(method, path, body, fault, key, digest)
        except BaseException:
            self._keys.pop(key, None)
            raise
        if response.status_code < 400 or response.status_code >= 500:
            if self._keys[key][1] is None:
                self._keys[key] = (digest, response)
        else:
            del self._keys[key]
        return response

    async def _answer(
        self,
        method: str,
        path: str,
        body: str,
        fault: Fault | None,
        key: str | None = None,
        digest: str = "",
    ) -> Response:
        if fault is Fault.BEFORE:
            return failed()
        try:
            answer = copy.deepcopy(answered(self.store, method, path, read_form(body)))
        except Refused as refused:
            return _refusal(refused)
        except KeyError as missing:
            return _refusal(Refused(f"Missing required param: {missing.args[0]}."))
        if key is not None and fault not in (None, Fault.AFTER):
            # What was done is known under its key, whatever becomes of this answer.
            self._keys[key] = (digest, JSONResponse(answer))
        return await self.faults.spoil(fault, answer)

    async def send_webhooks(self) -> int:
        """Sends the events that were not sent yet, in order; one that is not taken stays."""
        sent = 0
        async with httpx.AsyncClient(trust_env=False) as http:
            while self.webhook and self.store.unsent:
                body = json.dumps(self.store.unsent[0])
                headers = {"stripe-signature": signature(body)}
                answer = await http.post(self.webhook, content=body, headers=headers)
                if not answer.is_success:
                    break
                del self.store.unsent[0]
                sent += 1
        return sent

    async def keep_sending(self) -> None:
        while True:
            with suppress(httpx.HTTPError):  # Where nobody listens yet, it is tried again.
                await self.send_webhooks()
            await asyncio.sleep(0.2)


def signature(body: str, secret: str = SECRET, at: int | None = None) -> str:
    """The header that Stripe signs an event with."""
    return str(stripe.WebhookSignature.generate_signature_header(body, secret, at))


def _refusal(refused: Refused) -> Response:
    return JSONResponse(refused.body, refused.status)


def _in_use() -> Response:
    return _refusal(
        Refused(
            "There is currently another in-progress request using this Idempotency Key.",
            status=409,
            code="idempotency_key_in_use",
        )
    )
