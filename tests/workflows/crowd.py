"""Thousands of invoices whose reminders fall due in the same hour, are all signalled, and meet a
worker that was away for forty days: `python -m tests.workflows.crowd 10000` by hand, a smaller
crowd in the tests.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text, update
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionResponse

from adapters.ledger.invoices.rows import read_invoices
from adapters.ledger.invoices.tables import invoices
from domain.invoices.invoice import Invoice, invoice_id
from domain.invoices.messages import Share
from domain.invoices.reminding.dunning import next_alarm, step_at
from engine.leaving import run_and_leave
from tests.temporal_server import temporal_server
from tests.waiting import eventually
from tests.workflows.crashing import crashing_worker
from tests.workflows.crowds import LONGEST, Crowd, Letter, each_of
from tests.workflows.payers import euros, payment
from tests.workflows.system import System, failed_tasks, opened_system, settings_for

AWAY = timedelta(days=40)


@dataclass
class Spread:
    """How the first reminders came."""

    earliest: timedelta
    """The earliest that one was written, counted from the moment that it was due."""
    latest: timedelta
    latest_in_the_post: timedelta
    """The same for when it was handed over; without meaning where time was skipped."""
    hours: set[int]
    """The hours of the payer's day."""
    most_in_a_minute: int
    twice: list[str]


async def spread(crowd: Crowd, until_begins: timedelta) -> Spread:
    """The first reminders, of an hour that begins so much later by each invoice's clock; it has
    begun so long ago where that is negative."""
    numbers = crowd.numbers
    stored = await crowd.stored()
    begins = min(step_at(each, 1) for each in stored.values()).replace(minute=0, second=0)
    ahead = begins - until_begins - datetime.now(UTC)
    await crowd.skip(lambda _: datetime.now(UTC) + ahead)
    crowd.ahead = ahead
    letters = await crowd.reminded(len(numbers))
    due = {number: step_at(each, 1) for number, each in stored.items()}
    late = [each.written - due[each.number] for each in letters]
    left = [each.left + crowd.ahead - due[each.number] for each in letters]
    a_minute = Counter(each.written.replace(second=0, microsecond=0) for each in letters)
    return Spread(
        min(late),
        max(late),
        max(left),
        {(each.written - begins) // timedelta(hours=1) for each in letters},
        max(a_minute.values()),
        twice(letters),
    )


def twice(letters: Iterable[Letter]) -> list[str]:
    """Invoices that were reminded at one level more than once."""
    counted = Counter((each.number, each.level) for each in letters)
    return [number for (number, _), count in counted.items() if count > 1]


async def wake(crowd: Crowd) -> Counter[int]:
    """One wire for each account, a little for each of its invoices: all of them are signalled, but
    for the one that it goes through. How many were signalled how often."""
    letters = len(await crowd.reminders())

    async def pay(account: str) -> None:
        numbers = crowd.payers[account]
        shares = tuple(Share(number=number, at_most=euros("1.00")) for number in numbers)
        whole = payment(f"{len(numbers)}.00", f"B-{account}", shares=shares)
        await crowd.system.invoices.send(numbers[0], whole)

    await each_of(crowd.payers, pay, at_once=1)
    signalled: Counter[int] = Counter()

    async def count(number: str) -> None:
        first = number in {numbers[0] for numbers in crowd.payers.values()}

        async def refreshed() -> bool:
            was_signalled = first or await _signals(crowd.system, number) > 0
            return was_signalled and await _rests(crowd.system, number)

        await eventually(f"{number} is signalled", refreshed, seconds=LONGEST)
        signalled[await _signals(crowd.system, number)] += 1

    await each_of(crowd.numbers, count)
    assert len(await crowd.reminders()) == letters
    return signalled


async def _signals(system: System, number: str) -> int:
    history = await system.temporal.get_workflow_handle(invoice_id(number)).fetch_history()
    signalled = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED
    return sum(event.event_type == signalled for event in history.events)


async def _rests(system: System, number: str) -> bool:
    """Whether nothing of it waits for a worker."""
    execution = await _execution(system, number)
    busy = execution.pending_activities or execution.HasField("pending_workflow_task")
    return not busy


async def _execution(system: System, number: str) -> DescribeWorkflowExecutionResponse:
    workflow = system.temporal.get_workflow_handle(invoice_id(number))
    return (await workflow.describe()).raw_description


async def disconnect(crowd: Crowd) -> None:
    """No worker runs when the next alarm of each fires, and for forty days after it: the ledger's
    invoices are dated back so far, because a workflow that waits for its worker skips no time."""
    await crowd.skip(_just_before_the_next)
    async with crowd.writing() as connection:
        await connection.execute(text("DROP TRIGGER invoices_never_changed"))
        for number, each in (await read_invoices(connection, crowd.numbers)).items():
            await connection.execute(
                update(invoices)
                .where(invoices.c.number == number)
                .values(
                    issued_on=each.issued_on - AWAY,
                    due_on=each.due_on - AWAY,
                    issued_at=each.issued_at - AWAY,
                )
            )

    async def fired(number: str) -> None:
        async def waits() -> bool:
            return (await _execution(crowd.system, number)).HasField("pending_workflow_task")

        await eventually(f"the timer of {number} fires", waits, seconds=120)

    await each_of(crowd.numbers, fired)


def _just_before_the_next(invoice: Invoice) -> datetime:
    alarm = next_alarm(invoice)
    assert alarm is not None
    return alarm.at - timedelta(seconds=2)


@dataclass
class Back:
    """What a worker did that came back after forty days."""

    told: Counter[tuple[int, ...]]
    """How many invoices were reminded at which levels meanwhile, in the order of the letters."""
    steps: Counter[tuple[str, ...]]
    """The outcomes of each invoice's reminders, by level."""
    failed: int
    """Tasks of workflows that failed, in all."""


async def come_back(crowd: Crowd, before: int) -> Back:
    """Once a worker is there again and the last letter has left."""
    letters = (await crowd.reminded(before + len(crowd.numbers)))[before:]
    told: dict[str, tuple[int, ...]] = {}
    for each in letters:
        told[each.number] = (*told.get(each.number, ()), each.level)
    steps: Counter[tuple[str, ...]] = Counter()
    for invoice in (await crowd.stored()).values():
        by_level = sorted(invoice.reminders, key=lambda step: step.level)
        steps[tuple(step.outcome for step in by_level)] += 1
    failed: list[str] = []

    async def look(number: str) -> None:
        workflow = crowd.system.temporal.get_workflow_handle(invoice_id(number))
        failed.extend(failed_tasks(await workflow.fetch_history()))

    await each_of(crowd.numbers, look)
    return Back(Counter(told.values()), steps, len(failed))


@dataclass
class Outcome:
    """What became of a crowd."""

    spread: Spread
    signalled: Counter[int]
    """How many were signalled how often."""
    back: Back


def _silent(said: str) -> None:
    """Says nothing."""


async def lived(
    system: System, count: int, until_begins: timedelta, say: Callable[[str], object] = _silent
) -> Outcome:
    """A crowd, from its issue until a worker has come back after forty days.

    Args:
        say: is told of each part when it is over.
    """
    crowd = Crowd(system)

    @contextmanager
    def timed(part: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        say(f"{part}: {time.monotonic() - began:.0f} s")

    async with crashing_worker(system, "never"):
        with timed("issued"):
            await crowd.issue(count)
        with timed("spread"):
            found = await spread(crowd, until_begins)
        say(str(found))
        with timed("signalled"):
            signalled = await wake(crowd)
    before = len(await crowd.reminders())
    with timed("went away"):
        await disconnect(crowd)
    async with crashing_worker(system, "never"):
        with timed("came back"):
            back = await come_back(crowd, before)
    return Outcome(found, signalled, back)


def spreading_policy(home: Path, minutes: int) -> Path:
    file = home / "policy.yaml"
    file.write_text(f"invoices: {{spread_reminders_over_minutes: {minutes}}}\n", "utf-8")
    return file


def _said(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


async def _by_hand(count: int, minutes: int, lead: float) -> int:
    with TemporaryDirectory() as folder:
        home = Path(folder)
        settings = settings_for(home, policy=spreading_policy(home, minutes))
        async with temporal_server() as temporal, opened_system(temporal, settings) as system:
            found = await lived(system, count, timedelta(seconds=lead), _said)
    _said(str(found))
    return 0


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("count", type=int)
    asked.add_argument("--minutes", type=int, default=10, help="of the policy's spread")
    asked.add_argument("--lead", type=float, default=240, help="seconds until the hour begins")
    chosen = asked.parse_args()
    run_and_leave(lambda: _by_hand(chosen.count, chosen.minutes, chosen.lead))
