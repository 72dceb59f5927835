"""A transfer counts once, however its reference is written; what becomes of a payment afterwards is
a journal; unapplied credit can be paid back; credit notes and write-offs can be taken back.

References that differ by a space or a capital were two before. The first keeps the normal form; the
others have transfers of their own, so that each can still be taken back by itself.

SQLite changes no check of a table, so what changes there is built anew, with its guards. Going down
keeps what counts of every payment, and forgets refunds, corrections and recoveries.
"""

import re

import sqlalchemy as sa
from alembic import op

from adapters.ledger.migrations.guards import guard_append_only, guard_facts

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_BEFORE = ("credit_note", "write_off", "late_interest", "compensation", "charge_given_back")
_KINDS = (*_BEFORE, "credit_note_corrected", "write_off_corrected", "recovery")
_LEFT = "allocated_minor + taken_back_minor + refunded_minor < amount_minor"
_LEFT_BEFORE = "allocated_minor < amount_minor AND reversed_at IS NULL"
_SAME = (
    "p.id, p.account_id, p.bank_reference, p.currency, p.amount_minor, p.value_date, p.instrument,"
    " p.received_at, p.received_by, p.allocated_minor, p.order_key"
)
_NAMES = _SAME.replace("p.", "")
_ALLOCATION = 'id, payment_id, invoice, amount_minor, at, "by", why'
_ADJUSTMENT = 'id, invoice, kind, amount_minor, at, "by", why'
_ALL_TAKEN_BACK = "taken_back_minor + refunded_minor = amount_minor"


def upgrade() -> None:
    _create_transfers()
    _name_transfers()
    if _is_sqlite():
        _set_aside("payments", ("account_id", "left"))
        _set_aside("allocations", ("payment_id", "invoice"))
        _create_payments(after=True)
        _create_allocations()
        op.execute(
            f"INSERT INTO payments ({_NAMES}, transfer, taken_back_minor, refunded_minor)"  # noqa: S608
            f" SELECT {_SAME}, k.key, CASE WHEN p.reversed_at IS NULL THEN 0 ELSE p.amount_minor"
            " END, 0 FROM payments_before p JOIN transfers_of_payments k ON k.id = p.id"
        )
    else:
        _drop_guards("payments", "removed", "emptied", "changed")
        _add_columns()
    _create_refunds()
    _create_payment_changes()
    source = "payments_before" if _is_sqlite() else "payments"
    op.execute(
        'INSERT INTO payment_changes (payment_id, kind, amount_minor, at, "by", why)'  # noqa: S608
        " SELECT id, 'reversal', amount_minor, reversed_at, reversed_by, reversal_reason"
        f" FROM {source} WHERE reversed_at IS NOT NULL ORDER BY id"
    )
    if _is_sqlite():
        _copy_allocations()
    else:
        for name in ("allocated", "reversed", "reversal"):
            op.drop_constraint(op.f(f"ck_payments_{name}"), "payments", type_="check")
        op.drop_constraint(op.f("uq_payments_bank_reference"), "payments", type_="unique")
        for gone in ("reversed_at", "reversed_by", "reversal_reason"):
            op.drop_column("payments", gone)
        for name, check in _CHECKS.items():
            op.create_check_constraint(op.f(f"ck_payments_{name}"), "payments", check)
        op.create_foreign_key(None, "payments", "transfers", ["transfer"], ["key"])
    op.drop_table("transfers_of_payments")
    op.create_index("ix_payments_transfer", "payments", ["transfer"])
    _partial_index("ix_payments_left", "payments", ["account_id"], _LEFT)
    facts = ("account_id", "bank_reference", "transfer", "currency", "amount_minor", "value_date")
    guard_facts("payments", keys=("id",), facts=(*facts, "order_key"))
    guard_facts(
        "refunds",
        keys=("id",),
        facts=("account_id", "bank_reference", "transfer", "currency", "amount_minor", "order_key"),
        until="OLD.corrected_at IS NOT NULL",
    )
    guard_append_only("payment_changes", ("id",))
    _allow(_KINDS, after=True)


def downgrade() -> None:
    _allow(_BEFORE, after=False)
    all_of_it = f"CASE WHEN {_ALL_TAKEN_BACK} THEN"
    last = "(SELECT {} FROM payment_changes c WHERE c.payment_id = p.id ORDER BY c.id DESC LIMIT 1)"
    back = ", ".join(f"{all_of_it} {last.format(name)} END" for name in ("c.at", 'c."by"', "c.why"))
    amount = f"{all_of_it} amount_minor ELSE amount_minor - taken_back_minor - refunded_minor END"
    reference = (
        "CASE WHEN id = (SELECT MIN(id) FROM payments q WHERE q.bank_reference = p.bank_reference)"
        " THEN bank_reference ELSE substr(bank_reference, 1, 50) || ' ' || id END"
    )
    kept = _SAME.replace("p.amount_minor", amount).replace("p.bank_reference", reference)
    _drop_guards("payments", "changed", "removed", "emptied")
    op.create_table("payments_kept", *_payment_columns(), *_columns_before())
    columns = f"{_NAMES}, reversed_at, reversed_by, reversal_reason"
    op.execute(
        f"INSERT INTO payments_kept ({columns}) SELECT {kept}, {back} FROM payments p"  # noqa: S608
    )
    op.drop_table("payment_changes")
    op.drop_table("refunds")
    if _is_sqlite():
        _set_aside("allocations", ("payment_id", "invoice"))
        _set_aside("payments", ("account_id", "transfer", "left"))
        _create_payments(after=False)
        _create_allocations()
        op.execute(
            f"INSERT INTO payments ({columns}) SELECT {columns} FROM payments_kept"  # noqa: S608
        )
        _copy_allocations()
    else:
        op.drop_index("ix_payments_left", "payments")
        op.drop_index("ix_payments_transfer", "payments")
        for name in _CHECKS:
            op.drop_constraint(op.f(f"ck_payments_{name}"), "payments", type_="check")
        for column in _columns_before():
            op.add_column("payments", column)
        same = ("bank_reference", "amount_minor", "reversed_at", "reversed_by", "reversal_reason")
        setting = ", ".join(f"{name} = k.{name}" for name in same)
        op.execute(
            f"UPDATE payments SET {setting} FROM payments_kept k WHERE k.id = payments.id"  # noqa: S608
        )
        for gone in ("transfer", "taken_back_minor", "refunded_minor"):
            op.drop_column("payments", gone)
        op.create_unique_constraint(None, "payments", ["bank_reference"])
        for name, check in _CHECKS_BEFORE.items():
            op.create_check_constraint(op.f(f"ck_payments_{name}"), "payments", check)
    op.drop_table("payments_kept")
    op.drop_table("transfers")
    _partial_index("ix_payments_left", "payments", ["account_id"], _LEFT_BEFORE)
    guard_facts(
        "payments",
        keys=("id", "bank_reference"),
        facts=("account_id", "currency", "amount_minor", "value_date", "order_key"),
        until="OLD.reversed_at IS NOT NULL",
    )


_CHECKS = {
    "not_negative": "allocated_minor >= 0 AND taken_back_minor >= 0 AND refunded_minor >= 0",
    "received": "allocated_minor + taken_back_minor + refunded_minor <= amount_minor",
}
_CHECKS_BEFORE = {
    "allocated": "allocated_minor >= 0 AND allocated_minor <= amount_minor",
    "reversed": "reversed_at IS NULL OR allocated_minor = 0",
    "reversal": "(reversed_at IS NULL) = (reversed_by IS NULL)"
    " AND (reversed_at IS NULL) = (reversal_reason IS NULL)",
}


def _create_transfers() -> None:
    op.create_table(
        "transfers",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("counted_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("length(currency) = 3", name="currency"),
        sa.CheckConstraint("total_minor > 0", name="total"),
        sa.CheckConstraint("counted_minor >= 0 AND counted_minor <= total_minor", name="counted"),
        sa.PrimaryKeyConstraint("key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "transfers_of_payments",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(length=100), nullable=False),
    )


def _name_transfers() -> None:
    """A transfer for each payment there is; one whose normal form is taken has its number too."""
    names = ("key", "currency", "total_minor", "counted_minor")
    transfers = sa.table("transfers", *(sa.column(name) for name in names))
    of_payments = sa.table("transfers_of_payments", sa.column("id"), sa.column("key"))
    taken: set[str] = set()
    made, named = [], []
    found = sa.text(
        "SELECT id, bank_reference, currency, amount_minor, reversed_at FROM payments ORDER BY id"
    )
    for payment_id, reference, currency, amount, back in op.get_bind().execute(found):
        key = re.sub(r"[^A-Za-z0-9]+", "", reference).upper()
        key = key if key and key not in taken else f"{key}#{payment_id}"
        taken.add(key)
        counted = 0 if back else amount
        made.append(
            {"key": key, "currency": currency, "total_minor": amount, "counted_minor": counted}
        )
        named.append({"id": payment_id, "key": key})
    if made:
        op.get_bind().execute(transfers.insert(), made)
        op.get_bind().execute(of_payments.insert(), named)


def _add_columns() -> None:
    """On PostgreSQL."""
    op.drop_index("ix_payments_left", "payments")
    op.add_column("payments", sa.Column("transfer", sa.String(length=100)))
    for name in ("taken_back_minor", "refunded_minor"):
        column = sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")
        op.add_column("payments", column)
        op.alter_column("payments", name, server_default=None)
    op.execute(
        "UPDATE payments SET transfer = k.key, taken_back_minor = CASE WHEN reversed_at IS NULL"
        " THEN 0 ELSE amount_minor END FROM transfers_of_payments k WHERE k.id = payments.id"
    )
    op.alter_column("payments", "transfer", nullable=False)


def _payment_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("id", _counter(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("bank_reference", sa.String(length=70), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("value_date", sa.Date(), nullable=False),
        sa.Column("instrument", sa.String(length=20), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("allocated_minor", sa.BigInteger(), nullable=False),
        sa.Column("order_key", sa.Text(), nullable=False),
    ]


def _columns_before() -> list[sa.Column[object]]:
    return [
        sa.Column("reversed_at", sa.DateTime(timezone=True)),
        sa.Column("reversed_by", sa.Text()),
        sa.Column("reversal_reason", sa.Text()),
    ]


def _create_payments(after: bool) -> None:
    """On SQLite."""
    now = [
        sa.Column("transfer", sa.String(length=100), nullable=False),
        sa.Column("taken_back_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["transfer"], ["transfers.key"]),
    ]
    before = [*_columns_before(), sa.UniqueConstraint("bank_reference")]
    checks = _CHECKS if after else _CHECKS_BEFORE
    op.create_table(
        "payments",
        *_payment_columns(),
        *(now if after else before),
        sa.CheckConstraint("instrument IN ('wire', 'ach', 'cheque')", name="instrument"),
        sa.CheckConstraint("id > 0", name="id"),
        sa.CheckConstraint("length(currency) = 3", name="currency"),
        sa.CheckConstraint("amount_minor > 0", name="amount"),
        *(sa.CheckConstraint(check, name=name) for name, check in checks.items()),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"]),
        sa.ForeignKeyConstraint(
            ["order_key"], ["effects.key"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_payments_account_id", "payments", ["account_id"])


def _create_allocations() -> None:
    """On SQLite: they name payments."""
    op.create_table(
        "allocations",
        sa.Column("id", _counter(), nullable=False),
        sa.Column("payment_id", _counter(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.CheckConstraint("id > 0", name="id"),
        sa.CheckConstraint("amount_minor <> 0", name="amount"),
        sa.ForeignKeyConstraint(["invoice"], ["invoices.number"]),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_allocations_invoice", "allocations", ["invoice"])
    op.create_index("ix_allocations_payment_id", "allocations", ["payment_id"])


def _copy_allocations() -> None:
    op.execute(
        f"INSERT INTO allocations ({_ALLOCATION})"  # noqa: S608 - our own names
        f" SELECT {_ALLOCATION} FROM allocations_before"
    )
    op.drop_table("allocations_before")
    op.drop_table("payments_before")
    guard_append_only("allocations", ("id",))


def _create_refunds() -> None:
    op.create_table(
        "refunds",
        sa.Column("id", _counter(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("bank_reference", sa.String(length=70), nullable=False),
        sa.Column("transfer", sa.String(length=100), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True)),
        sa.Column("corrected_by", sa.Text()),
        sa.Column("correction_reason", sa.Text()),
        sa.Column("order_key", sa.Text(), nullable=False),
        sa.CheckConstraint("id > 0", name="id"),
        sa.CheckConstraint("length(currency) = 3", name="currency"),
        sa.CheckConstraint("amount_minor > 0", name="amount"),
        sa.CheckConstraint(
            "(corrected_at IS NULL) = (corrected_by IS NULL)"
            " AND (corrected_at IS NULL) = (correction_reason IS NULL)",
            name="corrected",
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"]),
        sa.ForeignKeyConstraint(["transfer"], ["transfers.key"]),
        sa.ForeignKeyConstraint(
            ["order_key"], ["effects.key"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_refunds_account_id", "refunds", ["account_id"])


def _create_payment_changes() -> None:
    op.create_table(
        "payment_changes",
        sa.Column("id", _counter(), nullable=False),
        sa.Column("payment_id", _counter(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("refund_id", _counter()),
        sa.CheckConstraint(
            "kind IN ('reversal', 'correction', 'refund', 'refund_corrected')", name="kind"
        ),
        sa.CheckConstraint("id > 0", name="id"),
        sa.CheckConstraint("amount_minor > 0", name="amount"),
        sa.CheckConstraint(
            "(refund_id IS NULL) = (kind IN ('reversal', 'correction'))", name="refund"
        ),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"]),
        sa.ForeignKeyConstraint(["refund_id"], ["refunds.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_payment_changes_payment_id", "payment_changes", ["payment_id"])


def _allow(kinds: tuple[str, ...], after: bool) -> None:
    """The kinds of adjustments that there are."""
    table, listed = "invoice_adjustments", ", ".join(f"'{kind}'" for kind in kinds)
    those = "kind NOT LIKE '%_corrected' AND kind <> 'recovery'" if not after else "id > 0"
    if not _is_sqlite():
        if not after:
            _drop_guards(table, "removed", "emptied", "changed")
            op.drop_column(table, "corrects")
            op.execute(f"DELETE FROM {table} WHERE NOT ({those})")  # noqa: S608 - our own names
            guard_append_only(table, ("id",))
        op.drop_constraint(op.f(f"ck_{table}_kind"), table, type_="check")
        op.alter_column(table, "kind", type_=sa.String(length=30 if after else 20))
        op.create_check_constraint(op.f(f"ck_{table}_kind"), table, f"kind IN ({listed})")
        if after:
            op.add_column(table, sa.Column("corrects", sa.BigInteger()))
            op.create_unique_constraint(None, table, ["corrects"])
            op.create_foreign_key(None, table, table, ["corrects"], ["id"])
        return
    _set_aside(table, ("invoice",))
    corrects = [
        sa.Column("corrects", _counter()),
        sa.UniqueConstraint("corrects"),
        sa.ForeignKeyConstraint(["corrects"], [f"{table}.id"]),
    ]
    op.create_table(
        table,
        sa.Column("id", _counter(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=30 if after else 20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        *(corrects if after else ()),
        sa.CheckConstraint(f"kind IN ({listed})", name="kind"),
        sa.CheckConstraint("id > 0", name="id"),
        sa.CheckConstraint("amount_minor > 0", name="amount"),
        sa.ForeignKeyConstraint(["invoice"], ["invoices.number"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute(
        f"INSERT INTO {table} ({_ADJUSTMENT})"  # noqa: S608 - our own names
        f" SELECT {_ADJUSTMENT} FROM {table}_before WHERE {those}"
    )
    op.drop_table(f"{table}_before")
    op.create_index(f"ix_{table}_invoice", table, ["invoice"])
    guard_append_only(table, ("id",))


def _set_aside(table: str, indexed: tuple[str, ...]) -> None:
    """On SQLite: triggers, indexes and what names the table are free for the one that follows."""
    _drop_guards(table, "changed", "removed", "replaced")
    for column in indexed:
        op.drop_index(f"ix_{table}_{column}", table)
    op.execute(f"ALTER TABLE {table} RENAME TO {table}_before")


def _drop_guards(table: str, *names: str) -> None:
    on = "" if _is_sqlite() else f" ON {table}"
    for name in names:
        op.execute(f"DROP TRIGGER IF EXISTS {table}_never_{name}{on}")


def _is_sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"


def _partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)


def _counter() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
