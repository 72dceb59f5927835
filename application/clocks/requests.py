"""The check of requests: whatever stands in the queues has a workflow that moves it on, and stands
there once."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import timedelta

from application.clocks.apart import all_apart
from application.clocks.check import Check
from application.ports.clocks import RequestRow, RequestRun, Run
from application.requests.notify import notify
from application.requests.switch import Said, switch
from domain.clocks import ClockFinding, Remedy, Trouble
from domain.errors import KeyDestroyed
from domain.requests.happenings import Facts, Happening
from domain.requests.life import LifeRecord, RequestLife, life_of, record_of, request_in
from domain.requests.listing import Listing, Place
from domain.requests.view import listing_of

_AT_ONCE = 500

_ON_ITS_WAY = timedelta(seconds=12)
"""A step is listed before it is part of its history. By then it is, or another worker takes it
again, or it is in the ledger alone."""


async def check_requests(check: Check) -> tuple[int, list[ClockFinding]]:
    """How many have not ended, and what is wrong with which."""
    runs = await _runs(check)
    findings = await all_apart(
        check,
        [run for run in runs if not run.running],
        lambda run: run.id,
        lambda run: _switch_made(check, run),
    )
    settled = {each.about for each in findings if each.trouble is Trouble.AHEAD}
    running = {run.id: run for run in runs if run.running}

    async def look(row: RequestRow) -> ClockFinding | None:
        there = await check.engine.request(row.request)
        if there is not None and there.run == row.run:
            settled.add(row.request)
        return await _not_right(check, row, there)

    count, after = 0, ""
    while page := await _open(check, after):
        count += len(page)
        unclear = [row for row in page if not _is_as_before(check, row, running.get(row.request))]
        settled |= {row.request for row in page} - {row.request for row in unclear}
        findings += await all_apart(check, unclear, lambda row: row.request, look)
        after = page[-1].run
        check.beat()
    return count, findings + await _not_listed(check, runs, settled)


async def _runs(check: Check) -> list[Run]:
    """Those that run; in a thorough check also those that ended, but not as the ledger lists them
    to have."""
    runs = await check.listed(check.engine.requests(ended=check.thorough))
    ended = set[str]()
    for start in range(0, len(runs), _AT_ONCE):
        some = [run.run for run in runs[start : start + _AT_ONCE] if not run.running]
        async with check.ledger.reading() as transaction:
            ended |= await transaction.clocks.ended(some) if some else set()
    return [run for run in runs if run.running or run.run not in ended]


def _is_as_before(check: Check, row: RequestRow, run: Run | None) -> bool:
    """It runs, and neither its line nor its run is younger than the last check, which asked the
    engine about it."""
    if run is None or not row.kept or row.opened_again:
        return False
    return check.was_seen(row.written_at) and check.was_seen(run.started_at)


async def _open(check: Check, after: str) -> Sequence[RequestRow]:
    async with check.ledger.reading() as transaction:
        return await transaction.clocks.open_requests(after, _AT_ONCE)


async def _not_right(
    check: Check, row: RequestRow, there: RequestRun | None
) -> ClockFinding | None:
    if there is not None and there.run == row.run:
        if there.running and _is_behind(there, row):
            return None if _is_on_its_way(check, row) else await _gone(check, row, Trouble.BEHIND)
        if there.running or there.came_to_its_end:
            if check.mend and there.running and not row.kept:
                await _keep(check, row)
            return await _listed_wrongly(check, row, there)
    cut_off = there is not None and not (there.running or there.came_to_its_end)
    settling = not cut_off and check.is_settling(row.written_at)
    if settling or await _moved_meanwhile(check, row):
        return None
    if row.opened_again or (there is not None and there.run != row.run and there.running):
        return await _closed(check, row, Trouble.LISTED_TWICE)
    if cut_off and check.mend and await _recorded(check, row.request):
        async with check.ledger.reading() as transaction:
            row = await transaction.clocks.request(row.run) or row
        if row.opened_again:  # a later one was cut off before it was recorded
            return await _closed(check, row, Trouble.LISTED_TWICE)
    return await _gone(check, row, Trouble.NOT_RUNNING)


async def _keep(check: Check, row: RequestRow) -> None:
    """Has it recorded, so that it can go on from there if its workflow is ever lost. Nothing is
    wrong with it: it only took no step since the ledger keeps what a request is."""
    if row.request not in check.stuck and not check.is_settling(row.written_at):
        await check.engine.record_request(row.request)


async def _moved_meanwhile(check: Check, row: RequestRow) -> bool:
    async with check.ledger.reading() as transaction:
        return await transaction.clocks.request(row.run) != row


def _is_behind(there: RequestRun, row: RequestRow) -> bool:
    """No step is listed before the events that led to it are in the history: where that is shorter,
    the engine was set back."""
    return there.events < row.events


def _is_on_its_way(check: Check, row: RequestRow) -> bool:
    """The step that wrote this line may not be part of the history yet."""
    return check.now - row.written_at < min(check.settles, _ON_ITS_WAY)


async def _listed_wrongly(check: Check, row: RequestRow, there: RequestRun) -> ClockFinding | None:
    """The queues say something else than its workflow: looked for where that came to its end, and
    otherwise only in a thorough check, since a worker has to answer."""
    if check.is_settling(row.written_at) or row.request in check.stuck:
        return None
    if there.running and not check.thorough:
        return None
    if not await check.engine.relist_request(row.request, row.run, write=False):
        return None
    found = ClockFinding(about=row.request, trouble=Trouble.LISTED_WRONGLY, remedy=Remedy.LISTED)
    return await _listed(check, found, there) if check.mend else found


async def _listed(check: Check, found: ClockFinding, there: RequestRun) -> ClockFinding:
    if there.running:
        await check.engine.record_request(found.about)
        return found.model_copy(update={"mended": True})
    listed = await check.engine.relist_request(found.about, there.run, write=True)
    return found.model_copy(update={"mended": listed is not None})


async def _closed(check: Check, row: RequestRow, trouble: Trouble) -> ClockFinding:
    found = ClockFinding(about=row.request, trouble=trouble, remedy=Remedy.CLOSED)
    if not check.mend:
        return found
    async with check.ledger.writing() as transaction:
        await transaction.listings.close(row.run, trouble, check.now)
    return found.model_copy(update={"mended": True})


async def _gone(check: Check, row: RequestRow, trouble: Trouble) -> ClockFinding | None:
    """No workflow goes on from where the ledger has it: one is started there."""
    try:
        async with check.ledger.reading() as transaction:
            life = await transaction.listings.life(row.run)
    except KeyDestroyed:  # erased on purpose: nobody goes on from there
        return await _closed(check, row, Trouble.UNREADABLE)
    if life is None:
        return await _closed(check, row, Trouble.LOST)
    found = ClockFinding(about=row.request, trouble=trouble, remedy=Remedy.STARTED)
    if not check.mend:
        return found
    if trouble is Trouble.BEHIND:
        await check.engine.end_request(row.request)
    elif (now := await check.engine.request(row.request)) is not None and now.running:
        return None  # another check was faster: what it started is not ended again
    revived = _set_right(check, life, row, trouble)
    async with check.ledger.writing() as transaction:
        await transaction.listings.write(revived.listing, revived.record)
    started = await check.engine.start_request(revived.life)
    return found.model_copy(update={"mended": started})


@dataclass(frozen=True, slots=True)
class _Revived:
    life: RequestLife
    record: LifeRecord
    listing: Listing


def _set_right(check: Check, life: RequestLife, row: RequestRow, trouble: Trouble) -> _Revived:
    """The request with an entry in its timeline, from a later place than all that is written."""
    request = request_in(life)
    request.note(Happening.CLOCK_SET_RIGHT, check.by, check.now, Facts(codes=(trouble,)))
    place = Place(events=max(row.events, life.events) + 1, at=check.now)
    listing = listing_of(request, life.listed + 1, place)
    now = life_of(
        request,
        opening_key=life.opening_key,
        listed=listing.line.revision,
        events=place.events,
    ).model_copy(update={"answered": life.answered, "messages_each_run": life.messages_each_run})
    return _Revived(now, record_of(now, request, life.entries), listing)


async def _not_listed(check: Check, runs: Sequence[Run], but: Container[str]) -> list[ClockFinding]:
    """Workflows that run, or ran to their end, and that the ledger does not know of."""
    those = [run for run in runs if run.id not in but and not check.is_settling(run.started_at)]
    left = list(dict.fromkeys(run.id for run in those))
    return await all_apart(check, left, str, lambda request: _unknown(check, request))


async def _unknown(check: Check, request: str) -> ClockFinding | None:
    there = await check.engine.request(request)
    if there is None:
        return None
    async with check.ledger.reading() as transaction:
        row = await transaction.clocks.request(there.run)
    if not (there.running or there.came_to_its_end):
        return None if row is not None else await _never_recorded(check, request, there)
    if row is not None:
        # One that has ended, and that the engine was set back to before.
        set_back = there.running and _is_behind(there, row) and not _is_on_its_way(check, row)
        return await _gone(check, row, Trouble.BEHIND) if set_back else None
    if not there.told:
        return None
    found = ClockFinding(about=request, trouble=Trouble.UNKNOWN, remedy=Remedy.LISTED)
    return await _listed(check, found, there) if check.mend else found


async def _never_recorded(check: Check, request: str, there: RequestRun) -> ClockFinding | None:
    """One that was answered while the ledger was away, and terminated before that was back. Of one
    that ordered nothing, nobody was told anything."""
    if not check.mend:
        found = ClockFinding(about=request, trouble=Trouble.NOT_RUNNING, remedy=Remedy.STARTED)
        return found if await check.engine.untold(request) else None
    if not await _recorded(check, request):
        return None
    async with check.ledger.reading() as transaction:
        row = await transaction.clocks.request(there.run)
    return None if row is None else await _gone(check, row, Trouble.NOT_RUNNING)


async def _recorded(check: Check, request: str) -> bool:
    """Records what its workflow had ordered to be recorded, as it would have; False where that was
    nothing."""
    untold = await check.engine.untold(request)
    if untold is None:
        return False
    await notify(check.ledger, untold.notices, untold.listing, untold.record)
    return True


async def _switch_made(check: Check, run: Run) -> ClockFinding | None:
    """A switch that the engine saw made, and of which the ledger knows nothing."""
    made = await check.engine.switch_of(run.id, run.run)
    if made is None:
        return None
    async with check.ledger.reading() as transaction:
        if not await transaction.clocks.unknown_keys([made.order.key]):
            return None
    found = ClockFinding(
        about=run.id, trouble=Trouble.AHEAD, remedy=Remedy.DONE_AGAIN, codes=("switch",)
    )
    if not (check.mend and check.do_again):
        return found
    answer = await switch(check.unsent, made.order, Said(made.notices, made.listing))
    if answer.receipt is not None:
        return found.model_copy(update={"mended": True})
    refused = tuple(each.code for each in answer.findings if each.failed)
    return found.model_copy(update={"codes": refused})
