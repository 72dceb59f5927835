"""From rows to invoices and back."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from pydantic import ConfigDict, Field
from sqlalchemy import ColumnElement, Row, Text, bindparam, cast, select, update

from adapters.ledger.accounts.sealed import opened_accounts
from adapters.ledger.invoices.tables import invoices
from adapters.ledger.sql.connection import Connection
from adapters.ledger.tables import accounts, scopes
from domain.accounts.account import Account
from domain.invoices.invoice import Invoice
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.new.issuing import customer_of
from domain.invoices.parts import (
    Assignment,
    Customer,
    Dispute,
    Received,
    ReminderStep,
    Undelivered,
    Wire,
)
from domain.invoices.policy import InvoicePolicy
from domain.values.record import Record


class _Clock(Record):
    """What is always read and written whole of an invoice. Aliases are names as they are stored."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    reminders: tuple[ReminderStep, ...] = ()
    wires: tuple[Wire, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    grace_until: datetime | None = None
    spared: int = 0
    undelivered: tuple[Undelivered, ...] = ()
    stopped_at: datetime | None = None
    moved_after: int = 0
    moved_days: int = 0
    letter_waits_until: datetime | None = None
    unnotified: bool = Field(default=False, alias="untold")
    compensated: bool = False
    interest_until: date | None = None
    received: tuple[Received, ...] = ()
    recovered: int = 0
    assignment: Assignment | None = Field(default=None, alias="ball")
    as_of: datetime | None = None


_OF_PAYER = (
    "id",
    "name",
    "address",
    "kind",
    "customer_since",
    "signed_up_by",
    "administrators",
    "billing_contact",
)
_Payer = tuple[str, str | None]
"""An account's id, and the language of its letters."""
_NOT_READ = ("policy", "clock", "written_at", "head")
_READ: tuple[ColumnElement[Any], ...] = (
    *(column for column in invoices.c if column.name not in _NOT_READ),
    cast(invoices.c.policy, Text).label("policy"),
    cast(invoices.c.clock, Text).label("clock"),
    *(accounts.c[name].label(f"payer_{name}") for name in _OF_PAYER),
    scopes.c.language,
)
_WITH_PAYER = (
    select(*_READ)
    .select_from(accounts)
    .join(invoices, invoices.c.account_id == accounts.c.id)
    .join(scopes, scopes.c.id == invoices.c.scope_id)
)
_ONE = _WITH_PAYER.where(invoices.c.number == bindparam("of_number"))
# Both rows are locked, the account's first: who had to wait is given both as they are by then.
_ONE_LOCKED = _ONE.with_for_update(of=[accounts, invoices])
_SOME = _WITH_PAYER.where(invoices.c.number.in_(bindparam("of_numbers", expanding=True)))
# In one order, so that two who lock many at once wait for each other, and not both for ever.
_SOME_LOCKED = _SOME.order_by(accounts.c.id, invoices.c.number).with_for_update(
    of=[accounts, invoices]
)

_SUMS = ("paid", "credited", "written_off", "charged", "open", "disputed")
_CHANGING = (*(f"{name}_minor" for name in _SUMS), "state", "overdue", "held", "clock", "revision")

_CHANGE = (
    update(invoices)
    .where(invoices.c.number == bindparam("of_number"))
    .values(
        {
            name: bindparam(f"new_{name}", type_=invoices.c[name].type)
            for name in (*_CHANGING, "written_at")
        }
    )
)


_AT_ONCE = 5000
"""Numbers in one question: PostgreSQL takes no more than 32,767 values, SQLite not many more."""


async def read_invoice(connection: Connection, number: str, lock: bool = False) -> Invoice | None:
    """The invoice of this number. With `lock`, nobody else can take a step on its account's
    invoices until the transaction ends."""
    found = await connection.execute(_ONE_LOCKED if lock else _ONE, {"of_number": number})
    row = found.first()
    if row is None:
        return None
    (customer,) = (await _customers(connection, [row])).values()
    return invoice_of(row, customer)


async def read_invoices(
    connection: Connection, numbers: Sequence[str], lock: bool = False
) -> dict[str, Invoice]:
    """Those that there are of these invoices, by number. `lock` is as for one."""
    if not numbers:
        return {}
    found: dict[str, Invoice] = {}
    customers: dict[_Payer, Customer] = {}
    for some in batches(numbers):
        asked = _SOME_LOCKED if lock else _SOME
        rows = (await connection.execute(asked, {"of_numbers": some})).all()
        new = {_payer(row): row for row in rows if _payer(row) not in customers}
        customers |= await _customers(connection, new.values())
        for row in rows:
            found[row.number] = invoice_of(row, customers[_payer(row)])
    return found


def batches(values: Sequence[str]) -> Iterator[list[str]]:
    """As many values at a time as one question may name."""
    for start in range(0, len(values), _AT_ONCE):
        yield list(values[start : start + _AT_ONCE])


async def change_invoices(
    connection: Connection, changed: Sequence[Invoice], written_at: datetime
) -> None:
    rows = []
    for invoice in changed:
        values = changing(invoice)
        rows.append({f"new_{name}": values[name] for name in _CHANGING})
        rows[-1] |= {"new_written_at": written_at, "of_number": invoice.number}
    await connection.execute(_CHANGE, rows)


def changing(invoice: Invoice) -> dict[str, Any]:
    """The columns that a step may change."""
    clock = _Clock(
        reminders=tuple(invoice.reminders),
        wires=tuple(invoice.wires),
        disputes=tuple(invoice.disputes),
        grace_until=invoice.grace_until,
        spared=invoice.spared,
        undelivered=tuple(invoice.undelivered),
        stopped_at=invoice.stopped_at,
        moved_after=invoice.moved_after,
        moved_days=invoice.moved_days,
        letter_waits_until=invoice.letter_waits_until,
        unnotified=invoice.unnotified,
        compensated=invoice.compensated,
        interest_until=invoice.interest_until,
        received=invoice.received,
        recovered=invoice.recovered,
        assignment=invoice.assignment,
        as_of=invoice.as_of,
    )
    return {
        **{f"{name}_minor": getattr(invoice, name) for name in _SUMS},
        "state": invoice.state,
        "overdue": invoice.overdue,
        "held": invoice.held,
        "clock": clock.model_dump(mode="json", exclude_defaults=True),
        "revision": invoice.revision,
    }


def whole_row(invoice: Invoice, written_at: datetime) -> dict[str, Any]:
    return {
        "number": invoice.number,
        "account_id": invoice.account_id,
        "scope_id": invoice.scope_id,
        "reference": invoice.reference,
        "currency": invoice.currency,
        "amount_minor": invoice.amount,
        "issued_on": invoice.issued_on,
        "due_on": invoice.due_on,
        "time_zone": invoice.time_zone,
        "country": invoice.country,
        "policy": invoice.policy.model_dump(mode="json"),
        "policy_version": invoice.policy_version,
        "issued_at": invoice.issued_at,
        **changing(invoice),
        "written_at": written_at,
    }


def invoice_of(row: Row[Any], customer: Customer) -> Invoice:
    """The invoice of a row, whose customer is known already."""
    clock = _Clock.model_validate_json(row.clock)
    return Invoice(
        number=row.number,
        account_id=row.account_id,
        scope_id=row.scope_id,
        reference=row.reference,
        currency=row.currency,
        amount=row.amount_minor,
        issued_on=row.issued_on,
        due_on=row.due_on,
        time_zone=row.time_zone,
        country=row.country,
        policy=_policy(row.policy),
        policy_version=row.policy_version,
        customer=customer,
        issued_at=row.issued_at,
        paid=row.paid_minor,
        credited=row.credited_minor,
        written_off=row.written_off_minor,
        charged=row.charged_minor,
        state=InvoiceState(row.state),
        overdue=row.overdue,
        reminders=list(clock.reminders),
        wires=list(clock.wires),
        disputes=list(clock.disputes),
        grace_until=clock.grace_until,
        spared=clock.spared,
        undelivered=list(clock.undelivered),
        stopped_at=clock.stopped_at,
        moved_after=clock.moved_after,
        moved_days=clock.moved_days,
        letter_waits_until=clock.letter_waits_until,
        unnotified=clock.unnotified,
        compensated=clock.compensated,
        held=row.held,
        interest_until=clock.interest_until,
        received=clock.received,
        recovered=clock.recovered,
        assignment=clock.assignment,
        as_of=clock.as_of,
        revision=row.revision,
    )


@lru_cache(maxsize=100)
def _policy(text: str) -> InvoicePolicy:
    """Thousands of invoices are under the same few policies, and a policy never changes: each is
    read and checked once."""
    return InvoicePolicy.model_validate_json(text)


def _payer(row: Row[Any]) -> _Payer:
    return row.payer_id, row.language


async def _customers(connection: Connection, rows: Iterable[Row[Any]]) -> dict[_Payer, Customer]:
    """Those who pay these invoices, whose accounts are opened together."""
    payers = {_payer(row): row for row in rows}
    facts = await opened_accounts(
        connection,
        [{name: getattr(row, f"payer_{name}") for name in _OF_PAYER} for row in payers.values()],
    )
    return {
        payer: customer_of(Account(**each, scopes=()), payer[1])
        for payer, each in zip(payers, facts, strict=True)
    }
