"""One request, or one invoice, that gets thousands of messages while its workers are killed: by
hand `python -m tests.workflows.endless request 3000`, or with `invoice`, and shorter in the tests.
"""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from adapters.ledger.database import Database
from domain.errors import ServiceUnreachable
from domain.invoices.happenings import EventKind
from domain.invoices.messages import InvoiceMessage
from domain.notices import NoticeKind
from domain.operations.messages import MAX_TEXT
from domain.requests import messages
from domain.requests.happenings import Happening
from engine.leaving import run_and_leave
from tests.ledger.money_adds_up import every_cent_is_accounted_for, rows_of
from tests.temporal_server import temporal_server
from tests.waiting import eventually
from tests.workflows.billing import Billing, billing
from tests.workflows.crashing import crashing_worker
from tests.workflows.customers import a_customer
from tests.workflows.payers import dispute, euros, payment, resolution, reversal
from tests.workflows.runs import Runs, runs_of
from tests.workflows.system import System, opened_system, settings_for

AT_ONCE = 6
"""Messages that are under way at any time: some come while a run continues in the next."""

LARGEST_RUN = 2_000_000
"""Bytes of history that no run reaches."""

_LARGE = 40_000
"""Characters of a large draft. The engine takes 2 MB."""


@dataclass
class Endless:
    """What became of it."""

    asked: int
    """How many messages."""
    acknowledged: int
    each_run: int
    """How many messages a run takes."""
    kills: int
    killed: int
    """Of the workers that were to be killed, those that ran."""
    runs: Runs
    lost_or_doubled: list[str]
    """A sentence for each thing that is not there as it was acknowledged."""

    @property
    def wrong(self) -> list[str]:
        """Whatever is not as it must be."""
        found = list(self.lost_or_doubled)
        if self.acknowledged != self.asked:
            found.append(f"{self.acknowledged} of {self.asked} messages were answered")
        if self.killed != self.kills:
            found.append(f"{self.killed} of {self.kills} workers were killed")
        if max(self.runs.messages) >= 2 * self.each_run:
            found.append(f"a run took {max(self.runs.messages)} messages")
        if max(self.runs.sizes) >= LARGEST_RUN:
            found.append(f"a run's history has {max(self.runs.sizes):,} bytes")
        return found + [f"a task failed: {each}" for each in self.runs.failed_tasks]

    def __str__(self) -> str:
        return (
            f"{self.acknowledged:,} messages, {self.killed} workers killed,"
            f" {len(self.runs.sizes)} runs, largest history {max(self.runs.sizes):,} bytes,"
            f" wrong: {'; '.join(self.wrong) or 'nothing'}"
        )


@dataclass
class _Driven:
    """Messages that several senders take by turns, over workers that are killed."""

    system: System
    asked: int
    kills: int
    acknowledged: int = 0
    killed: int = 0

    def __post_init__(self) -> None:
        self.numbers: Iterator[int] = iter(range(self.asked))

    async def until_answered(self, number: int, sending: Callable[[str], Awaitable[Any]]) -> None:
        """Sends it under a key of its own, again and again, until there is an answer."""

        async def answered() -> bool:
            with suppress(ServiceUnreachable):
                await sending(f"message {number}")
                return True
            return False

        await eventually(f"message {number} is answered", answered, seconds=120)
        self.acknowledged += 1

    @asynccontextmanager
    async def all_sent(
        self, begin: Callable[[], Awaitable[Any]], senders: Sequence[Callable[[], Awaitable[None]]]
    ) -> AsyncIterator[None]:
        """Kills workers at even distances; with the last one at work once all is answered."""
        sending: list[asyncio.Future[None]] = []
        for life in range(self.kills + 1):
            async with crashing_worker(self.system, "never") as worker:
                if not sending:
                    await begin()
                    sending = [asyncio.ensure_future(each()) for each in senders]
                await self._until(self.asked * (life + 1) // (self.kills + 1), sending)
                if life == self.kills:
                    await asyncio.gather(*sending)
                    yield
                elif worker.returncode is None:
                    self.killed += 1

    async def _until(self, count: int, sending: Sequence[asyncio.Future[None]]) -> None:
        async def far_enough() -> bool:
            return self.acknowledged >= count or any(each.done() for each in sending)

        await eventually(f"{count} messages are answered", far_enough, seconds=3600)

    async def came_to(self, workflow_id: str, lost_or_doubled: list[str]) -> Endless:
        return Endless(
            asked=self.asked,
            acknowledged=self.acknowledged,
            each_run=self.system.settings.messages_each_run,
            kills=self.kills,
            killed=self.killed,
            runs=await runs_of(self.system.temporal, workflow_id),
            lost_or_doubled=lost_or_doubled,
        )


async def request_without_end(system: System, count: int, kills: int) -> Endless:
    """One request, edited so many times by as many people, every tenth with a large form."""
    customer, driven = a_customer(), _Driven(system, count, kills)
    await system.welcome(customer)

    async def send(number: int, command: messages.EditDraft) -> None:
        await driven.until_answered(number, lambda key: system.send(customer, command, key))

    async def edit() -> None:
        for number in driven.numbers:
            said = "x" * _LARGE if number % 10 == 0 else f"Reason {number}."
            draft = {**customer.draft, "justification": said}
            await send(number, messages.EditDraft(by=f"{number}@contoso.nl", draft=draft))

    async with driven.all_sent(lambda: system.open(customer), [edit] * AT_ONCE):
        timeline = (await system.snapshot(customer)).timeline
        expected = Counter({f"{number}@contoso.nl": 1 for number in range(count)})
        edits = [entry for entry in timeline if entry.kind is Happening.EDITED]
        wrong = _differing("edits by", Counter(entry.by for entry in edits), expected)
        if len(timeline) != count + 1 or timeline[0].kind is not Happening.OPENED:
            wrong.append(f"its timeline has {len(timeline)} entries")
        if [entry.at for entry in timeline] != sorted(entry.at for entry in timeline):
            wrong.append("its timeline is not in order")
        return await driven.came_to(customer.request, wrong)


@dataclass
class _Account:
    """What was acknowledged of one invoice."""

    received: dict[str, int] = field(default_factory=dict)
    """By the bank's reference, in euros: what it received and did not take back."""
    happened: Counter[EventKind] = field(default_factory=Counter)
    upheld: int = 0
    """Disputes."""


async def invoice_without_end(system: System, count: int, kills: int) -> Endless:
    """One invoice that is paid in small parts, some of which bounce, and disputed again and again
    for long reasons."""
    at, driven, account = await billing(system), _Driven(system, count, kills), _Account()

    async def send(number: int, said: InvoiceMessage) -> None:
        await driven.until_answered(number, lambda key: at.send(said, key=key))

    async def pay() -> None:
        """Every third payment bounces."""
        for number in driven.numbers:
            reference = f"B-{number}"
            await send(number, payment("1.00", reference))
            account.received[reference] = 1
            account.happened[EventKind.PAY] += 1
            if number % 3 == 0 and (bounces := next(driven.numbers, None)) is not None:
                await send(bounces, _at_length(reversal(reference)))
                account.received[reference] = 0
                account.happened[EventKind.REVERSE] += 1

    async def deny() -> None:
        """Every other dispute is upheld."""
        for step, number in enumerate(driven.numbers):
            if step % 2 == 0:
                await send(number, _at_length(dispute("1.00")))
                account.happened[EventKind.DISPUTE] += 1
            else:
                upheld = step % 4 == 1
                await send(number, _at_length(resolution(upheld=upheld)))
                account.happened[EventKind.RESOLVE] += 1
                account.upheld += upheld

    senders = [deny, *([pay] * (AT_ONCE - 1))]
    async with driven.all_sent(lambda: at.issue(f"{count}.00"), senders):
        return await driven.came_to(at.workflow_id, await _against_ledger(at, account, count))


def _at_length(said: Any) -> InvoiceMessage:
    """With the longest reason that there may be."""
    long: InvoiceMessage = said.model_copy(update={"reason": said.reason.ljust(MAX_TEXT, "!")})
    return long


async def _against_ledger(at: Billing, account: _Account, amount: int) -> list[str]:
    view = await at.look()
    database = await Database.open(at.system.settings.ledger_url)
    try:
        rows = await rows_of(database)
    finally:
        await database.close()
    left = Counter(
        {row.bank_reference: (row.amount_minor - row.taken_back_minor) for row in rows["payments"]}
    )
    received = Counter({name: euro * 100 for name, euro in account.received.items()})
    wrong = _differing("cents of", left, received)
    if len(rows["payments"]) != len(account.received):
        wrong.append(f"{len(rows['payments'])} payments, not {len(account.received)}")
    happened = Counter(event.kind for event in view.timeline)
    named = Counter({kind: happened[kind] for kind in account.happened})
    wrong += _differing("in its timeline", named, account.happened)
    if [event.at for event in view.timeline] != sorted(event.at for event in view.timeline):
        wrong.append("its timeline is not in order")
    letters = await at.notices()
    for kind, letter in (
        (EventKind.PAY, NoticeKind.PAYMENT_RECEIVED),
        (EventKind.REVERSE, NoticeKind.PAYMENT_REVERSED),
        (EventKind.DISPUTE, NoticeKind.DISPUTE_OPENED),
    ):
        if letters[letter] != account.happened[kind]:
            wrong.append(f"{letters[letter]} letters {letter}, not {account.happened[kind]}")
    still_open = euros(f"{amount - sum(account.received.values()) - account.upheld}.00")
    if view.open != still_open:
        wrong.append(f"{view.open} is open, not {still_open}")
    try:
        every_cent_is_accounted_for(rows)
    except AssertionError as uneven:
        wrong.append(f"money does not add up: {uneven}")
    return wrong


def _differing(what: str, found: Counter[Any], expected: Counter[Any]) -> list[str]:
    return [
        f"{found[each]} {what} {each}, not {expected[each]}"
        for each in {*found, *expected}
        if found[each] != expected[each]
    ]


async def _by_hand(what: Callable[[System, int, int], Awaitable[Endless]], count: int) -> int:
    began = datetime.now(UTC)
    with TemporaryDirectory() as home:
        async with (
            temporal_server() as temporal,
            opened_system(temporal, settings_for(Path(home))) as system,
        ):
            found = await what(system, count, 5)
    sys.stdout.write(f"{found}, {datetime.now(UTC) - began}\n")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    lives = {"request": request_without_end, "invoice": invoice_without_end}
    parser.add_argument("what", choices=lives)
    parser.add_argument("messages", type=int)
    chosen = parser.parse_args()
    run_and_leave(lambda: _by_hand(lives[chosen.what], chosen.messages))
