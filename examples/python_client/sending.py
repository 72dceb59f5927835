"""Sends what the client asks for, again and again where it may be done later, under one key."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from uuid import uuid4

import httpx

from .errors import ApiError, Invalid, Refused, Unreachable

_LATER = frozenset({408, 429, 502, 503, 504})
"""Nothing is known to be done, or it may be: the same question under the same key is safe."""
KEY = "Idempotency-Key"


@dataclass(frozen=True)
class Retries:
    """How often, and how long between."""

    attempts: int = 6
    first_seconds: float = 0.5
    longest_seconds: float = 60.0
    sleep: Callable[[float], None] = time.sleep

    def pause(self, attempt: int, retry_after: float | None) -> float:
        """Seconds before the next attempt: as long as the server says, and otherwise twice as long
        as before at the most, spread so that many callers do not come back at once."""
        if retry_after is not None:
            return min(retry_after, self.longest_seconds)
        most: float = min(self.longest_seconds, self.first_seconds * 2 ** (attempt - 1))
        return most * (0.5 + random.random() / 2)  # noqa: S311 - no secret


class Sender:
    def __init__(self, http: httpx.Client, retries: Retries) -> None:
        self._http = http
        self._retries = retries

    def send(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        key: str | None = None,
        keyed: bool = False,
    ) -> httpx.Response:
        """The answer, once it is one.

        Args:
            key: The caller's own id of the action. Without one it gets a new one, that every
                attempt has.
            keyed: The operation takes a key.

        Raises:
            Refused, Invalid: the API says no.
            Unreachable: no usable answer after every attempt.
        """
        key = (key or str(uuid4())) if keyed else None
        sent = {**(headers or {}), **({KEY: key} if key else {})}
        for attempt in range(1, self._retries.attempts + 1):
            said, retry_after = "", None
            try:
                answer = self._http.request(method, path, json=json, params=params, headers=sent)
            except httpx.TransportError as failure:
                said = f"{type(failure).__name__}: {failure}"
            else:
                if answer.status_code not in _LATER:
                    return _checked(answer)
                said = f"The answer was {answer.status_code}."
                retry_after = _seconds(answer.headers.get("Retry-After"))
            if attempt < self._retries.attempts:
                self._retries.sleep(self._retries.pause(attempt, retry_after))
        raise Unreachable(said, key)


def _checked(answer: httpx.Response) -> httpx.Response:
    if not answer.is_error:
        return answer
    try:
        raise _error(answer.status_code, answer.json())
    except ValueError:
        said = f"The answer was {answer.status_code}, and no JSON."
        raise Unreachable(said, answer.request.headers.get(KEY)) from None


def _error(status: int, said: Mapping[str, Any]) -> ApiError:
    request_id = said.get("request_id")
    if "invalid" in said:
        return Invalid(said["invalid"], request_id)
    refused = said["refused"]
    details = refused.get("details", {})
    return Refused(status, refused["code"], refused["reason"], details, request_id)


def _seconds(retry_after: str | None) -> float | None:
    """`Retry-After` is a number of seconds, or a date."""
    if not retry_after:
        return None
    if retry_after.isdigit():
        return float(retry_after)
    try:
        at = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (at - datetime.now(UTC)).total_seconds())
