"""Triggers for what must hold for every writer, this program or somebody at a database prompt.

S4: a scope that pays by invoice stays so, and stays in its account. Histories and effects only
grow.

SQLite fires no DELETE trigger for the row that `OR REPLACE` replaces. So an insert over a guarded
row is refused before it happens, keys never change, and guarded tables have no second key, or all
of their keys are checked.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from alembic import op

from adapters.ledger.sql.unguarded import UNGUARDED

_S4 = "S4: a scope that pays by invoice never goes back to a card or direct debit"

APPEND_ONLY = {
    "payment_method_history": ("scope_id", "number"),
    "credit_limits": ("account_id", "number"),
    "effects": ("key",),
}
"""The first tables whose rows are never changed or removed, with their keys."""


def guard_scopes() -> None:
    """S4; and the id of a scope never changes."""
    on_invoice = "OLD.payment_method = 'invoice'"
    turned_or_moved = "(NEW.payment_method <> 'invoice' OR NEW.account_id <> OLD.account_id)"
    if _is_sqlite():
        exists = "EXISTS (SELECT 1 FROM scopes WHERE id = NEW.id AND payment_method = 'invoice')"
        _sqlite_trigger("scopes", "turned", "UPDATE", _S4, f"{on_invoice} AND {turned_or_moved}")
        _sqlite_trigger("scopes", "renamed", "UPDATE", "a scope keeps its id", "NEW.id <> OLD.id")
        _sqlite_trigger("scopes", "removed", "DELETE", _S4, on_invoice)
        _sqlite_trigger("scopes", "replaced", "INSERT", _S4, exists)
        return
    _create_refusal()
    _postgresql_trigger("scopes", "turned", "UPDATE", _S4, f"{on_invoice} AND {turned_or_moved}")
    _postgresql_trigger("scopes", "renamed", "UPDATE", "a scope keeps its id", "NEW.id <> OLD.id")
    _postgresql_trigger("scopes", "removed", "DELETE", _S4, on_invoice)
    _postgresql_trigger("scopes", "emptied", "TRUNCATE", _S4)


def guard_append_only(table: str, key: Iterable[str]) -> None:
    because = f"{table} only grows"
    if _is_sqlite():
        same_key = " AND ".join(f"{column} = NEW.{column}" for column in key)
        exists = f"EXISTS (SELECT 1 FROM {table} WHERE {same_key})"  # noqa: S608 - our own names
        _sqlite_trigger(table, "changed", "UPDATE", because)
        _sqlite_trigger(table, "removed", "DELETE", because)
        _sqlite_trigger(table, "replaced", "INSERT", because, exists)
        return
    _postgresql_trigger(table, "changed", "UPDATE", because, "true")
    _postgresql_trigger(table, "removed", "DELETE", because, "true")
    _postgresql_trigger(table, "emptied", "TRUNCATE", because)


@contextmanager
def unguarded(table: str) -> Iterator[None]:
    """While a migration adds to rows that only grow otherwise."""
    name = f"{table}_never_changed"
    op.execute(f"DROP TRIGGER {name}" if _is_sqlite() else f"DROP TRIGGER {name} ON {table}")
    yield
    because = f"{table} only grows"
    if _is_sqlite():
        _sqlite_trigger(table, "changed", "UPDATE", because)
    else:
        _postgresql_trigger(table, "changed", "UPDATE", because, "true")


def guard_facts(
    table: str, keys: Iterable[str], facts: Iterable[str], until: str | None = None
) -> None:
    """Guards rows that are never removed and whose facts never change; nothing of a row changes
    once `until` is true.

    Args:
        keys: Every column that is unique by itself. They are facts, too.
    """
    stays = f"what {table} say is never changed or removed"
    changed = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in (*keys, *facts))
    refused = f"{changed} OR {until}" if until else changed
    if _is_sqlite():
        taken = " OR ".join(f"{column} = NEW.{column}" for column in keys)
        exists = f"EXISTS (SELECT 1 FROM {table} WHERE {taken})"  # noqa: S608 - our own names
        _sqlite_trigger(table, "changed", "UPDATE", stays, refused)
        _sqlite_trigger(table, "removed", "DELETE", stays)
        _sqlite_trigger(table, "replaced", "INSERT", stays, exists)
        return
    _postgresql_trigger(table, "changed", "UPDATE", stays, refused)
    _postgresql_trigger(table, "removed", "DELETE", stays, "true")
    _postgresql_trigger(table, "emptied", "TRUNCATE", stays)


def let_pass() -> None:
    """PostgreSQL's guards let a transaction pass that names one of them in `UNGUARDED`, which takes
    no lock: everybody else goes on, guarded. They ask for what switching a guard off asks for: that
    whoever acts owns the table."""
    if not _is_sqlite():
        _replace_refusal(f"IF {_NAMED} AND {_OWNS} THEN RETURN coalesce(NEW, OLD); END IF; ")


def let_nobody_pass() -> None:
    """As it was before."""
    if not _is_sqlite():
        _replace_refusal("")


def drop_guards() -> None:
    """Drops PostgreSQL's function; triggers go with their tables."""
    if not _is_sqlite():
        op.execute("DROP FUNCTION ledger_refuse() CASCADE")


def _is_sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"


def _sqlite_trigger(
    table: str, name: str, event: str, because: str, when: str | None = None
) -> None:
    condition = f"WHEN {when} " if when else ""
    op.execute(
        f"CREATE TRIGGER {table}_never_{name} BEFORE {event} ON {table} {condition}"
        f"BEGIN SELECT RAISE(ABORT, '{because}'); END"
    )


_NAMED = f"TG_LEVEL = 'ROW' AND TG_NAME = current_setting('{UNGUARDED}', true)"
_OWNS = "pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE')"


def _create_refusal() -> None:
    _replace_refusal("")


def _replace_refusal(unless: str) -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"{unless}"
        "RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = TG_ARGV[0]; "
        "END $$"
    )


def _postgresql_trigger(
    table: str, name: str, event: str, because: str, when: str | None = None
) -> None:
    """Without `when`, the trigger is the statement's and not each row's."""
    scope = f"FOR EACH ROW WHEN ({when})" if when else "FOR EACH STATEMENT"
    op.execute(
        f"CREATE TRIGGER {table}_never_{name} BEFORE {event} ON {table} {scope} "
        f"EXECUTE FUNCTION ledger_refuse('{because}')"
    )
    # ALWAYS: also in a session with the role of a replica, which skips ordinary triggers.
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_never_{name}")
