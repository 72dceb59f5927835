"""What came of a change of a credit limit, in sentences for our people."""

from domain.limits.changed import LimitChanged
from domain.limits.limit import LimitChange
from domain.limits.states import LimitChangeKind, ProposalState


def called(change: LimitChange) -> str:
    """What an entry of a limit's history is called."""
    if change.kind is None:
        return "switch"
    if change.kind is LimitChangeKind.REVIEW_SET and change.review_on is None:
        return "review taken away"
    return change.kind.replace("_", " ")


def said_of_change(changed: LimitChanged) -> list[str]:
    """What is so now, sentence by sentence; a warning last."""
    said: list[str] = []
    if changed.proposal_state is ProposalState.WAITING and changed.lapses_at is not None:
        said.append(
            f"{changed.proposed} is proposed as number {changed.proposal}: another credit analyst"
            f" confirms it before {changed.lapses_at:%Y-%m-%d %H:%M} UTC. The limit stays"
            f" {changed.limit}."
        )
    elif changed.proposal_state is ProposalState.DECLINED:
        said.append(f"{changed.proposed} was declined: the limit stays {changed.limit}.")
    elif changed.limit != changed.before:
        said.append(f"The limit is {changed.limit} now; it was {changed.before}.")
    elif changed.kind is LimitChangeKind.FROZEN:
        said.append(
            f"The limit of {changed.limit} is frozen: nothing new is issued, what is open stays."
        )
    elif changed.kind is LimitChangeKind.UNFROZEN:
        said.append(f"The limit of {changed.limit} is not frozen any more.")
    elif changed.kind is LimitChangeKind.REVIEW_SET and changed.review_on is None:
        said.append("No day is set any more on which it is to be reviewed.")
    if changed.review_on is not None:
        said.append(f"It is to be reviewed on {changed.review_on}.")
    if changed.exceeded:
        said.append(
            f"WARNING: {changed.exposure} is open, which is more than the limit. It stays open."
        )
    return said
