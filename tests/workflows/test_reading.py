"""Who has the ledger open reads requests there, and asks no workflow."""

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest
from sqlalchemy import delete, select, update

from adapters.ledger.database import opened_ledger
from adapters.ledger.requests.tables import request_lives, request_timeline
from clients.requests.client import RequestClient
from clients.requests.reading import has_step
from domain.errors import RequestNotFound
from domain.requests import messages
from domain.requests.answer import RequestAnswer
from domain.requests.life import life_of
from domain.requests.lifecycle import State
from engine.wiring.open_ledger import OpenLedger
from tests.domain.requests.lives import Life
from tests.workflows.clocks import forget_lives
from tests.workflows.customers import ANNA, CARL, LARGE, a_customer
from tests.workflows.steps import in_review, submitted
from tests.workflows.system import System, at_work


@pytest.fixture
async def reader(idle_system: System) -> AsyncIterator[RequestClient]:
    """What a console has: a client with the ledger open."""
    async with opened_ledger(idle_system.settings.ledger_url) as database:
        yield RequestClient(idle_system.temporal, idle_system.settings, OpenLedger(database))


async def test_what_the_ledger_has_is_what_the_workflow_says(
    system: System, reader: RequestClient
) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(system, customer)
    assert await reader.snapshot(customer.request) == await system.snapshot(customer)


async def test_a_request_is_read_while_no_worker_runs(
    idle_system: System, reader: RequestClient
) -> None:
    under_review, approved = a_customer(credit=LARGE), a_customer()
    async with at_work(idle_system):
        await in_review(idle_system, under_review)
        await submitted(idle_system, approved)
    for customer, state in ((under_review, State.CREDIT_CHECK), (approved, State.APPROVED)):
        assert (await reader.snapshot(customer.request)).state is state


async def test_what_was_answered_here_is_shown_while_the_ledger_has_it_not_yet(
    system: System, reader: RequestClient
) -> None:
    customer = a_customer(credit=LARGE)
    before = await in_review(system, customer)
    async with opened_ledger(system.settings.ledger_url) as database:
        async with database.reading() as connection:
            life = (await connection.execute(select(request_lives))).one().life
        withdrawn = await system.send(customer, messages.Withdraw(by=ANNA, reason="not now"))
        async with database.writing() as connection:
            late = request_timeline.c.number > len(before.timeline)
            await connection.execute(update(request_lives).values(life=life))
            await connection.execute(delete(request_timeline).where(late))
    assert (await reader.snapshot(customer.request)).state is before.state
    answer = RequestAnswer(state=withdrawn.state, entries=len(withdrawn.timeline))
    reader._note_answered(customer.request, answer)
    assert await reader.snapshot(customer.request) == await system.snapshot(customer)


@pytest.mark.parametrize(
    ("kept", "entries", "answered", "has"),
    [
        (State.CREDIT_CHECK, 4, State.CREDIT_CHECK, True),
        (State.APPROVED, 5, State.CREDIT_CHECK, True),
        (State.CREDIT_CHECK, 3, State.CREDIT_CHECK, False),
        (State.WITHDRAWN, 4, State.WITHDRAWN, True),
        (State.REJECTED, 9, State.DRAFT, False),  # of an earlier request with the same name
    ],
)
def test_the_ledger_has_a_step_or_not(
    kept: State, entries: int, answered: State, has: bool
) -> None:
    life = life_of(Life().request).model_copy(update={"state": kept, "entries": entries})
    assert has_step(life, RequestAnswer(state=answered, entries=4)) is has


async def test_an_answer_is_the_request_after_its_step(
    system: System, reader: RequestClient
) -> None:
    customer = a_customer(credit=LARGE)
    before = await in_review(system, customer)
    approval = messages.ApproveCredit(by=CARL, limit=Decimal(20000))
    answered = await reader.send(customer.request, approval)
    assert answered.state is State.APPROVED
    assert answered.possible is not None
    assert [name for name, why in answered.possible.items() if why is None] == [
        "recheck",
        "withdraw",
        "switch",
    ]
    assert answered.timeline[: len(before.timeline)] == before.timeline
    assert answered == await system.snapshot(customer)


async def test_one_that_is_opened_again_is_not_answered_with_the_one_that_ended(
    system: System, reader: RequestClient
) -> None:
    customer = a_customer()
    await submitted(system, customer)
    await system.send(customer, messages.Withdraw(by=ANNA, reason="not now"))
    await system.end_of(customer)
    again = await reader.open(customer.draft, ANNA)
    assert (again.state, len(again.timeline)) == (State.DRAFT, 1)
    assert (await reader.snapshot(customer.request)).state is State.DRAFT


async def test_one_that_the_ledger_does_not_keep_says_itself_what_it_is(
    system: System, reader: RequestClient
) -> None:
    customer = a_customer()
    opened = await submitted(system, customer)
    await forget_lives(system)
    assert (await reader.snapshot(customer.request)).timeline == opened.timeline


async def test_one_that_nobody_opened_is_unknown(system: System, reader: RequestClient) -> None:
    with pytest.raises(RequestNotFound):
        await reader.snapshot("sub-nobody")


async def test_who_watches_sees_each_change_until_the_end(system: System) -> None:
    customer = a_customer()
    await submitted(system, customer)
    seen = []
    async for snapshot in system.requests.watch(customer.request, every=0.05):
        seen.append(snapshot.state)
        if snapshot.state is State.APPROVED:
            await system.send(customer, messages.Withdraw(by=ANNA, reason="not now"))
    assert seen == [State.APPROVED, State.WITHDRAWN]
