"""What must be so once everything is back: each thing that is not is written into the journal."""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import select
from temporalio.client import WorkflowExecutionStatus as Status

from adapters.ledger.database import Database
from adapters.ledger.events import events
from adapters.ledger.tables import outbox, payment_method_history
from adapters.mail.message import digest
from domain.clocks import Trouble
from domain.errors import ServiceUnreachable
from domain.invoices.facts import IdKind
from domain.invoices.happenings import EventKind as E
from domain.invoices.invoice import invoice_id
from domain.notices import REMINDERS
from domain.requests.happenings import Happening as H
from engine.wiring.ledgers import columns_of
from tests.chaos.deeds import Deeds, InvoiceDeeds, RequestDeeds
from tests.chaos.doors import Clients
from tests.chaos.hook_receiver import received
from tests.chaos.letters import letters_of, of_deeds
from tests.chaos.mail_server import taken
from tests.chaos.site import Site
from tests.ledger.money_adds_up import every_cent_is_accounted_for, rows_of
from tests.waiting import eventually
from tests.workflows.payers import PAULA
from tests.workflows.system import failed_tasks
from workflows.invoice import InvoiceTerms

_SECONDS = 120
_AT_ONCE = 4
_ABOUT_LETTERS = (H.LETTER_REFUSED, H.LETTER_UNCONFIRMED, H.LETTER_DISMISSED)


async def check(site: Site, at: Clients, deeds: Deeds) -> None:
    await eventually("the engine and a worker answer", lambda: _answering(at, deeds), _SECONDS)
    with suppress(AssertionError):  # what is wrong by then, the checks say
        await eventually("no step is being retried", lambda: _at_rest(at, deeds), 2 * _SECONDS)
    database = await Database.open(site.settings.ledger_url, columns_of(site.settings))
    try:
        await _check_queues(site, at, deeds)
        await _check_clocks(site, at, deeds)
        await _check_money(site, database, deeds)
        await _check_switches(site, database, deeds)
        await _check_letters(site, database)
        await _check_events(site, database)
    finally:
        await database.close()
    turns = asyncio.Semaphore(_AT_ONCE)

    async def in_turn(name: str, checking: Awaitable[None]) -> None:
        async with turns:
            try:
                await checking
            except Exception as failed:
                site.journal.went_wrong(name, f"{type(failed).__name__}: {failed}")

    requests = (in_turn(n, _check_request(at, n, each)) for n, each in deeds.requests.items())
    invoices = (in_turn(n, _check_invoice(at, n, each)) for n, each in deeds.invoices.items())
    await asyncio.gather(*requests, *invoices)


async def _answering(at: Clients, deeds: Deeds) -> bool:
    try:
        for request in list(deeds.requests)[:1]:
            await at.requests.snapshot(request)
    except ServiceUnreachable:
        return False
    return True


async def _at_rest(at: Clients, deeds: Deeds) -> bool:
    for name in deeds.requests:
        described = await at.temporal.get_workflow_handle(name).describe()
        if described.raw_description.pending_activities:
            return False
    return True


async def _check_request(at: Clients, name: str, deeds: RequestDeeds) -> None:
    snapshot = await at.requests.snapshot(name)
    kinds = [entry.kind for entry in snapshot.timeline if entry.kind not in _ABOUT_LETTERS]
    assert H.CLOCK_SET_RIGHT in kinds or not deeds.was_lost, f"never set right: {kinds}"
    found = [kind for kind in kinds if kind is not H.CLOCK_SET_RIGHT]
    assert found == deeds.happened, f"its timeline is {found}, acknowledged was {deeds.happened}"
    await _can_move(at, name, ended=deeds.ended)
    letters = of_deeds(Counter(mail.kind for mail in await at.ledger.mails(name)))
    expected = letters_of([*deeds.before, *deeds.happened]) + Counter(deeds.reminders)
    assert letters == expected, f"its letters are {letters}, expected were {expected}"


async def _check_invoice(at: Clients, number: str, deeds: InvoiceDeeds) -> None:
    view = await at.invoices.view(number)
    assert view.open.minor == deeds.open, f"{view.open} is open, acknowledged was {deeds.open}"
    found = Counter(event.kind for event in view.timeline)
    for happened, times in deeds.happened.items():
        assert found[happened] == times, f"{happened} {found[happened]} times, not {times}"
    await _can_move(at, invoice_id(number), ended=not deeds.open, by_bank=deeds.by_bank)
    if deeds.open:
        await eventually("its workflow knows where it stands", lambda: _is_known(at, number), 60)
    letters = Counter(mail.kind for mail in await at.ledger.mails(invoice_id(number)))
    for kind, times in deeds.letters.items():
        assert letters[kind] == times, f"{kind} {letters[kind]} times, expected were {times}"
    written = (each.ids for each in view.timeline if each.kind is E.WRITE_REMINDER)
    levels = Counter(each.id for ids in written for each in ids if each.kind is IdKind.REMINDER)
    assert bool(levels) == deeds.reminded, f"reminders {levels}"
    assert set(levels.values()) <= {1}, f"reminders {levels}"
    reminding = sum(letters[kind] for kind in REMINDERS)
    assert reminding == len(levels), f"{reminding} letters for reminders {levels}"


async def _is_known(at: Clients, number: str) -> bool:
    """Whether the workflow has the invoice as the ledger has it."""
    handle = at.temporal.get_workflow_handle(invoice_id(number))
    standing = await handle.query(InvoiceTerms.standing)
    view = await at.invoices.view(number)
    return standing is not None and (standing.state, standing.open) == (view.state, view.open)


async def _can_move(at: Clients, workflow_id: str, *, ended: bool, by_bank: bool = False) -> None:
    """It has a running workflow, or ended as it should; and its workflow never failed a task."""
    handle = at.temporal.get_workflow_handle(workflow_id)
    wanted = [Status.COMPLETED] if ended else [Status.RUNNING]
    if ended and by_bank:  # an import ends those that have nothing to wait for
        wanted.append(Status.TERMINATED)

    async def there() -> bool:
        return (await handle.describe()).status in wanted

    await eventually(f"its workflow is {wanted[0].name}", there, _SECONDS)
    failed = failed_tasks(await handle.fetch_history())
    assert not failed, f"its workflow failed tasks: {failed}"


async def _check_queues(site: Site, at: Clients, deeds: Deeds) -> None:
    """Of an ended request whose workflow had been started again, the engine does not say which run
    was its last once there is another request of its name: what is listed of it is kept."""
    kept = sum(each.was_lost_before for each in deeds.requests.values())
    rebuilt = await at.queues.rebuild(at.temporal)
    if rebuilt.mended or rebuilt.changing or rebuilt.unreadable or rebuilt.kept != kept:
        site.journal.went_wrong("queues", f"a rebuild found {rebuilt}")


async def _check_clocks(site: Site, at: Clients, deeds: Deeds) -> None:
    """Ledger and engine agree. Where nobody was answered to in time, an invoice's workflow learns
    of a step at its next alarm, or here."""
    invoices = {invoice_id(number) for number in deeds.invoices}
    report = await at.clocks.check(PAULA, mend=True, settles=timedelta(0))
    for found in report.findings:
        if found.trouble is not Trouble.BEHIND or found.about not in invoices:
            site.journal.went_wrong(found.about, f"a check of clocks found {found}")


async def _check_money(site: Site, database: Database, deeds: Deeds) -> None:
    rows = await rows_of(database)
    try:
        every_cent_is_accounted_for(rows)
    except AssertionError as wrong:
        site.journal.went_wrong("money", f"does not add up: {wrong}")
    left = {p.bank_reference: p.amount_minor - p.taken_back_minor for p in rows["payments"]}
    back = {refund.bank_reference: refund.amount_minor for refund in rows["refunds"]}
    if len(left) != len(rows["payments"]) or len(back) != len(rows["refunds"]):
        site.journal.went_wrong("money", "a bank's reference counts twice")
    for found, acknowledged in ((left, deeds.payments), (back, deeds.refunds)):
        if differ := sorted(found.items() ^ acknowledged.items()):
            site.journal.went_wrong("money", f"recorded and acknowledged differ: {differ}")


async def _check_switches(site: Site, database: Database, deeds: Deeds) -> None:
    history = payment_method_history.c
    to_invoice = select(history.scope_id).where(
        history.method == "invoice", history.order_key != ""
    )
    async with database.reading() as connection:
        made = Counter(row.scope_id for row in await connection.execute(to_invoice))
    asked = {name.split("/", 1)[1] for name, each in deeds.requests.items() if each.switched}
    if made != Counter(asked):
        differ = sorted(made.items() ^ Counter(asked).items())
        site.journal.went_wrong("switches", f"made and acknowledged differ: {differ}")


async def _check_events(site: Site, database: Database) -> None:
    """Each is delivered, perhaps more than once; those about one thing first come in their
    order."""
    async with database.reading() as connection:
        rows = list(await connection.execute(select(events).order_by(events.c.position)))
    came = list(dict.fromkeys(received(site.hooks)))
    if missing := [row.type for row in rows if row.id not in {*came}]:
        site.journal.went_wrong("events", f"not delivered: {Counter(missing)}")
    if unknown := {*came} - {row.id for row in rows}:
        site.journal.went_wrong("events", f"delivered, and in no ledger: {unknown}")
    for about in {row.about for row in rows}:
        happened = [row.id for row in rows if row.about == about]
        if [each for each in came if each in {*happened}] != happened:
            site.journal.went_wrong(about, "its events came in another order")


async def _check_letters(site: Site, database: Database) -> None:
    """At most once at the server, and none missing there but those that say so themselves."""
    async with database.reading() as connection:
        rows = list(await connection.execute(select(outbox.c.key, outbox.c.state)))
    there = Counter({id_[1:].partition("@")[0]: n for id_, n in taken(site.mails).items()})
    for row in rows:
        times = there.pop(digest(row.key), 0)
        allowed = {"sent": (1,), "unconfirmed": (0, 1)}.get(row.state, ())
        if times not in allowed:
            site.journal.went_wrong(row.key, f"a letter is {row.state}, the server has {times}")
    if there:
        site.journal.went_wrong("letters", f"the server has {there.total()} that nobody sent")
