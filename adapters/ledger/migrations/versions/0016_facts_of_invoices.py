"""What an invoice's timeline and what raised or lowered it tell, as data: before, there was a
sentence alone. It stays beside them, for programs that read it."""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from adapters.ledger.migrations.guards import unguarded
from adapters.ledger.migrations.notes_of_before import Facts, facts_of_adjustment, facts_of_event
from adapters.ledger.sql.columns import Document

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_AT_ONCE = 1000

_EVENTS = sa.table(
    "invoice_events",
    *(sa.column(name) for name in ("invoice", "number", "trigger", "amount_minor", "note")),
    sa.column("facts", Document),
)
_ADJUSTMENTS = sa.table(
    "invoice_adjustments",
    *(sa.column(name) for name in ("id", "kind", "why")),
    sa.column("facts", Document),
)


def upgrade() -> None:
    op.add_column("invoice_events", sa.Column("facts", Document))
    op.add_column("invoice_adjustments", sa.Column("facts", Document))
    event, adjustment = _EVENTS.c, _ADJUSTMENTS.c
    with unguarded("invoice_events"):
        _fill(
            _EVENTS,
            (event.invoice, event.number),
            sa.select(*event).where(event.note.is_not(None)),
            lambda row: facts_of_event(row.trigger, row.note, row.amount_minor, _is_reference),
        )
    with unguarded("invoice_adjustments"):
        _fill(
            _ADJUSTMENTS,
            (adjustment.id,),
            sa.select(*adjustment),
            lambda row: facts_of_adjustment(row.kind, row.why),
        )


def downgrade() -> None:
    op.drop_column("invoice_adjustments", "facts")
    op.drop_column("invoice_events", "facts")


def _is_reference(reference: str) -> bool:
    payments = sa.table("payments", sa.column("bank_reference"))
    found = sa.select(sa.literal(1)).where(payments.c.bank_reference == reference).limit(1)
    return op.get_bind().execute(found).first() is not None


def _fill(
    table: sa.TableClause,
    key: Sequence[sa.ColumnClause[Any]],
    rows: sa.Select[Any],
    facts_of: Callable[[sa.Row[Any]], Facts | None],
) -> None:
    this = [column == sa.bindparam(f"of_{column.name}") for column in key]
    change = sa.update(table).where(*this).values(facts=sa.bindparam("of_facts", type_=Document))
    known = [
        {f"of_{column.name}": getattr(row, column.name) for column in key} | {"of_facts": facts}
        for row in op.get_bind().execute(rows)
        if (facts := facts_of(row)) is not None
    ]
    for start in range(0, len(known), _AT_ONCE):
        op.get_bind().execute(change, known[start : start + _AT_ONCE])
