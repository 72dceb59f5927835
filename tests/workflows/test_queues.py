"""Requests are listed by the time they have answered, and never differently from what they are."""

import asyncio
import json
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update

from adapters.ledger.database import Database, opened_ledger
from adapters.ledger.requests.tables import request_stays, requests
from domain.errors import WrongTurn
from domain.requests import messages
from domain.requests.lifecycle import State
from domain.requests.listing import Change, QueueFilter, RequestLine
from domain.requests.snapshot import Snapshot
from domain.turns import Who
from tests.ledger.queues import a_listing, list_all
from tests.waiting import eventually
from tests.workflows.customers import ANNA, CARL, LARGE, Customer, a_customer
from tests.workflows.lives import LIVES, document_during_an_outage, rejected_by_a_rule
from tests.workflows.outage import waits_for
from tests.workflows.steps import RETURN_APPLICATION, SWITCH, in_review, submitted
from tests.workflows.system import System
from tests.workflows.wire import Wire


async def _listed(system: System, customer: Customer) -> RequestLine:
    line = await system.queues.line(customer.request)
    assert line is not None
    return line


async def _is_listed_as(system: System, snapshot: Snapshot) -> None:
    """At once: an answer is not there before the line is."""
    line = await system.queues.line(snapshot.request)
    assert line is not None
    assert line.waiting_on == snapshot.waiting_on
    assert (line.state, line.company, line.country, line.asked) == (
        *(snapshot.state, snapshot.company, snapshot.country, snapshot.credit.asked),
    )
    page = await system.queues.page(QueueFilter(account=snapshot.account))
    assert (line in page.lines) is (line.ended_at is None)


async def test_a_request_is_listed_in_its_present_state_with_every_answer(system: System) -> None:
    customer = a_customer(credit=LARGE, company__name=" ")
    await system.welcome(customer)
    await _is_listed_as(system, await system.open(customer))
    named = {**customer.draft, "company": a_customer().draft["company"]}
    for command in (
        messages.EditDraft(by=ANNA, draft=named),
        messages.Submit(by=ANNA),
        RETURN_APPLICATION,
        messages.AskForMore(by=CARL, reason="Which bank?"),
        RETURN_APPLICATION,
        messages.ApproveCredit(by=CARL, limit=Decimal(48000)),
        messages.Recheck(by=ANNA),
        SWITCH,
    ):
        await _is_listed_as(system, await system.send(customer, command))
    line = await _listed(system, customer)
    assert (line.state, line.waiting_on.who, line.reason) == (State.SWITCHED, Who.NOBODY, None)
    ended = await system.queues.page(QueueFilter(ended=True))
    assert line in ended.lines


async def test_what_time_does_to_a_request_is_listed(system: System) -> None:
    customer = a_customer(credit=LARGE)
    await _is_listed_as(system, await in_review(system, customer))
    await _is_listed_as(system, await system.pass_days(customer, 8))
    overdue = await system.queues.page(QueueFilter(waiting_on=Who.CREDIT))
    assert [line.request for line in overdue.lines] == [customer.request]


async def test_what_changes_no_state_is_notified_all_the_same(system: System) -> None:
    customer = a_customer()
    await submitted(system, customer)
    before = await _listed(system, customer)
    (written,) = await _changes_of(system, before.run, before.opened_at)
    steps = await _local_steps(system, customer)
    answered = await system.send(customer, messages.Recheck(by=ANNA))
    assert answered.timeline[-1].trigger == "recheck"

    after = await _listed(system, customer)
    assert after.revision == before.revision + 1
    same = {"revision": before.revision, "as_of": before.as_of}
    assert after.model_copy(update=same) == before
    (again,) = await _changes_of(system, before.run, written.written_at)
    assert again.written_at > written.written_at
    assert await _local_steps(system, customer) == [*steps, "assess", "tell"]


async def test_an_answer_that_leaves_no_trace_is_not_listed_again(system: System) -> None:
    customer = a_customer()
    await submitted(system, customer)
    steps = await _local_steps(system, customer)
    with pytest.raises(WrongTurn):
        await system.send(customer, RETURN_APPLICATION)
    assert await _local_steps(system, customer) == steps


async def _changes_of(system: System, run: str, since: datetime) -> list[Change]:
    return [each for each in await system.queues.changes(since) if each.run == run]


async def test_a_draft_by_itself_costs_one_event_to_list(system: System) -> None:
    customer = a_customer()
    await system.open(customer)
    assert await _local_steps(system, customer) == ["tell"]
    # Started; a task in three, the update in two, and the deadline that it waits for.
    assert len((await system.history(customer)).events) == 1 + 3 + 2 + 1 + 1


async def test_a_step_that_notifies_somebody_costs_nothing_more_to_list(system: System) -> None:
    customer = a_customer()
    await submitted(system, customer)
    await system.send(customer, SWITCH)
    await system.end_of(customer)
    # To list the draft; to read the rules and to notify of the approval. The switch does it itself.
    assert await _local_steps(system, customer) == ["tell", "assess", "tell"]


async def _local_steps(system: System, customer: Customer) -> list[str]:
    """The local activities in a request's history."""
    return [
        json.loads(marker.details["data"].payloads[0].data)["activity_type"]
        for event in (await system.history(customer)).events
        if (marker := event.marker_recorded_event_attributes).marker_name == "core_local_activity"
    ]


async def test_a_customer_who_applies_again_has_two_lines(system: System) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(system, customer)
    await system.send(customer, messages.Withdraw(by=ANNA, reason="Not now."))
    await system.end_of(customer)
    await system.open(customer)
    second, first = await system.queues.lines_of_account(customer.account_id)
    assert (first.state, first.reason) == (State.WITHDRAWN, "withdrawn")
    assert (second.state, second.revision) == (State.DRAFT, 1)
    assert first.run != second.run
    assert await _listed(system, customer) == second


async def test_what_happens_while_the_ledger_is_away_is_listed_as_it_is_when_it_is_back(
    remote_system: System, wire: Wire
) -> None:
    customer = a_customer()
    await remote_system.welcome(customer)
    await remote_system.open(customer)
    await wire.cut()
    renamed = {**customer.draft, "company": {**customer.draft["company"], "name": "Renamed B.V."}}
    await remote_system.send(customer, messages.EditDraft(by=ANNA, draft=renamed))
    await waits_for(remote_system, customer, "tell")
    withdraw = messages.Withdraw(by=ANNA, reason="We changed our minds.")
    assert (await remote_system.send(customer, withdraw)).state is State.WITHDRAWN
    assert (await _listed(remote_system, customer)).state is State.DRAFT

    await wire.mend()
    await remote_system.end_of(customer)
    line = await _listed(remote_system, customer)
    assert (line.state, line.company) == (State.WITHDRAWN, "Renamed B.V.")


async def test_the_first_answer_after_an_outage_of_the_listing_alone_waits_for_the_rules(
    remote_system: System, wire: Wire
) -> None:
    customer = a_customer()
    await remote_system.welcome(customer)
    await wire.cut()
    await remote_system.open(customer)
    await waits_for(remote_system, customer, "tell")
    await wire.mend()
    # What is still to be listed then is in the background, and delays no answer.
    assert (await remote_system.send(customer, messages.Submit(by=ANNA))).state is State.APPROVED

    async def listed() -> bool:
        line = await remote_system.queues.line(customer.request)
        return line is not None and line.state is State.APPROVED

    await eventually("the request is listed", listed, seconds=60)


async def _written(database: Database) -> list[Any]:
    """All that is listed, but when it was written."""
    of_requests = [column for column in requests.c if column is not requests.c.written_at]
    async with database.reading() as connection:
        lines = await connection.execute(select(*of_requests).order_by(requests.c.run_id))
        stays = await connection.execute(
            select(request_stays).order_by(request_stays.c.run_id, request_stays.c.number)
        )
        return [tuple(row) for row in (*lines, *stays)]


async def test_what_is_rebuilt_from_the_histories_equals_what_was_written(system: System) -> None:
    """It takes long because every life is led to its end first, and three times all is rebuilt."""
    together = [life for life in LIVES if life is not document_during_an_outage]
    reapplied = a_customer()
    customers = await asyncio.gather(*(life(system) for life in together))
    customers.append(await document_during_an_outage(system))
    for customer in customers:
        await system.end_of(customer)
    await system.open(reapplied)
    await system.send(reapplied, messages.Withdraw(by=ANNA, reason="Not now."))
    await system.end_of(reapplied)
    await submitted(system, reapplied)
    await in_review(system, a_customer(credit=LARGE))

    async with opened_ledger(system.settings.ledger_url) as database:
        written = await _written(database)
        right = await _rebuild_all(system, len(LIVES) + 3)
        assert (right.mended, right.kept) == (0, 0)

        async with database.writing() as connection:
            await connection.execute(delete(request_stays))
            await connection.execute(delete(requests))
        rebuilt = await _rebuild_all(system, len(LIVES) + 3)
        assert (rebuilt.mended, rebuilt.kept) == (len(LIVES) + 3, 0)
        assert await _written(database) == written

        # Something wrong at the same revision, and a request that the engine keeps no more.
        await list_all(database, a_listing("of-old", run=str(uuid4())))
        wrong = update(requests).where(requests.c.request == reapplied.request)
        async with database.writing() as connection:
            await connection.execute(wrong.values(company="Somebody Else"))
        rebuilt = await _rebuild_all(system, len(LIVES) + 3)
        assert (rebuilt.mended, rebuilt.kept) == (2, 1)
        assert await system.queues.line("of-old") is not None
        assert len(await _written(database)) == len(written) + 3


async def _rebuild_all(system: System, count: int) -> Any:
    """Rebuilds once the engine's own listing, which follows behind, has everything in it."""

    async def everything() -> bool:
        # A request that went on in another run is one request.
        last = "ExecutionStatus != 'ContinuedAsNew'"
        ours = f"TaskQueue = '{system.settings.task_queue}' AND {last}"
        return (await system.temporal.count_workflows(ours)).count == count

    await eventually("the engine lists every request", everything)
    rebuilt = await system.queues.rebuild(system.temporal)
    assert (rebuilt.requests, rebuilt.changing, rebuilt.unreadable) == (count, 0, 0)
    return rebuilt


async def test_a_rebuild_while_requests_go_on_leaves_every_line_right(system: System) -> None:
    customers = [await rejected_by_a_rule(system), *(a_customer(credit=LARGE) for _ in range(6))]

    async def live(customer: Customer) -> None:
        await in_review(system, customer)
        approve = messages.ApproveCredit(by=CARL, limit=Decimal(48000))
        await system.send(customer, approve)
        await system.send(customer, SWITCH)

    living = asyncio.gather(*(live(customer) for customer in customers[1:]))
    while not living.done():
        await system.queues.rebuild(system.temporal)
    await living
    for customer in customers:
        await _is_listed_as(system, await system.end_of(customer))
    assert (await system.queues.rebuild(system.temporal)).mended == 0
