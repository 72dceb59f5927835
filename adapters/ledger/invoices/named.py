"""Which invoice somebody means by a name, and whether a step on it may be about many."""

from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from adapters.ledger.invoices.tables import allocations, invoices
from adapters.ledger.sql.columns import Minor
from adapters.ledger.sql.connection import Connection
from domain.invoices.invoice import invoice_id
from domain.invoices.messages import MANY
from domain.invoices.new.references import as_reference

_INVOICE = invoices.c
_NOTHING = literal_column("0", Minor)
"""As the index of open invoices has it."""

_CALLED = (
    select(_INVOICE.number)
    .where(
        or_(
            _INVOICE.number.in_((bindparam("of_name"), bindparam("of_id"))),
            _INVOICE.reference == bindparam("of_reference"),
        )
    )
    .order_by(
        case(
            (_INVOICE.number == bindparam("of_name"), 0),
            (_INVOICE.number == bindparam("of_id"), 1),
            else_=2,
        )
    )
)
_OTHERS, _SETTLED = invoices.alias("others"), allocations.alias("settled")
_OPEN_OTHERS = (
    select(literal(1))
    .where(_OTHERS.c.account_id == _INVOICE.account_id, _OTHERS.c.open_minor > _NOTHING)
    .limit(MANY + 1)
)
_SETTLED_WITH_IT = (
    select(literal(1))
    .where(
        _SETTLED.c.payment_id.in_(
            select(allocations.c.payment_id)
            .where(allocations.c.invoice == _INVOICE.number)
            .correlate(invoices)
        )
    )
    .limit(MANY + 1)
)


def _are_many(counted: Select[Any]) -> ColumnElement[bool]:
    some = counted.correlate(invoices).subquery()
    return select(func.count()).select_from(some).scalar_subquery() > MANY


_HAS_MANY = or_(_are_many(_OPEN_OTHERS), _are_many(_SETTLED_WITH_IT))
_ADDRESSED = _CALLED.add_columns(_HAS_MANY.label("has_many")).limit(1)
_HAS_MANY_OTHERS = select(_HAS_MANY).where(_INVOICE.number == bindparam("of_invoice"))


class Addressed(NamedTuple):
    """An invoice that a message goes to."""

    number: str
    has_many_others: bool
    """So many of the account are open, or were settled by what settled it, that a step on it may be
    about more than `MANY`."""


async def called(connection: Connection, name: str) -> list[str]:
    """The numbers of the invoices that this name may mean."""
    return list((await connection.execute(_CALLED, _named(name))).scalars())


async def addressed(connection: Connection, name: str) -> Addressed | None:
    """The first of those."""
    row = (await connection.execute(_ADDRESSED, _named(name))).first()
    return Addressed(row.number, bool(row.has_many)) if row is not None else None


async def has_many_others(connection: Connection, number: str) -> bool:
    """As `Addressed` says it."""
    found = await connection.execute(_HAS_MANY_OTHERS, {"of_invoice": number})
    return bool(found.scalar_one_or_none())


def _named(name: str) -> dict[str, str | None]:
    return {
        "of_name": name,
        "of_id": name.removeprefix(invoice_id("")),
        "of_reference": as_reference(name),
    }
