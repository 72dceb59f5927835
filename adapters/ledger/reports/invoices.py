"""Figures of reports about invoices: what is overdue, and what was paid after reminders."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, case, cast, func, or_, select

from adapters.ledger.invoices.open_today import FACTS, GROWING, growth_of
from adapters.ledger.invoices.tables import IS_REMINDER, invoice_events, invoices
from adapters.ledger.reports.spans import within
from adapters.ledger.sql.connection import Connection
from domain.invoices.alarms import step_name
from domain.invoices.happenings import EventKind
from domain.invoices.lifecycle import UNSETTLED, InvoiceState, InvoiceTrigger
from domain.reports.arithmetic import Owed, Reminded, overdue_ages, reminder_effects
from domain.reports.figures import OverdueAge, ReminderEffect
from domain.reports.period import Period

_INVOICE, _EVENT = invoices.c, invoice_events.c
_A_DAY = timedelta(days=1)
_IN_ONE_GO = 200
"""Invoices whose charges are computed before the event loop gets a turn."""
_REMIND = EventKind.REMIND
_DAYS = invoice_events.c.facts["days"].as_integer()
"""From the due date to a reminder."""

# ISO 8601 in UTC, as in the row. In a rehearsal it is ahead of the real clock.
_AS_OF = _INVOICE.clock["as_of"].as_string()
_ITS_NOW = case((bindparam("now_text") < _AS_OF, _AS_OF)).label("as_of")
_MAY_BE_OVERDUE = (
    _INVOICE.state.in_(UNSETTLED),
    or_(_INVOICE.due_on < bindparam("latest"), _INVOICE.overdue),
)
_GROWING = select(*FACTS).where(*_MAY_BE_OVERDUE, GROWING)
_OWED = (
    select(
        _INVOICE.currency,
        _INVOICE.due_on,
        _INVOICE.time_zone,
        _ITS_NOW,
        func.count().label("invoices"),
        func.sum(_INVOICE.open_minor).label("open"),
        func.sum(_INVOICE.disputed_minor).label("disputed"),
    )
    .where(*_MAY_BE_OVERDUE)
    .group_by(_INVOICE.currency, _INVOICE.due_on, _INVOICE.time_zone, _ITS_NOW)
)


async def overdue(connection: Connection, now: datetime) -> tuple[OverdueAge, ...]:
    utc = now.astimezone(UTC)
    # No time zone is more than a day behind UTC.
    asked = {"now_text": utc.strftime("%Y-%m-%dT%H:%M:%S"), "latest": utc.date() + _A_DAY}
    owed = [
        Owed(
            currency=row.currency,
            due_on=row.due_on,
            time_zone=row.time_zone,
            as_of=datetime.fromisoformat(row.as_of) if row.as_of else None,
            invoices=row.invoices,
            open=int(row.open),
            disputed=int(row.disputed),
        )
        for row in await connection.execute(_OWED, asked)
    ]
    return overdue_ages([*owed, *await _charges_so_far(connection, asked, now)], now)


async def _charges_so_far(
    connection: Connection, asked: dict[str, Any], now: datetime
) -> list[Owed]:
    """Late charges up to today that are not recorded yet. The event loop gets a turn between
    batches of thousands of invoices."""
    grown = []
    for place, row in enumerate(await connection.execute(_GROWING, asked)):
        if place % _IN_ONE_GO == 0:
            await asyncio.sleep(0)
        if (growth := growth_of(row, now)) is not None and growth.amount:
            of_none = Owed(row.currency, row.due_on, row.time_zone, growth.at, 0, growth.amount, 0)
            grown.append(of_none)
    return grown


async def reminders(connection: Connection, period: Period) -> tuple[ReminderEffect, ...]:
    return reminder_effects(
        Reminded(
            reminder=step_name(row.days),
            days=row.days,
            fell=bool(row.fell),
            settled=bool(row.settled),
            stands=bool(row.stands),
            times=row.times,
        )
        for row in await connection.execute(_reminded(period))
    )


def _reminded(period: Period) -> Select[Any]:
    """The sum of an invoice's events between one reminder and the next."""
    so_far = func.sum(cast(IS_REMINDER, Integer)).over(
        partition_by=_EVENT.invoice, order_by=_EVENT.number
    )
    of_period = select(_EVENT.invoice).where(IS_REMINDER, *within(_EVENT.at, period))
    events = (
        select(invoice_events, _DAYS.label("days"), so_far.label("reminder"))
        .where(
            _EVENT.trigger.in_((_REMIND, InvoiceTrigger.PAY, InvoiceTrigger.REVERSE)),
            _EVENT.invoice.in_(of_period),
        )
        .cte("events")
    )
    event = events.c
    paid, taken_back = event.trigger == InvoiceTrigger.PAY, event.trigger == InvoiceTrigger.REVERSE
    was_paid, is_paid = (
        event.from_state == InvoiceState.PAID,
        event.to_state == InvoiceState.PAID,
    )
    came_in = case((paid, event.amount_minor), (taken_back, -event.amount_minor), else_=0)
    in_full = case((and_(paid, is_paid, ~was_paid), 1), (and_(taken_back, was_paid), -1), else_=0)
    only_its_own = event.trigger == _REMIND
    windows = (
        select(
            event.invoice,
            event.reminder,
            func.max(case((only_its_own, event.days))).label("days"),
            func.max(case((only_its_own, event.at))).label("at"),
            (func.sum(came_in) > 0).label("fell"),
            (func.sum(in_full) > 0).label("settled"),
            (event.reminder == func.max(event.reminder).over(partition_by=event.invoice)).label(
                "last"
            ),
        )
        .where(event.reminder > 0)
        .group_by(event.invoice, event.reminder)
        .cte("windows")
    )
    window = windows.c
    unsettled = select(_INVOICE.number).where(_INVOICE.state.in_(UNSETTLED))
    stands = and_(window.last, window.invoice.in_(unsettled))
    wanted = select(window.days, window.fell, window.settled, stands.label("stands"))
    # One that a worker of an earlier version wrote after the upgrade says no days.
    known = window.days.is_not(None)
    each = wanted.where(known, *within(window.at, period)).subquery()
    alike = (each.c.days, each.c.fell, each.c.settled, each.c.stands)
    return select(*alike, func.count().label("times")).group_by(*alike)
