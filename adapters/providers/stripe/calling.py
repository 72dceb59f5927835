"""How Stripe is called: over its package, with its API's version fixed, at a rate that it takes,
and with its errors translated to the port's."""

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import stripe

from domain.errors import ProviderRefused, ProviderUnavailable

API_VERSION = "2026-10-28.endive"
"""Whatever version the package or the account in Stripe has by default."""

_TIMEOUT_SECONDS = 20.0
_RETRIES = 2
"""By the package itself, under the same key and after a pause, where a call is worth it."""
_KEYS_TRIED = 5
_PREFIX = "pay-by-invoice-"

T = TypeVar("T")


class Limiter:
    """Lets so many calls begin in each second, and the others wait for their turn."""

    def __init__(self, per_second: float) -> None:
        self._apart = 1 / per_second
        self._next = 0.0

    async def turn(self) -> None:
        now = time.monotonic()
        self._next = max(now, self._next + self._apart)
        await asyncio.sleep(self._next - now)


class LimitedHttp(stripe.HTTPXClient):
    """The package's asynchronous client, within a rate."""

    def __init__(self, limiter: Limiter, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self._limiter = limiter

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        await self._limiter.turn()
        return await super().request_async(method, url, headers, post_data)


class Stripe:
    """Stripe's API for one key of theirs."""

    def __init__(
        self,
        api_key: str,
        api_base: str | None = None,
        per_second: float = 20,
        timeout: float = _TIMEOUT_SECONDS,
        retries: int = _RETRIES,
    ) -> None:
        self._http = LimitedHttp(Limiter(per_second), timeout)
        base = stripe.DEFAULT_API_BASE if api_base is None else api_base.rstrip("/")
        self.client = stripe.StripeClient(
            api_key,
            stripe_version=API_VERSION,
            base_addresses={"api": base},
            max_network_retries=retries,
            http_client=self._http,
        )
        self.v1 = self.client.v1

    async def aclose(self) -> None:
        await self._http.close_async()  # type: ignore[no-untyped-call]

    async def once(
        self,
        key: str,
        done: Callable[[], Awaitable[T | None]],
        do: Callable[[Any], Awaitable[Any]],
        *,
        looked: bool = False,
    ) -> T:
        """Does something once, however often it is asked for.

        Stripe answers under a key what it answered first, a failure too, and forgets the key after
        a day. So what is there is read first and counts; only a failure of before that left nothing
        is left behind, under a next key.

        Args:
            done: What it came to, read; None while it has not been done.
            do: Does it with the options that it is given.
            looked: It was just read that it has not been done.
        """
        for number in range(_KEYS_TRIED):
            with translated_errors():
                if not (looked and number == 0) and (found := await done()) is not None:
                    return found
                try:
                    await do({"idempotency_key": _key(key, number)})
                except stripe.APIError as error:
                    if not _is_of_before(error):
                        raise
                    continue
                if (found := await done()) is not None:
                    return found
                break
        raise ProviderUnavailable("Stripe does not do what it was asked for.", provider="stripe")


def digest_of(key: str, length: int = 32) -> str:
    """What stands for our key at Stripe: ours may be long, and name things."""
    return hashlib.sha256(key.encode()).hexdigest()[:length]


def _key(key: str, number: int) -> str:
    return f"{_PREFIX}{digest_of(key, 40)}" + (f"-{number}" if number else "")


def _is_of_before(error: stripe.APIError) -> bool:
    return (error.http_status or 0) >= 500 and _header(error, "idempotent-replayed") == "true"


@contextmanager
def translated_errors() -> Iterator[None]:
    """Stripe's errors as the port's."""
    try:
        yield
    except stripe.RateLimitError as error:
        raise ProviderUnavailable(
            "Stripe has too many calls.", provider="stripe", retry_after=_seconds(error)
        ) from error
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        raise ProviderUnavailable(
            "Stripe does not take the key that it is called with.", provider="stripe"
        ) from error
    except (stripe.APIConnectionError, stripe.APIError) as error:
        raise ProviderUnavailable(
            "Stripe did not answer, or failed.", provider="stripe", **_facts(error)
        ) from error
    except stripe.StripeError as error:
        code = getattr(error.error, "code", None) or _CODES.get(type(error), "invalid_request")
        raise ProviderRefused(
            "Stripe refused what it was asked for.",
            provider="stripe",
            provider_code=code,
            **_facts(error),
        ) from error


_CODES: Mapping[type[stripe.StripeError], str] = {stripe.IdempotencyError: "idempotency_error"}


def _facts(error: stripe.StripeError) -> dict[str, Any]:
    """What names nobody: Stripe's sentences may repeat what they were sent."""
    return {"provider_request": error.request_id} if error.request_id else {}


def _seconds(error: stripe.StripeError) -> int:
    written = _header(error, "retry-after")
    return int(written) if written.isdigit() else 1


def _header(error: stripe.StripeError, wanted: str) -> str:
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    return str(headers.get(wanted, ""))
