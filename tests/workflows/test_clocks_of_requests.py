"""Ledger and engine held against each other, for requests: nothing stands in the queues that can
never move."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from adapters.ledger.database import opened_ledger
from adapters.ledger.requests.lives import StoredLives
from adapters.ledger.requests.tables import requests
from application.clocks.check import SETTLES
from application.ports.clocks import RequestRun, Untold
from clients.clocks import ClockClient
from domain.clocks import ClockFinding, Remedy, Trouble
from domain.errors import RequestNotFound
from domain.requests import messages
from domain.requests.life import WholeLife
from domain.requests.lifecycle import State
from domain.requests.listing import QueueFilter
from engine.clocks import EngineClocks
from tests.waiting import eventually
from tests.workflows.billing import billing
from tests.workflows.clocks import (
    asked_by_check,
    checked,
    comes_to_rest,
    forget_listings,
    forget_lives,
)
from tests.workflows.customers import ANNA, Customer, a_customer
from tests.workflows.outage import ledger_held
from tests.workflows.steps import SWITCH, submitted
from tests.workflows.system import System


async def in_queues(system: System) -> list[str]:
    return [line.run for line in (await system.queues.page(QueueFilter())).lines]


async def opened(system: System, customer: Customer) -> Customer:
    await system.welcome(customer)
    await system.open(customer)
    return customer


async def terminated(system: System, customer: Customer) -> None:
    await opened(system, customer)
    await system.handle(customer).terminate("by an operator")


async def test_requests_that_agree_are_left_alone(system: System) -> None:
    one, another = a_customer(), a_customer()
    await submitted(system, one)
    await submitted(system, another)
    await system.send(another, SWITCH)
    await system.end_of(another)
    for thorough in (False, True):
        report = await checked(system, thorough=thorough, mend=True, do_again=True)
        assert (report.requests, report.findings) == (1, ())


async def test_a_request_whose_workflow_was_terminated_goes_on_where_it_stood(
    system: System,
) -> None:
    customer = a_customer()
    await system.welcome(customer)
    await system.open(customer, key="its-own")
    await system.handle(customer).terminate("by an operator")
    (run,) = await in_queues(system)

    dead = ClockFinding(about=customer.request, trouble=Trouble.NOT_RUNNING, remedy=Remedy.STARTED)
    for settles in (SETTLES, timedelta(0)):  # however young: it will never go on by itself
        assert (await checked(system, settles=settles)).findings == (dead,)
    assert (await checked(system, mend=True)).tasks == ()
    await comes_to_rest(system)

    assert await in_queues(system) == [run]
    assert (await system.open(customer, key="its-own")).state is State.DRAFT
    there = await system.send(customer, messages.Submit(by=ANNA))
    assert there.state is State.APPROVED
    kinds = [entry.kind for entry in (await system.snapshot(customer)).timeline]
    assert kinds[:2] == ["opened", "clock_set_right"]
    await system.pass_days(customer, 100)
    assert (await system.end_of(customer)).state is State.WITHDRAWN


async def test_a_request_that_was_answered_while_the_ledger_was_away_is_found_when_it_is_terminated(
    system: System,
) -> None:
    """It takes as long as a step is tried before its answer waits for it no more."""
    customer = a_customer()
    await system.welcome(customer)
    with ledger_held(system):
        await system.open(customer)
        await system.handle(customer).terminate("by an operator")
    assert await in_queues(system) == []

    dead = ClockFinding(about=customer.request, trouble=Trouble.NOT_RUNNING, remedy=Remedy.STARTED)
    assert (await checked(system, thorough=True)).findings == (dead,)
    assert (await checked(system, thorough=True, mend=True)).tasks == ()
    await comes_to_rest(system)
    there = await system.send(customer, messages.Submit(by=ANNA))
    assert there.state is State.APPROVED


async def test_what_another_check_started_is_not_ended_again(system: System) -> None:
    """Two people mend at once: the second comes to it after the first, and after the customer."""
    customer = a_customer()
    await terminated(system, customer)

    class Overtaken(EngineClocks):
        async def untold(self, request: str) -> Untold | None:
            assert (await checked(system, mend=True)).tasks == ()
            await system.send(customer, messages.Submit(by=ANNA))
            return await super().untold(request)

    assert (await checked(system, engine=Overtaken, mend=True)).findings == ()
    await comes_to_rest(system)
    kinds = [entry.kind for entry in (await system.snapshot(customer)).timeline]
    assert kinds == ["opened", "clock_set_right", "submitted", "approved"]


async def test_a_step_that_is_on_its_way_into_the_history_is_left_alone(system: System) -> None:
    """It is listed some milliseconds before that; what was so for longer is another matter."""
    customer = a_customer()
    await system.welcome(customer)
    await system.open(customer)

    class Before(EngineClocks):
        async def request(self, request: str) -> RequestRun | None:
            there = await super().request(request)
            return there._replace(events=0) if there is not None else None

    soon = await checked(system, engine=Before, settles=timedelta(minutes=15))
    assert soon.findings == ()
    behind = ClockFinding(about=customer.request, trouble=Trouble.BEHIND, remedy=Remedy.STARTED)
    assert (await checked(system, engine=Before)).findings == (behind,)


async def test_a_request_that_the_engine_does_not_have_yet_is_left_alone(system: System) -> None:
    """It was listed a moment ago; what was so for longer is another matter."""
    customer = await opened(system, a_customer())

    class NotYet(EngineClocks):
        async def request(self, _request: str) -> RequestRun | None:
            return None

    assert (await checked(system, engine=NotYet, settles=SETTLES)).findings == ()
    gone = ClockFinding(about=customer.request, trouble=Trouble.NOT_RUNNING, remedy=Remedy.STARTED)
    assert (await checked(system, engine=NotYet)).findings == (gone,)


async def test_a_request_opened_again_stands_in_the_queues_once(system: System) -> None:
    customer = a_customer()
    await terminated(system, customer)
    await system.open(customer, key="another")
    assert len(await in_queues(system)) == 2

    (twice,) = (await checked(system)).findings
    assert (twice.trouble, twice.remedy) == (Trouble.LISTED_TWICE, Remedy.CLOSED)
    assert (await checked(system, mend=True)).tasks == ()
    assert await in_queues(system) == [(await system.handle(customer).describe()).run_id]
    assert (await checked(system)).findings == ()


async def test_of_two_openings_whose_workflows_are_gone_the_later_one_goes_on(
    system: System,
) -> None:
    customer = a_customer()
    await terminated(system, customer)
    (earlier,) = await in_queues(system)
    await system.open(customer, key="another")
    await system.handle(customer).terminate("again")
    (later,) = {*await in_queues(system)} - {earlier}

    found = {each.trouble for each in (await checked(system, mend=True)).findings}
    assert found == {Trouble.LISTED_TWICE, Trouble.NOT_RUNNING}
    assert await in_queues(system) == [later]
    await comes_to_rest(system)


async def test_an_ordinary_check_asks_about_what_changed_however_much_there_is(
    system: System,
) -> None:
    at = await billing(system)
    await at.issue()
    one, _ = await opened(system, a_customer()), await opened(system, a_customer())
    lists = dict.fromkeys(("stuck", "requests", "invoices", "lasting"), 1)

    async def only_lists() -> bool:  # which may be a second behind
        return await asked_by_check(system, since=datetime.now(UTC)) == lists

    await eventually("two requests and an invoice are listed", only_lists)
    for number in range(3):
        await opened(system, a_customer())
        await at.issue("10.00", at.payer.another(str(number)))
    await eventually("five requests and four invoices are listed", only_lists)
    since = datetime.now(UTC)
    await system.send(one, messages.Submit(by=ANNA))
    assert await asked_by_check(system, since=since) == {**lists, "request": 1}
    assert (await asked_by_check(system))["request"] == 5, "no check was made before"
    await system.handle(one).terminate("by an operator")
    (found,) = (await checked(system, since=datetime.now(UTC))).findings
    assert (found.about, found.trouble) == (one.request, Trouble.NOT_RUNNING)


async def test_a_request_of_which_nothing_is_kept_leaves_the_queues(system: System) -> None:
    """As one of a release that kept nothing."""
    customer = a_customer()
    await terminated(system, customer)
    await forget_lives(system)

    for _ in range(2):
        report = await checked(system, mend=True)
        (lost,) = report.findings
        assert (lost.trouble, lost.remedy, lost.mended) == (Trouble.LOST, Remedy.CLOSED, True)
        assert report.tasks == (lost,), "it stays a task until somebody has seen to it"
    assert await in_queues(system) == []
    closed = await system.queues.line(customer.request)
    assert closed is not None
    assert (closed.state, closed.reason) == (State.WITHDRAWN, "lost")
    assert (await system.open(customer, key="another")).state is State.DRAFT
    assert (await checked(system, mend=True)).findings == (), "the customer applies again"


async def test_a_lost_request_is_no_task_any_more_once_somebody_has_seen_to_it(
    system: System,
) -> None:
    customer = a_customer()
    await terminated(system, customer)
    await forget_lives(system)
    async with ClockClient.opened(system.settings, system.temporal) as client:
        with pytest.raises(RequestNotFound):
            await client.seen(customer.request, "olga")
        await checked(system, mend=True)
        assert (await client.troubles())[Trouble.LOST] == 1
        for _ in range(2):
            await client.seen(customer.request, "olga", "a-key")
        assert (await client.troubles())[Trouble.LOST] == 0
        (seen,) = await client.seen_to(customer.scope_id)
        assert (seen.about, seen.by) == (customer.request, "olga")
        assert await client.seen_to("sub-another") == []
        report = await client.check("olga")
    assert (report.findings, report.seen) == ((), (seen,))


async def test_a_request_that_took_no_step_since_the_ledger_keeps_requests_is_kept_and_goes_on(
    system: System,
) -> None:
    customer = a_customer()
    await system.welcome(customer)
    before = await system.open(customer)
    await forget_lives(system)
    assert (await checked(system)).findings == ()
    assert await _kept(system, customer) is None
    assert (await checked(system, mend=True)).findings == ()
    life, timeline = await eventually("it is kept", lambda: _kept(system, customer)) or (None, ())
    assert life is not None
    assert [life.draft, timeline] == [before.draft, before.timeline]

    await system.handle(customer).terminate("by an operator")
    (found,) = (await checked(system, mend=True)).findings
    assert (found.remedy, found.mended) == (Remedy.STARTED, True)
    assert (await system.snapshot(customer)).draft == before.draft


async def _kept(system: System, customer: Customer) -> WholeLife | None:
    async with opened_ledger(system.settings.ledger_url) as database:
        return await StoredLives(database).newest_whole(customer.request)


async def test_a_request_that_the_queues_show_as_open_after_its_end_is_listed_anew(
    system: System,
) -> None:
    customer = await opened(system, a_customer())
    (run,) = await in_queues(system)
    of_run = requests.c.run_id == run
    async with opened_ledger(system.settings.ledger_url) as database:
        async with database.reading() as connection:
            before = (await connection.execute(select(requests).where(of_run))).mappings().one()
        await system.send(customer, messages.Withdraw(by=ANNA, reason="We changed our minds."))
        await system.end_of(customer)
        async with database.writing() as connection:
            await connection.execute(update(requests).where(of_run).values(**before))

    found = ClockFinding(
        about=customer.request, trouble=Trouble.LISTED_WRONGLY, remedy=Remedy.LISTED
    )
    assert (await checked(system, settles=SETTLES)).findings == (), "it may still settle"
    assert (await checked(system)).findings == (found,)
    mended = found.model_copy(update={"mended": True})
    assert (await checked(system, mend=True)).findings == (mended,)
    assert await in_queues(system) == []
    await comes_to_rest(system)


async def test_a_request_that_the_ledger_does_not_list_is_listed(system: System) -> None:
    customer = a_customer()
    await system.welcome(customer)
    await system.open(customer)
    await forget_listings(system)
    (found,) = (await checked(system)).findings
    assert (found.trouble, found.remedy) == (Trouble.UNKNOWN, Remedy.LISTED)
    assert (await checked(system, mend=True)).tasks == ()

    async def listed() -> bool:
        return len(await in_queues(system)) == 1

    await eventually("the request is listed", listed)
    kept = [entry.kind for entry in (await system.snapshot(customer)).timeline]
    assert kept == ["opened"]
