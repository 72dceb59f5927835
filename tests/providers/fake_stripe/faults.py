"""Faults on demand: what goes wrong with the next calls, instead of or after doing them."""

import asyncio
import json
from dataclasses import dataclass, field
from enum import StrEnum

from starlette.responses import JSONResponse, Response

from tests.providers.fake_stripe.store import Object


class Fault(StrEnum):
    BEFORE = "before"
    """500, nothing was done."""
    AFTER = "after"
    """500 after doing it: the key has this answer from now on."""
    DROPPED = "dropped"
    """Done, and the connection ends in the middle of the answer."""
    SLOW = "slow"
    """Done, and answered after longer than anybody waits."""
    HALF = "half"
    """Done, and half the fields are missing from the answer."""
    LIMITED = "limited"
    """429, nothing was done."""
    IN_USE = "in_use"
    """409: another call with this key is being worked on."""


@dataclass
class Faults:
    coming: list[tuple[Fault, str]] = field(default_factory=list)
    """Each with a part of the path that it is for, in order."""
    slow_seconds: float = 5

    def bring(self, fault: Fault, path: str = "", times: int = 1) -> None:
        self.coming += [(fault, path)] * times

    def next(self, path: str) -> Fault | None:
        for number, (fault, part) in enumerate(self.coming):
            if part in path:
                del self.coming[number]
                return fault
        return None

    async def spoil(self, fault: Fault | None, answer: Object) -> Response:
        """What is sent, where something was done."""
        if fault is Fault.SLOW:
            await asyncio.sleep(self.slow_seconds)
        if fault is Fault.AFTER:
            return failed()
        if fault is Fault.HALF:
            return JSONResponse(dict(list(answer.items())[::2]))
        response = JSONResponse(answer)
        if fault is Fault.DROPPED:
            response.body = response.body[: len(response.body) // 2]  # the length stays as it was
        return response


def failed() -> Response:
    error = {"message": "An unknown error occurred.", "type": "api_error"}
    return JSONResponse({"error": error}, 500, headers={"Stripe-Should-Retry": "false"})


def limited() -> Response:
    error = {
        "message": "Request rate limit exceeded.", "type": "invalid_request_error",
        "code": "rate_limit",
    }  # fmt: skip
    return JSONResponse({"error": error}, 429, headers={"Retry-After": "2"})


def readable(response: Response) -> Object:
    content: Object = json.loads(bytes(response.body))
    return content
