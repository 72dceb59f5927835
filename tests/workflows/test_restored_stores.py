"""The drill of operators: engine or ledger is restored from a backup of an hour before, or lost
altogether. What comes back, what is told, and that nothing is doubled.

The life before is lived once; each test starts a server of its own on copies of its files, which
takes most of its time.
"""

import shutil
import sqlite3
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from domain.clocks import ClockFinding, ClockReport, Remedy, Trouble
from domain.invoices.invoice import invoice_id
from domain.invoices.messages import RecordPayment
from domain.requests import messages
from domain.requests.lifecycle import State
from domain.requests.listing import QueueFilter
from tests.waiting import eventually
from tests.workflows.billing import Billing
from tests.workflows.clocks import checked
from tests.workflows.customers import ANNA, a_customer
from tests.workflows.payers import a_payer, euros, payment
from tests.workflows.restoring import QUEUE, Moments, running
from tests.workflows.steps import SWITCH, submitted
from tests.workflows.system import System
from workflows.clocks import ReconcileClocks

PAYER = a_payer()
PAID_LATER, ISSUED_LATER, SETTLED_LATER = PAYER.number, PAYER.another("2"), PAYER.another("3")
LATER: dict[str, RecordPayment] = {
    PAID_LATER: payment("400.00", "B-1"),
    ISSUED_LATER: payment("20.00", "B-2"),
    SETTLED_LATER: payment("100.00", "B-3"),
}
"""What is paid after the backup."""
DECIDED_LATER, SWITCHED_LATER, OPENED_LATER = (a_customer() for _ in range(3))
OPEN = {PAID_LATER: "600.00", ISSUED_LATER: "30.00", SETTLED_LATER: "0.00"}


def mailed(home: Path) -> Counter[str]:
    """Every mail that went out to a customer, by what it is about."""
    names = (file.name.split("_", 1)[1] for file in (home / "outbox").glob("*.eml"))
    return Counter(name for name in names if not name.startswith("team_"))


async def all_mailed(system: System) -> None:
    async def none_waits() -> bool:
        states = await system.ledger.letters_by_state()
        return set(states) <= {"sent"} or not any(
            states.get(state) for state in ("queued", "claimed", "handing_over")
        )

    await eventually("every letter has left", none_waits)


@pytest.fixture(scope="module")
async def moments(tmp_path_factory: pytest.TempPathFactory) -> Moments:
    folder = tmp_path_factory.mktemp("moments")
    home, kept = folder / "home", Moments(folder)
    async with running(home) as system:
        at = Billing(system, PAYER)
        await system.ledger.import_accounts({"accounts": [PAYER.account]})
        await at.issue("1000.00", PAID_LATER)
        await at.issue("100.00", SETTLED_LATER)
        for customer in (DECIDED_LATER, SWITCHED_LATER):
            await system.welcome(customer)
        await system.open(DECIDED_LATER)
        await submitted(system, SWITCHED_LATER)
        await all_mailed(system)
    kept.keep(home, "early")
    async with running(home) as system:
        at = Billing(system, PAYER)
        await at.issue("50.00", ISSUED_LATER)
        for number, paid in LATER.items():
            await at.send(paid, number, key=f"key-{number}")
        await at.end_of(SETTLED_LATER)
        await system.send(DECIDED_LATER, messages.Submit(by=ANNA), key="submit")
        await system.send(SWITCHED_LATER, SWITCH, key="switch")
        await system.end_of(SWITCHED_LATER)
        await system.welcome(OPENED_LATER)
        await system.open(OPENED_LATER)
        await all_mailed(system)
        await kept.keep_keys(system)
    kept.keep(home, "late")
    return kept


async def nothing_is_doubled(at: Billing) -> None:
    """Whoever asks again under the key of then is answered as then."""
    for number, paid in LATER.items():
        assert (await at.send(paid, number, key=f"key-{number}")).open == euros(OPEN[number])
        assert [each.bank_reference for each in (await at.look(number)).payments] == [
            paid.bank_reference
        ]
    statement = await at.system.ledger.statement(PAYER.account_id)
    (exposure,) = statement.exposures
    assert exposure.open == euros("630.00")


async def requests_stand_as_they_stood(system: System) -> None:
    states = {
        DECIDED_LATER.request: State.APPROVED,
        OPENED_LATER.request: State.DRAFT,
    }
    page = await system.queues.page(QueueFilter())
    assert {line.request: line.state for line in page.lines} == states
    for customer in (DECIDED_LATER, OPENED_LATER):
        assert (await system.snapshot(customer)).state is states[customer.request]
    assert len(await system.switches(SWITCHED_LATER)) == 1
    switched = await system.queues.line(SWITCHED_LATER.request)
    assert switched is not None
    assert switched.state is State.SWITCHED
    # And they go on.
    await system.send(DECIDED_LATER, SWITCH)
    assert (await system.end_of(DECIDED_LATER)).state is State.SWITCHED


async def agree(system: System) -> None:
    async def nothing_is_left() -> bool:
        return not (await checked(system, thorough=True)).findings

    await eventually("ledger and engine agree", nothing_is_left)


def told(report: ClockReport) -> dict[str, ClockFinding]:
    return {each.about: each for each in report.findings}


async def test_an_engine_from_before_goes_on_where_the_ledger_is(
    moments: Moments, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    moments.restored(home, engine="early", ledger="late")
    async with running(home) as system:
        at = Billing(system, PAYER)
        before = mailed(moments.folder / "late")
        at_once = told(await checked(system, thorough=True, settles=timedelta(days=1)))
        assert invoice_id(SETTLED_LATER) not in at_once, "its workflow may still be told"
        found = told(await checked(system, thorough=True, mend=True))
        assert {about: each.trouble for about, each in found.items()} == {
            invoice_id(PAID_LATER): Trouble.BEHIND,
            invoice_id(ISSUED_LATER): Trouble.NOT_RUNNING,
            invoice_id(SETTLED_LATER): Trouble.BEHIND,
            DECIDED_LATER.request: Trouble.BEHIND,
            SWITCHED_LATER.request: Trouble.BEHIND,
            OPENED_LATER.request: Trouble.NOT_RUNNING,
        }
        assert all(each.mended for each in found.values())
        await at.end_of(SETTLED_LATER)
        await agree(system)
        await nothing_is_doubled(at)
        await all_mailed(system)
        assert mailed(home) == before
        await requests_stand_as_they_stood(system)


async def test_a_ledger_from_before_is_given_what_the_engine_alone_knows(
    moments: Moments, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    moments.restored(home, engine="late", ledger="early")
    before = mailed(moments.folder / "late")
    async with running(home, worker=False) as system:
        at = Billing(system, PAYER)
        only_told = told(await checked(system, thorough=True))
        assert {about: (each.trouble, each.codes) for about, each in only_told.items()} == {
            invoice_id(PAID_LATER): (Trouble.AHEAD, ("pay",)),
            invoice_id(ISSUED_LATER): (Trouble.UNKNOWN, ("issue", "pay")),
            invoice_id(SETTLED_LATER): (Trouble.AHEAD, ("pay",)),
            SWITCHED_LATER.request: (Trouble.AHEAD, ("switch",)),
            OPENED_LATER.request: (Trouble.UNREADABLE, ("key_unknown",)),
        }
        # Its account came after the backup, and so did its key: all others are mended all the same.
        report = await checked(system, thorough=True, mend=True, do_again=True)
        assert [each.about for each in report.tasks] == [OPENED_LATER.request]
        assert len(report.findings) == len(only_told)
        await moments.take_keys_back(system)
        await system.welcome(OPENED_LATER)
        report = await checked(system, thorough=True, mend=True, do_again=True)
        assert {each.about: each.remedy for each in report.findings} == {
            OPENED_LATER.request: Remedy.LISTED
        }
        assert report.tasks == ()
    async with running(home) as system:
        at = Billing(system, PAYER)
        # One line is older than its request, unless the worker saw to it at its start.
        stale = (await checked(system, thorough=True, mend=True)).findings
        assert {(each.about, each.trouble) for each in stale} <= {
            (DECIDED_LATER.request, Trouble.LISTED_WRONGLY)
        }
        await agree(system)
        await nothing_is_doubled(at)
        # Whether the letters of then went out the ledger cannot know: a person decides.
        await all_mailed(system)
        assert mailed(home) == before
        await requests_stand_as_they_stood(system)
        stuck = await system.ledger.stuck_letters()
        assert Counter(each.about for each in stuck)[invoice_id(PAID_LATER)] == 1


async def test_without_its_engine_everything_open_begins_anew_from_the_ledger(
    moments: Moments, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    moments.restored(home, engine="lost", ledger="late")
    async with running(home) as system:
        at = Billing(system, PAYER)
        found = told(await checked(system, thorough=True, mend=True))
        assert {about: each.remedy for about, each in found.items()} == {
            invoice_id(PAID_LATER): Remedy.STARTED,
            invoice_id(ISSUED_LATER): Remedy.STARTED,
            DECIDED_LATER.request: Remedy.STARTED,
            OPENED_LATER.request: Remedy.STARTED,
        }
        await agree(system)
        await nothing_is_doubled(at)
        await all_mailed(system)
        assert mailed(home) == mailed(moments.folder / "late")
        await requests_stand_as_they_stood(system)


async def test_without_its_ledger_invoices_come_back_from_the_engine_once_accounts_are_there(
    moments: Moments, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    moments.restored(home, engine="late", ledger="lost")
    async with running(home, worker=False) as system:
        unreadable = told(await checked(system, thorough=True))
        for customer in (DECIDED_LATER, SWITCHED_LATER, OPENED_LATER):
            assert unreadable[customer.request].trouble is Trouble.UNREADABLE
        await moments.take_keys_back(system)
        report = await checked(system, thorough=True, mend=True, do_again=True)
        refused = {each.about: each.codes for each in report.tasks}
        assert refused.pop(SWITCHED_LATER.request) == ("ACCOUNT",)
        assert refused.keys() == {invoice_id(number) for number in OPEN}
        assert all("invoice_not_issuable" in codes for codes in refused.values())
        await system.ledger.import_accounts({"accounts": [PAYER.account]})
        for customer in (DECIDED_LATER, SWITCHED_LATER, OPENED_LATER):
            await system.welcome(customer)
        report = await checked(system, thorough=True, mend=True, do_again=True)
        assert report.tasks == ()
    async with running(home) as system:
        at = Billing(system, PAYER)
        await agree(system)
        await nothing_is_doubled(at)
        await all_mailed(system)
        assert mailed(home) == mailed(moments.folder / "late")
        await requests_stand_as_they_stood(system)


async def test_letters_that_wait_in_a_ledger_from_before_are_left_to_a_person(
    moments: Moments, tmp_path: Path
) -> None:
    """The engine knows of a check that the ledger does not: what waited when the backup was made
    may have gone out since."""
    home = tmp_path / "home"
    moments.restored(home, engine="late", ledger="late")
    async with running(home) as system:
        await system.temporal.execute_workflow(ReconcileClocks.run, id="a check", task_queue=QUEUE)
    (tmp_path / "home" / "ledger.db").unlink()
    shutil.copy(moments.folder / "late" / "ledger.db", home)
    async with running(home, worker=False) as system:
        letter = next(iter(await system.ledger.mails(invoice_id(PAID_LATER))))
        put_back_into_the_queue(home / "ledger.db", letter.key)
    before = mailed(home)
    async with running(home) as system:
        (held,) = await eventually("the letter is held", system.ledger.stuck_letters)
        assert (held.key, held.state) == (letter.key, "unconfirmed")
        await all_mailed(system)
        assert mailed(home) == before


def put_back_into_the_queue(ledger: Path, key: str) -> None:
    with sqlite3.connect(ledger) as connection:
        connection.execute(
            "UPDATE outbox SET state = 'queued', attempts = 0, closed_at = NULL,"
            " due_at = '1970-01-01 00:00:00.000000' WHERE key = ?",
            (key,),
        )
    connection.close()
