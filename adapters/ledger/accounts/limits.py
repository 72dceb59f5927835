"""Credit limits that people change, as `application.ports.limits` asks for them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, func, insert, select, update

from adapters.ledger.accounts.limit_history import limit_of
from adapters.ledger.accounts.limit_tables import limit_changes, limit_proposals
from adapters.ledger.sql.connection import Connection
from adapters.ledger.tables import credit_limits
from domain.limits.deciding import LimitState
from domain.limits.in_force import after_switch
from domain.limits.limit import LimitChange, LimitProposal
from domain.limits.states import LimitChangeKind, ProposalState
from domain.values.money import Money

_CHANGE, _PROPOSAL, _SWITCH = limit_changes.c, limit_proposals.c, credit_limits.c
_ACCOUNT: BindParameter[str] = bindparam("of_account")

_NEXT = (
    select(func.coalesce(func.max(_CHANGE.number), 0) + 1)
    .where(_CHANGE.account_id == _ACCOUNT)
    .scalar_subquery()
)
_SWITCHES = (
    select(func.coalesce(func.max(_SWITCH.number), 0))
    .where(_SWITCH.account_id == _ACCOUNT)
    .scalar_subquery()
)
_RECORD = (
    insert(limit_changes).values(number=_NEXT, after_switch=_SWITCHES).returning(_CHANGE.number)
)
_CHANGES = select(limit_changes).where(_CHANGE.account_id == _ACCOUNT).order_by(_CHANGE.number)
_OF_SWITCHES = select(credit_limits).where(_SWITCH.account_id == _ACCOUNT).order_by(_SWITCH.number)
_PROPOSALS = (
    select(limit_proposals)
    .where(_PROPOSAL.account_id == _ACCOUNT)
    .order_by(_PROPOSAL.number.desc())
)


class StoredLimits:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def state(self, account_id: str) -> LimitState | None:
        found = await limit_of(self._connection, account_id)
        return LimitState(found.amount, found.frozen, found.review_on) if found else None

    async def change(self, account_id: str, change: LimitChange) -> int:
        before = change.before or change.limit
        row = {
            "of_account": account_id,
            "account_id": account_id,
            "kind": change.kind,
            "at": change.at,
            "changed_by": change.by,
            "because": change.because,
            "before_minor": before.minor,
            "amount_minor": change.limit.minor,
            "currency": change.limit.currency,
            "frozen": change.frozen,
            "review_on": change.review_on,
            "proposed_by": change.proposed_by,
        }
        return int((await self._connection.execute(_RECORD, row)).scalar_one())

    async def history(self, account_id: str) -> Sequence[LimitChange]:
        this = {"of_account": account_id}
        switches = (await self._connection.execute(_OF_SWITCHES, this)).all()
        changes = (await self._connection.execute(_CHANGES, this)).all()
        return _in_order(switches, changes)

    async def latest_proposal(self, account_id: str) -> LimitProposal | None:
        found = await self._connection.execute(_PROPOSALS.limit(1), {"of_account": account_id})
        row = found.first()
        return _proposal_of(row) if row is not None else None

    async def proposal(self, account_id: str, number: int) -> LimitProposal | None:
        which = _PROPOSALS.where(_PROPOSAL.number == number)
        row = (await self._connection.execute(which, {"of_account": account_id})).first()
        return _proposal_of(row) if row is not None else None

    async def waiting(self, account_id: str) -> Sequence[LimitProposal]:
        which = _PROPOSALS.where(_PROPOSAL.state == ProposalState.WAITING)
        rows = await self._connection.execute(which, {"of_account": account_id})
        return [_proposal_of(row) for row in rows]

    async def propose(self, account_id: str, proposal: LimitProposal) -> None:
        await self._connection.execute(
            insert(limit_proposals),
            {
                "account_id": account_id,
                "number": proposal.number,
                "before_minor": proposal.before.minor,
                "amount_minor": proposal.limit.minor,
                "currency": proposal.limit.currency,
                "because": proposal.because,
                "review_on": proposal.review_on,
                "proposed_at": proposal.at,
                "proposed_by": proposal.by,
                "lapses_at": proposal.lapses_at,
                "state": proposal.state,
            },
        )

    async def close(
        self, account_id: str, number: int, state: ProposalState, by: str | None, at: datetime
    ) -> None:
        await self._connection.execute(
            update(limit_proposals)
            .where(_PROPOSAL.account_id == account_id, _PROPOSAL.number == number)
            .values(state=state, closed_at=at, closed_by=by)
        )

    async def lapsed(self, now: datetime) -> Sequence[str]:
        waits = _PROPOSAL.state == ProposalState.WAITING
        asked = (
            select(_PROPOSAL.account_id)
            .where(waits, _PROPOSAL.lapses_at <= now)
            .distinct()
            .order_by(_PROPOSAL.account_id)
        )
        return list((await self._connection.execute(asked)).scalars())

    async def to_review(self, today: date, account_id: str | None = None) -> Sequence[str]:
        numbers = select(_CHANGE.account_id, func.max(_CHANGE.number).label("number"))
        if account_id is not None:
            numbers = numbers.where(_CHANGE.account_id == account_id)
        last = numbers.group_by(_CHANGE.account_id).subquery()
        found = await self._connection.execute(
            select(_CHANGE.account_id)
            .join(
                last,
                (last.c.account_id == _CHANGE.account_id) & (last.c.number == _CHANGE.number),
            )
            .where(_CHANGE.review_on <= today, _CHANGE.kind != LimitChangeKind.REVIEW_DUE)
            .order_by(_CHANGE.account_id)
        )
        return list(found.scalars())


def _in_order(switches: Sequence[Row[Any]], changes: Sequence[Row[Any]]) -> tuple[LimitChange, ...]:
    """Switches and changes in the order in which they were written, each with what was so then."""
    found: list[LimitChange] = []
    ahead = list(switches)
    for change in changes:
        while ahead and ahead[0].number <= change.after_switch:
            found.append(_of_switch(ahead.pop(0), found))
        found.append(_of_change(change))
    for switch in ahead:
        found.append(_of_switch(switch, found))
    return tuple(found)


def _of_switch(row: Row[Any], before: Sequence[LimitChange]) -> LimitChange:
    last = before[-1] if before else None
    return LimitChange(
        at=row.since,
        by=row.set_by,
        before=last.limit if last else None,
        limit=after_switch(before, Money.from_minor(row.amount_minor, row.currency)),
        frozen=last.frozen if last else False,
        review_on=last.review_on if last else None,
    )


def _of_change(row: Row[Any]) -> LimitChange:
    return LimitChange(
        kind=row.kind,
        at=row.at,
        by=row.changed_by,
        because=row.because,
        before=Money.from_minor(row.before_minor, row.currency),
        limit=Money.from_minor(row.amount_minor, row.currency),
        frozen=row.frozen,
        review_on=row.review_on,
        proposed_by=row.proposed_by,
    )


def _proposal_of(row: Row[Any]) -> LimitProposal:
    return LimitProposal(
        number=row.number,
        limit=Money.from_minor(row.amount_minor, row.currency),
        before=Money.from_minor(row.before_minor, row.currency),
        because=row.because,
        review_on=row.review_on,
        by=row.proposed_by,
        at=row.proposed_at,
        lapses_at=row.lapses_at,
        state=row.state,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
    )
