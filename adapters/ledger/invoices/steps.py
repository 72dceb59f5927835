"""One step on invoices of an account: how they were, and all that is written of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger.inserting import insert_missing
from adapters.ledger.invoices.adjustment_rows import number_of
from adapters.ledger.invoices.credit_holds import lift_hold, place_hold
from adapters.ledger.invoices.exposures import watch_exposure
from adapters.ledger.invoices.rows import change_invoices, whole_row
from adapters.ledger.invoices.tables import invoice_adjustments, invoice_events, invoices
from adapters.ledger.outbox import queue
from adapters.ledger.states import AdjustmentKind
from domain.invoices.invoice import Invoice
from domain.invoices.parts import Undoing
from domain.through import Through
from domain.turns import WORKER

_EVENT = invoice_events.c

_WRITE_EVENT = insert(invoice_events).values(
    number=select(func.coalesce(func.max(_EVENT.number), 0) + 1)
    .where(_EVENT.invoice == bindparam("of_invoice"))
    .scalar_subquery()
)
_WRITE_ADJUSTMENT = insert(invoice_adjustments)


class Before(NamedTuple):
    """An invoice before a step, as far as something else follows from how it changed."""

    credited: int = 0
    written_off: int = 0
    open: int = 0
    held: bool = False

    @classmethod
    def of(cls, invoice: Invoice) -> "Before":
        return cls(invoice.credited, invoice.written_off, invoice.open, invoice.held)


@dataclass(frozen=True, slots=True)
class Step:
    """What is written of a step on invoices whose account is locked. Each was concluded."""

    connection: AsyncConnection
    now: datetime
    by: str = WORKER
    through: Through | None = None
    """What whoever acts came in through."""
    why: str = ""
    """What a credit note or a write-off says."""

    async def write_new(self, invoice: Invoice) -> bool:
        """Writes an invoice and all that follows; False when its number was taken meanwhile."""
        missing = insert_missing(self.connection, invoices)
        row = whole_row(invoice, datetime.now(UTC))
        written = await self.connection.execute(missing, row)
        if written.rowcount != 1:
            return False
        await self._write_what_follows([invoice], {invoice.number: Before()})
        return True

    async def write(self, changed: Sequence[Invoice], before: dict[str, Before]) -> None:
        """Writes back the invoices and all that follows; `before` has each by its number."""
        if not changed:
            return  # only unapplied money moved: no invoice is about it
        await change_invoices(self.connection, changed, datetime.now(UTC))
        await self._write_what_follows(changed, before)

    async def _write_what_follows(
        self, changed: Sequence[Invoice], before: dict[str, Before]
    ) -> None:
        adjustments = [
            row for invoice in changed for row in self._adjustments(invoice, before[invoice.number])
        ]
        if adjustments:
            await self.connection.execute(_WRITE_ADJUSTMENT, adjustments)
        await self._look_at_the_account(changed, before)
        if events := list(self._events(changed)):
            await self.connection.execute(_WRITE_EVENT, events)
        if notices := [notice for invoice in changed for notice in invoice.outgoing]:
            await queue(self.connection, notices)

    async def _look_at_the_account(
        self, changed: Sequence[Invoice], before: dict[str, Before]
    ) -> None:
        # The first of each kind stands for all: an account has one hold, and all rows are written.
        held = [each for each in changed if each.held and not before[each.number].held]
        freed = [each for each in changed if before[each.number].held and not each.held]
        for invoice in held[:1]:
            await place_hold(self.connection, invoice, self.now)
        for invoice in freed[:1]:
            await lift_hold(self.connection, invoice, self.now)
        moved = [invoice for invoice in changed if invoice.open != before[invoice.number].open]
        if moved:
            await watch_exposure(self.connection, moved[0], self.now)

    def _adjustments(self, invoice: Invoice, before: Before) -> Iterator[dict[str, Any]]:
        for charge in invoice.charges:
            kind = AdjustmentKind(charge.kind)
            yield _adjustment(invoice, kind, charge.amount, charge.at, WORKER, charge.why)
        undone: Counter[Undoing] = Counter()
        for made in invoice.adjusted:
            undone[made.kind] += made.amount
            kind, corrects = AdjustmentKind(made.kind), number_of(made.corrects)
            yield _adjustment(
                invoice, kind, made.amount, self.now, self.by, self.why, corrects=corrects
            )
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
                yield _adjustment(invoice, kind, amount, self.now, self.by, self.why)

    def _events(self, changed: Iterable[Invoice]) -> Iterator[dict[str, Any]]:
        through = self.through and self.through.model_dump(mode="json")
        for invoice in changed:
            for event in invoice.events:
                yield {
                    "of_invoice": invoice.number,
                    "invoice": invoice.number,
                    "at": event.at,
                    "by": event.by,
                    "trigger": event.trigger,
                    "from_state": event.from_,
                    "to_state": event.to,
                    "amount_minor": event.amount.minor if event.amount is not None else None,
                    "note": event.note,
                    "through": through if event.by == self.by else None,
                }


def _adjustment(
    invoice: Invoice,
    kind: AdjustmentKind,
    amount: int,
    at: datetime,
    by: str,
    why: str,
    corrects: int | None = None,
) -> dict[str, Any]:
    return {
        "invoice": invoice.number,
        "kind": kind,
        "amount_minor": amount,
        "at": at,
        "by": by,
        "why": why,
        "corrects": corrects,
    }
