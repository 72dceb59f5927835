"""The check of invoices: whatever is open has a workflow, which knows what the ledger knows."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from application.clocks.apart import all_apart
from application.clocks.check import Check
from application.clocks.do_again import LostStep, do_again
from application.clocks.writing_down import write_down
from application.ports.clocks import InvoiceLife, InvoiceRow, Run, WorkflowState
from domain.clocks import ClockFinding, Remedy, Trouble
from domain.invoices.invoice import invoice_id
from domain.invoices.view import standing_of

_AT_ONCE = 500
_ID = invoice_id("")


@dataclass
class Engines:
    """The runs that the engine has, by the invoices' numbers."""

    runs: dict[str, list[Run]] = field(default_factory=lambda: defaultdict(list))

    def running(self, number: str) -> bool:
        return any(run.running for run in self.runs.get(number, ()))

    def ids(self, number: str) -> list[str]:
        return [run.run for run in self.runs.get(number, ())]


async def check_invoices(check: Check) -> tuple[int, list[ClockFinding]]:
    """How many are open, and what is wrong with which."""
    there = Engines()
    for run in await check.listed(check.engine.invoices(ended=check.thorough)):
        there.runs[run.id.removeprefix(_ID)].append(run)
    lost, findings = await _lost_steps(check, there)
    findings += await all_apart(
        check, list(lost), invoice_id, lambda number: _done_again(check, number, lost[number])
    )
    open_now, after = set[str](), ""
    while page := await _open(check, after):
        open_now.update(row.number for row in page)
        findings += await all_apart(
            check,
            [row for row in page if row.number not in lost],
            lambda row: invoice_id(row.number),
            lambda row: _not_right(check, there, row),
        )
        after = page[-1].number
        check.beat()
    left = [each for each in there.runs if each not in open_now and each not in lost]
    findings += await _of_nothing_open(check, there, left)
    return len(open_now), findings


async def _open(check: Check, after: str) -> Sequence[InvoiceRow]:
    async with check.ledger.reading() as transaction:
        return await transaction.clocks.open_invoices(after, _AT_ONCE)


async def _not_right(check: Check, there: Engines, row: InvoiceRow) -> ClockFinding | None:
    about = invoice_id(row.number)
    state = await _state(check, there, row.number)
    if state is not WorkflowState.RUNNING:
        settling = state is not WorkflowState.CUT_OFF and check.is_settling(row.written_at)
        if settling or await _settled_meanwhile(check, row.number):
            return None
        found = ClockFinding(about=about, trouble=Trouble.NOT_RUNNING, remedy=Remedy.STARTED)
        return await _started(check, row.number, found) if check.mend else found
    asked = check.thorough and about not in check.stuck
    if asked and await _is_behind(check, row.number):
        found = ClockFinding(about=about, trouble=Trouble.BEHIND, remedy=Remedy.REFRESHED)
        return await _refreshed(check, row.number, found) if check.mend else found
    return None


async def _state(check: Check, there: Engines, number: str) -> WorkflowState:
    """What the engine lists is a second behind: where that says nothing of it, it is asked."""
    if there.running(number):
        return WorkflowState.RUNNING
    return await check.engine.state(invoice_id(number))


async def _settled_meanwhile(check: Check, number: str) -> bool:
    async with check.ledger.reading() as transaction:
        (row,) = (await transaction.clocks.invoices([number])).values()
    return row.settled


async def _is_behind(check: Check, number: str) -> bool:
    """Whether its workflow takes it for something older than the ledger had before it was asked."""
    async with check.ledger.reading() as transaction:
        invoice = await transaction.invoices.one(number)
    standing = await check.engine.standing(number)
    if invoice is None or standing is None:
        return False
    return standing.revision < standing_of(invoice).revision


async def _started(check: Check, number: str, found: ClockFinding) -> ClockFinding:
    # Written down first, so that the workflow begins with it.
    await write_down(check.ledger, number, found.trouble, check.by, check.now)
    await check.engine.start_invoice(number)
    return found.model_copy(update={"mended": True})


async def _refreshed(check: Check, number: str, found: ClockFinding) -> ClockFinding:
    await check.engine.refresh_invoice(number)
    return found.model_copy(update={"mended": True})


async def _of_nothing_open(
    check: Check, there: Engines, numbers: Sequence[str]
) -> list[ClockFinding]:
    """Workflows that run although nothing of their invoice is open, or there is no invoice."""
    findings: list[ClockFinding] = []
    for start in range(0, len(numbers), _AT_ONCE):
        some = [each for each in numbers[start : start + _AT_ONCE] if there.running(each)]
        async with check.ledger.reading() as transaction:
            rows = await transaction.clocks.invoices(some)
        look = partial(_runs_for_nothing, check, there, rows)
        findings += await all_apart(check, some, invoice_id, look)
    return findings


async def _runs_for_nothing(
    check: Check, there: Engines, rows: Mapping[str, InvoiceRow], number: str
) -> ClockFinding | None:
    about, row = invoice_id(number), rows.get(number)
    since = row.written_at if row else max(run.started_at for run in there.runs[number])
    if check.is_settling(since) or (row is not None and not row.settled):
        return None
    life = await check.engine.life(number, there.ids(number))
    if life is None or not life.running or life.under_way:
        return None
    if row is None:
        return ClockFinding(about=about, trouble=Trouble.UNKNOWN)
    found = ClockFinding(about=about, trouble=Trouble.BEHIND, remedy=Remedy.REFRESHED)
    return await _refreshed(check, number, found) if check.mend else found


async def _lost_steps(
    check: Check, there: Engines
) -> tuple[Mapping[str, "_Lost"], list[ClockFinding]]:
    """What the engine has answered and the ledger does not know of, and what of it cannot be read;
    looked for only in a thorough check, which reads every history."""
    lost: dict[str, _Lost] = {}
    unreadable: list[ClockFinding] = []
    if not check.thorough:
        return lost, unreadable

    async def look(known: Container[str], number: str) -> None:
        life = await check.engine.life(number, there.ids(number))
        if life is not None and (found := await _lost(check, life, number in known)) is not None:
            lost[number] = found

    numbers = list(there.runs)
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        async with check.ledger.reading() as transaction:
            rows = await transaction.clocks.invoices(some)
        unreadable += await all_apart(check, some, invoice_id, partial(look, rows))
    if check.mend and check.do_again:
        steps = [step for each in lost.values() for step in each.steps]
        fired = {number: each.life.fired_at for number, each in lost.items()}
        for number, codes in (await do_again(check.unsent, steps, fired)).items():
            lost[number].refused = codes
    return lost, unreadable


@dataclass
class _Lost:
    life: InvoiceLife
    steps: Sequence[LostStep]
    known: bool
    refused: Sequence[str] = ()


async def _lost(check: Check, life: InvoiceLife, known: bool) -> _Lost | None:
    async with check.ledger.reading() as transaction:
        unknown = await transaction.clocks.unknown_keys([s.key for s in life.steps if s.key])
    steps = [
        LostStep(step.number, step.operation, await step.read(), step.key, step.at)
        for step in life.steps
        if (step.key in unknown if step.key else not known)
    ]
    return _Lost(life, steps, known) if steps else None


async def _done_again(check: Check, number: str, lost: _Lost) -> ClockFinding:
    trouble = Trouble.AHEAD if lost.known else Trouble.UNKNOWN
    done = check.mend and check.do_again
    codes = lost.refused if done else [step.operation for step in lost.steps]
    found = ClockFinding(
        about=invoice_id(number),
        trouble=trouble,
        remedy=Remedy.DONE_AGAIN,
        codes=tuple(codes),
        mended=done and not lost.refused,
    )
    if done:
        await write_down(check.ledger, number, trouble, check.by, check.now)
        await check.engine.refresh_invoice(number)
    return found
