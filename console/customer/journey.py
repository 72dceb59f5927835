"""The usual steps of a request, and the present one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.requests.lifecycle import State
from domain.requests.snapshot import Snapshot


class Standing(StrEnum):
    DONE = "done"
    CURRENT = "current"
    AHEAD = "ahead"
    STOPPED = "stopped"
    """The request ended before this came to an end."""


@dataclass(frozen=True)
class Step:
    name: str
    standing: Standing
    at: datetime | None = None
    """When it was done."""


_STEP_OF = {
    State.DRAFT: "form",
    State.SUBMITTED: "checks",
    State.LEGAL_DOCUMENTS: "documents",
    State.CREDIT_CHECK: "credit",
    State.APPROVED: "switch",
}


def way_of(snapshot: Snapshot) -> tuple[Step, ...]:
    """The steps from the form to the switch: documents only where they were asked for, the credit
    check only where one is needed."""
    moves = [entry for entry in snapshot.timeline if entry.from_ not in (None, entry.to)]
    been = {State.DRAFT, snapshot.state, *(move.to for move in moves)}
    left = {_STEP_OF[move.from_]: move.at for move in moves if move.from_ in _STEP_OF}
    names = ["form", "checks"]
    if State.LEGAL_DOCUMENTS in been:
        names.append("documents")
    if State.CREDIT_CHECK in been or snapshot.credit.check_needed:
        names.append("credit")
    names.append("switch")
    if snapshot.state is State.SWITCHED:
        return tuple(Step(name, Standing.DONE, left.get(name)) for name in names)
    current = _STEP_OF.get(snapshot.state)
    if current is None:
        return _ended(names, left, _STEP_OF.get(moves[-1].from_ or State.DRAFT) if moves else None)
    place = names.index(current)
    return tuple(
        Step(name, Standing.CURRENT)
        if index == place
        else Step(name, Standing.DONE, left.get(name))
        if index < place
        else Step(name, Standing.AHEAD)
        for index, name in enumerate(names)
    )


def _ended(names: list[str], left: dict[str, datetime], last: str | None) -> tuple[Step, ...]:
    place = names.index(last) if last in names else 0
    done = [Step(name, Standing.DONE, left.get(name)) for name in names[:place]]
    return (*done, Step(names[place], Standing.STOPPED, left.get(names[place])))
