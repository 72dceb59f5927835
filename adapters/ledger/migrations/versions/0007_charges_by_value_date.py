"""Late charges as of value dates: what came in for each invoice on which day, and a kind of
adjustment for what is given back of a charge.

The days are in the journal of allocations already; each invoice now carries them in its clock, as
everything else that its charges follow from. SQLite changes no check of a table, so that of the
adjustments is built anew there, with its guard.
"""

import json
from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from alembic import op

from adapters.ledger.migrations.guards import guard_append_only

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TABLE = "invoice_adjustments"
_BEFORE = ("credit_note", "write_off", "late_interest", "compensation")
_KINDS = (*_BEFORE, "charge_given_back")

_RECEIVED = sa.text(
    "SELECT a.invoice, p.value_date, SUM(a.amount_minor) AS amount"
    " FROM allocations a JOIN payments p ON p.id = a.payment_id"
    " GROUP BY a.invoice, p.value_date HAVING SUM(a.amount_minor) <> 0"
    " ORDER BY a.invoice, p.value_date"
)
_invoices = sa.table("invoices", sa.column("number", sa.Text), sa.column("clock", sa.JSON))


def upgrade() -> None:
    _allow(_KINDS)
    received: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for invoice, on, amount in op.get_bind().execute(_RECEIVED):
        received[invoice].append({"on": str(on), "amount": int(amount)})
    for number, moved in received.items():
        _change_clock(number, received=moved)


def downgrade() -> None:
    _allow(_BEFORE)
    for (number,) in list(op.get_bind().execute(sa.select(_invoices.c.number))):
        _change_clock(number, received=None)


def _change_clock(number: str, received: list[dict[str, Any]] | None) -> None:
    this = _invoices.c.number == number
    clock = op.get_bind().execute(sa.select(_invoices.c.clock).where(this)).scalar_one()
    clock = json.loads(clock) if isinstance(clock, str) else dict(clock)
    clock.pop("received", None)
    if received:
        clock["received"] = received
    op.get_bind().execute(sa.update(_invoices).where(this).values(clock=clock))


def _allow(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    if op.get_context().dialect.name != "sqlite":
        op.drop_constraint(op.f(f"ck_{_TABLE}_kind"), _TABLE, type_="check")
        op.create_check_constraint(op.f(f"ck_{_TABLE}_kind"), _TABLE, f"kind IN ({listed})")
        return
    op.execute(f"ALTER TABLE {_TABLE} RENAME TO {_TABLE}_before")
    for name in ("changed", "removed", "replaced"):
        op.execute(f"DROP TRIGGER {_TABLE}_never_{name}")
    op.execute(f"DROP INDEX ix_{_TABLE}_invoice")
    op.create_table(
        _TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.CheckConstraint(f"kind IN ({listed})", name="kind"),
        sa.CheckConstraint("id > 0", name="id"),
        sa.CheckConstraint("amount_minor > 0", name="amount"),
        sa.ForeignKeyConstraint(["invoice"], ["invoices.number"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute(f"INSERT INTO {_TABLE} SELECT * FROM {_TABLE}_before")  # noqa: S608 - our own names
    op.execute(f"DROP TABLE {_TABLE}_before")
    op.create_index(f"ix_{_TABLE}_invoice", _TABLE, ["invoice"])
    guard_append_only(_TABLE, ("id",))
