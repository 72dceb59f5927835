"""What follows from a step on invoices: their rows, adjustments and timelines, the account's credit
hold, warnings about its limit, letters, and the events that other programs are told. The account is
locked, and each invoice was concluded."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from application.account_book import Before
from application.credit_holds import lift_hold, place_hold
from application.exposure import watch_exposure
from application.papers.delivering import queue_e_invoice
from application.papers.writing import Credited, write_credit_note
from application.ports.invoices import NewAdjustment, NewEvent
from application.ports.ledger import Transaction
from domain.events.of_invoices import events_of_invoice
from domain.invoices.facts import NOTHING_MORE, Facts
from domain.invoices.invoice import Invoice
from domain.invoices.notes import why_of
from domain.invoices.parts import AdjustmentKind, Undoing
from domain.notices import CREDIT_NOTE_LETTERS
from domain.papers.policy import AS_BUILT_IN, PapersPolicy
from domain.people.through import Through
from domain.turns import WORKER


@dataclass(frozen=True, slots=True)
class Origin:
    """Who took a step, when and why."""

    now: datetime
    by: str = WORKER
    through: Through | None = None
    """How the person who acts came in."""
    facts: Facts = NOTHING_MORE
    """What a credit note or a write-off says."""
    papers: PapersPolicy = AS_BUILT_IN
    """What papers of invoices say of us that have none yet."""
    key: str | None = None
    """Of the step; None where time took it."""


async def write_new(transaction: Transaction, origin: Origin, invoice: Invoice) -> bool:
    """Writes an invoice and all that follows; False when its number was taken meanwhile."""
    if not await transaction.invoices.add(invoice):
        return False
    await _write_what_follows(transaction, origin, [invoice], {invoice.number: Before()})
    return True


async def write_changed(
    transaction: Transaction,
    origin: Origin,
    changed: Sequence[Invoice],
    before: Mapping[str, Before],
) -> None:
    """Writes back the invoices and all that follows; `before` has each by its number."""
    if not changed:
        return  # only unapplied money moved: no invoice is about it
    await transaction.invoices.change(changed)
    await _write_what_follows(transaction, origin, changed, before)


async def _write_what_follows(
    transaction: Transaction,
    origin: Origin,
    changed: Sequence[Invoice],
    before: Mapping[str, Before],
) -> None:
    adjustments = [
        adjustment
        for invoice in changed
        for adjustment in _adjustments(invoice, before[invoice.number], origin)
    ]
    if adjustments:
        await transaction.invoices.add_adjustments(adjustments)
        await _write_credit_notes(transaction, origin, changed, before, adjustments)
    await _watch_the_account(transaction, origin.now, changed, before)
    if events := list(_events(changed, origin)):
        await transaction.invoices.add_events(events)
    if told := [each for invoice in changed for each in events_of_invoice(invoice)]:
        await transaction.events.add(told)
    if notices := [notice for invoice in changed for notice in invoice.outgoing]:
        await transaction.notices.queue(notices)


async def _write_credit_notes(
    transaction: Transaction,
    origin: Origin,
    changed: Sequence[Invoice],
    before: Mapping[str, Before],
    adjustments: Sequence[NewAdjustment],
) -> None:
    """Each credit note has a number and a paper of its own."""
    invoices = {invoice.number: invoice for invoice in changed}
    for each in adjustments:
        if each.kind is AdjustmentKind.CREDIT_NOTE:
            credited = Credited(
                invoices[each.invoice],
                each.amount,
                before[each.invoice].credited,
                origin.now,
                each.facts.said,
            )
            note = await write_credit_note(transaction, credited, origin.papers)
            _carry(credited.invoice, note.paper.number)
            await queue_e_invoice(transaction, credited.invoice, note, origin.papers, origin.now)


def _carry(invoice: Invoice, paper: str) -> None:
    """The letter about a credit note carries it, now that it has its number."""
    for at, notice in enumerate(invoice.outgoing):
        if notice.kind in CREDIT_NOTE_LETTERS:
            invoice.outgoing[at] = notice.model_copy(update={"paper": paper})


async def _watch_the_account(
    transaction: Transaction,
    now: datetime,
    changed: Sequence[Invoice],
    before: Mapping[str, Before],
) -> None:
    # The first of each kind is enough: an account has one hold, and all rows are written.
    held = [each for each in changed if each.held and not before[each.number].held]
    freed = [each for each in changed if before[each.number].held and not each.held]
    for invoice in held[:1]:
        await place_hold(transaction.holds, invoice, now)
    for invoice in freed[:1]:
        await lift_hold(transaction.holds, invoice, now)
    moved = [invoice for invoice in changed if invoice.open != before[invoice.number].open]
    if moved:
        await watch_exposure(transaction, moved[0], now)


def _adjustments(invoice: Invoice, before: Before, origin: Origin) -> Iterator[NewAdjustment]:
    number, facts, why, step = invoice.number, origin.facts, why_of(origin.facts), origin.key
    for charge in invoice.charges:
        kind = AdjustmentKind(charge.kind)
        yield NewAdjustment(
            number, kind, charge.amount, charge.at, WORKER, charge.facts, charge.why, step=step
        )
    undone: Counter[Undoing] = Counter()
    for made in invoice.adjusted:
        undone[made.kind] += made.amount
        kind = AdjustmentKind(made.kind)
        written = (origin.now, origin.by, facts, why, made.corrects)
        yield NewAdjustment(number, kind, made.amount, *written, step=step)
    credited = invoice.credited - before.credited + undone[Undoing.CREDIT_NOTE_CORRECTED]
    written_off = (
        invoice.written_off
        - before.written_off
        + undone[Undoing.WRITE_OFF_CORRECTED]
        + undone[Undoing.RECOVERY]
    )
    for kind, amount in (
        (AdjustmentKind.CREDIT_NOTE, credited),
        (AdjustmentKind.WRITE_OFF, written_off),
    ):
        if amount:
            yield NewAdjustment(number, kind, amount, origin.now, origin.by, facts, why, step=step)


def _events(changed: Iterable[Invoice], origin: Origin) -> Iterator[NewEvent]:
    for invoice in changed:
        for event in invoice.events:
            through = origin.through if event.by == origin.by else None
            yield NewEvent(invoice.number, event, through)
