"""A stand-in for Stripe, as a process of its own, for the demo."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from domain.errors import InvalidFile
from wording.catalogue import staff_words

ROOT = Path(__file__).parents[2]
_PROGRAM = "tests.providers.fake_stripe"
_STARTS_WITHIN = 30.0


@dataclass(frozen=True)
class StandIn:
    """Stripe's API as its own clients use it, and what it would send."""

    url: str
    api_key: str
    webhook_secret: str
    _http: httpx.AsyncClient

    async def post(self, path: str, **form: str) -> dict[str, Any]:
        return _answer(await self._http.post(f"/v1/{path}", data=form))

    async def get(self, path: str) -> dict[str, Any]:
        return _answer(await self._http.get(f"/v1/{path}"))

    async def signed_events(self) -> list[tuple[bytes, str]]:
        """The events that it has not sent yet: each body with its signature."""
        answer = await self._http.post("/_fake/signed")
        return [(each["body"].encode(), each["signature"]) for each in json.loads(answer.text)]


def _answer(answer: httpx.Response) -> dict[str, Any]:
    answer.raise_for_status()
    content: dict[str, Any] = answer.json()
    return content


@asynccontextmanager
async def stand_in_for_stripe() -> AsyncIterator[StandIn]:
    """Runs until it is left.

    Raises:
        InvalidFile: this is no checkout, which the stand-in comes with.
    """
    if not (ROOT / "tests" / "providers" / "fake_stripe").is_dir():
        said = staff_words()("demo.no_stand_in")
        raise InvalidFile([{"field": "--provider", "code": "not_available", "problem": said}])
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", _PROGRAM),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        async with asyncio.timeout(_STARTS_WITHIN):
            url, key, secret = (await process.stdout.readline()).decode().split()
        headers = {"authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False) as http:
            yield StandIn(url, key, secret, http)
    finally:
        process.stdin.close()  # it ends with that
        await process.wait()
