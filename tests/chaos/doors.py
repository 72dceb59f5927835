"""The ways in that actors use: the command line, the console's API and the clients. Whatever is not
answered is asked again under its key, as the refusals advise."""

import asyncio
import json
import os
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from tempfile import TemporaryFile
from typing import Any, NamedTuple

import httpx
from temporalio.client import Client

from clients.accounts.ledger import LedgerClient
from clients.bank.client import BankClient
from clients.clocks import ClockClient
from clients.invoices.client import InvoiceClient
from clients.requests.client import RequestClient
from clients.requests.queues import QueueClient
from domain.errors import DomainError, ServiceUnreachable
from engine.connection import connect
from tests import forks
from tests.chaos.journal import Wrong
from tests.chaos.site import Site

_COMMAND_SECONDS = 120
"""A command waits 20 seconds for an answer; what is paused meanwhile takes longer."""
_PATIENCE_SECONDS = 300
"""A step that is not answered by then, however often it is asked, is stuck."""
_KILLED, _PAUSED = 0.25, 0.05
"""How many commands are killed, or paused, while they run."""


class Clients(NamedTuple):
    temporal: Client
    requests: RequestClient
    invoices: InvoiceClient
    ledger: LedgerClient
    queues: QueueClient
    clocks: ClockClient
    bank: BankClient


@dataclass(frozen=True)
class Step:
    """What somebody asks for."""

    name: str
    words: tuple[object, ...] = ()
    """As a command, without its key; none where there is none."""
    api: tuple[str, str, dict[str, Any]] | None = None
    """Method, address and body, where programs may ask for it."""
    send: Callable[[Clients, str], Awaitable[Any]] | None = None
    """With the clients and a key."""
    keyed: bool = True
    """Whether it takes a key; without one the same is there however often it is asked for."""
    may_be_refused: tuple[str, ...] = ()
    """Codes that say that somebody else was first."""


class Heard(StrEnum):
    DONE = "done"
    REFUSED = "refused"
    UNANSWERED = "unanswered"


class Answer(NamedTuple):
    heard: Heard
    said: Any


class Doors:
    def __init__(self, site: Site, clients: Clients, http: httpx.AsyncClient) -> None:
        self.clients = clients
        self._site = site
        self._http = http
        self.calm = asyncio.Event()
        """Set once nothing is killed any more."""

    async def until_answered(self, who: str, step: Step, key: str, chance: random.Random) -> Answer:
        """Asks through one of the doors, which `chance` chooses, until there is an answer."""
        journal = self._site.journal
        ways: list[Callable[[Step, str, random.Random], Awaitable[Answer]]] = []
        ways += [self._command] if step.words else []
        ways += [self._api] if step.api else []
        ways += [self._client] if step.send else []
        way = chance.choice(ways)
        journal.write(who, "asks", step=step.name, key=key, door=way.__name__.strip("_"))
        began = journal.seconds
        while True:
            answer = await way(step, key, chance)
            journal.answers[answer.heard] += 1
            journal.write(who, answer.heard, step=step.name, key=key, said=_brief(answer.said))
            if answer.heard is not Heard.UNANSWERED:
                break
            if journal.seconds - began > _PATIENCE_SECONDS:
                raise Wrong(f"{step.name} under {key} was never answered: {_brief(answer.said)}")
            await asyncio.sleep(chance.uniform(0.1, 1.0))
        if answer.heard is Heard.REFUSED and answer.said["code"] not in step.may_be_refused:
            raise Wrong(f"{step.name} under {key} was refused: {_brief(answer.said)}")
        return answer

    async def _command(self, step: Step, key: str, chance: random.Random) -> Answer:
        """Runs a command, and perhaps kills or pauses it."""
        luck, after, pause = chance.random(), chance.uniform(0, 1.5), chance.uniform(0.5, 5)
        process: list[int] = []
        loop, journal = asyncio.get_running_loop(), self._site.journal

        def strike() -> None:
            if process and not self.calm.is_set() and _signal(process[0], signal.SIGKILL):
                journal.killed("command")

        def hold() -> None:
            if process and not self.calm.is_set() and _signal(process[0], signal.SIGSTOP):
                journal.paused("command", pause)
                loop.call_later(pause, lambda: process and _signal(process[0], signal.SIGCONT))

        def started(pid: int) -> None:
            process.append(os.pidfd_open(pid))

        what = strike if luck < _KILLED else hold if luck < _KILLED + _PAUSED else None
        timer = loop.call_later(after, what) if what else None
        keyed = ("--key", key) if step.keyed else ()
        words = [str(word) for word in (*step.words, *keyed, "--json")]
        try:
            status, out, err = await asyncio.to_thread(self._run, words, started)
        finally:
            if timer:
                timer.cancel()
            if process:
                os.close(process.pop())
        if "Traceback" in err:
            raise Wrong(f"a command ({step.name}) wrote on standard error: {err[-2000:]}")
        if status in (-signal.SIGKILL, 3):
            return Answer(Heard.UNANSWERED, "killed" if status != 3 else json.loads(out))
        if status not in (0, 1):
            raise Wrong(f"a command ({step.name}) ended with status {status}: {out[-2000:]}")
        document = json.loads(out)
        if status == 1 and "refused" in document:
            return Answer(Heard.REFUSED, document["refused"])
        return Answer(Heard.DONE, document)

    def _run(self, words: list[str], started: Callable[[int], None]) -> tuple[int, str, str]:
        with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err:
            streams = given, out, err
            status = forks.run(words, self._site.environment, streams, _COMMAND_SECONDS, started)
            said = []
            for file in (out, err):
                file.seek(0)
                said.append(file.read().decode())
        return status, said[0], said[1]

    async def _api(self, step: Step, key: str, _chance: random.Random) -> Answer:
        assert step.api is not None
        method, address, body = step.api
        headers = {"Idempotency-Key": key}
        try:
            response = await self._http.request(method, address, json=body, headers=headers)
        except httpx.HTTPError as error:
            return Answer(Heard.UNANSWERED, type(error).__name__)
        if response.status_code in (429, 502, 503, 504, 507):
            return Answer(Heard.UNANSWERED, response.text)
        if response.status_code >= 500:
            raise Wrong(f"the API ({step.name}) answered {response.status_code}: {response.text}")
        if response.is_success:
            return Answer(Heard.DONE, response.json())
        said = response.json()
        return Answer(Heard.REFUSED, said.get("refused") or {"code": "invalid", **said})

    async def _client(self, step: Step, key: str, _chance: random.Random) -> Answer:
        assert step.send is not None
        try:
            return Answer(Heard.DONE, await step.send(self.clients, key))
        except ServiceUnreachable as away:
            return Answer(Heard.UNANSWERED, away.reason)
        except DomainError as refused:
            return Answer(Heard.REFUSED, refused.as_json())


@asynccontextmanager
async def opened_doors(site: Site) -> AsyncIterator[Doors]:
    async with AsyncExitStack() as opened:
        settings = site.settings
        temporal = await connect(settings, address=site.engine_address)
        clients = Clients(
            temporal,
            RequestClient(temporal, settings),
            await opened.enter_async_context(InvoiceClient.opened(settings, temporal)),
            await opened.enter_async_context(LedgerClient.opened(settings)),
            await opened.enter_async_context(QueueClient.opened(settings)),
            await opened.enter_async_context(ClockClient.opened(settings, temporal)),
            await opened.enter_async_context(BankClient.opened(settings)),
        )
        headers = {"Authorization": f"Bearer {site.api_key}"}
        http = httpx.AsyncClient(base_url=site.console_url, headers=headers, timeout=60)
        yield Doors(site, clients, await opened.enter_async_context(http))


def _signal(process: int, number: int) -> bool:
    with suppress(ProcessLookupError):
        signal.pidfd_send_signal(process, number)
        return True
    return False


def _brief(said: Any) -> str:
    return said[:500] if isinstance(said, str) else repr(said)[:500]
