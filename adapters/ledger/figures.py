"""What of the whole ledger is worth watching: how much is open, late, unsent and unmatched."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Integer, bindparam, case, cast, func, or_, select

from adapters.ledger.bank.refused_files import StoredRefusedFiles
from adapters.ledger.bank.statements import StoredBankStatements
from adapters.ledger.clocks import StoredClocks
from adapters.ledger.database import Database
from adapters.ledger.invoices.tables import LEFT, LEFT_MINOR, OPEN, invoices, payments
from adapters.ledger.provider.drifts import StoredDrifts
from adapters.ledger.provider.hints import StoredHints
from adapters.ledger.requests.tables import requests
from adapters.ledger.sql.columns import UtcDateTime
from adapters.ledger.tables import outbox
from domain.billing.drift import DriftKind
from domain.billing.following import OpenRefusals
from domain.clocks import Trouble
from domain.requests.lifecycle import State
from domain.turns import Who

_NOW = bindparam("now", type_=UtcDateTime())
_REQUEST, _LETTER, _PAYMENT = requests.c, outbox.c, payments.c

_SOON = timedelta(minutes=10)
"""A letter that the mail server did not take is tried again within this."""

_OVERDUE = or_(_REQUEST.due_at < _NOW, _REQUEST.due_at <= _REQUEST.place_at)
_REQUESTS = (
    select(_REQUEST.state, _REQUEST.waiting_on, func.count(), func.sum(cast(_OVERDUE, Integer)))
    .where(_REQUEST.ended_at.is_(None))
    .group_by(_REQUEST.state, _REQUEST.waiting_on)
)
_INVOICES = select(invoices.c.state, func.count()).where(OPEN).group_by(invoices.c.state)
_IS_TO_LEAVE = _LETTER.due_at <= bindparam("soon", type_=UtcDateTime())
_UNSENT = select(
    func.count(), func.min(case((_IS_TO_LEAVE, _LETTER.queued_at)), type_=UtcDateTime())
).where(_LETTER.due_at.is_not(None))
_UNAPPLIED = (
    select(
        _PAYMENT.currency,
        func.sum(LEFT_MINOR),
    )
    .where(LEFT)
    .group_by(_PAYMENT.currency)
)


class RequestsOf(NamedTuple):
    """The open requests of one state that wait on one assignee."""

    state: State
    waiting_on: Who
    number: int
    overdue: int
    """Past the moment until which the assignee has to act."""


class Figures(NamedTuple):
    requests: list[RequestsOf]
    invoices: dict[str, int]
    """How many have something open, by state."""
    letters_unsent: int
    oldest_unsent: datetime | None
    """Since when the oldest letter waits that is to leave; one that is kept back for days, since
    its reader got many, does not count."""
    unapplied: dict[str, int]
    """Money that settles nothing yet, by currency, in minor units."""
    clocks: dict[Trouble, int]
    """What the last check of clocks left to a person."""
    clocks_checked: datetime | None
    """When the schedule made the last check; None before the first."""
    bank_waiting: dict[str, int]
    """How many entries of bank statements nobody has decided on, by currency."""
    bank_files_refused: int
    """Files of the bank's inbox that were refused and that nobody has seen to."""
    drifts: dict[DriftKind, int]
    """What the billing system does otherwise than it was switched, by kind."""
    hints_refused: OpenRefusals
    """What happened there, our rules did not take, and nobody has seen to."""


async def figures(database: Database, now: datetime) -> Figures:
    """All of them as of one moment, by ten statements on indexes.

    Raises:
        ServiceUnreachable: the database does not answer.
    """
    async with database.reading() as connection:
        listed = await connection.execute(_REQUESTS, {"now": now})
        by_state = await connection.execute(_INVOICES)
        unsent, oldest = (await connection.execute(_UNSENT, {"soon": now + _SOON})).one()
        unapplied = await connection.execute(_UNAPPLIED)
        clocks = await StoredClocks(connection).troubles()
        clocks_checked = await StoredClocks(connection).checked_at()
        waiting = await StoredBankStatements(connection).waiting()
        drifts = await StoredDrifts(connection).counts()
        hints_refused = await StoredHints(connection).open_refusals()
        files_refused = await StoredRefusedFiles(connection).count()
        return Figures(
            requests=[
                RequestsOf(State(state), Who(who), int(count), int(overdue or 0))
                for state, who, count, overdue in listed
            ],
            invoices={str(state): int(count) for state, count in by_state},
            letters_unsent=int(unsent),
            oldest_unsent=oldest,
            unapplied={str(currency): int(amount) for currency, amount in unapplied},
            clocks=clocks,
            clocks_checked=clocks_checked,
            bank_waiting={each.currency: each.entries for each in waiting},
            bank_files_refused=files_refused,
            drifts=drifts,
            hints_refused=hints_refused,
        )
