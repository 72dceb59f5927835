"""What came of a change of a credit limit, in sentences for our people."""

from collections.abc import Callable
from datetime import date

from domain.limits.changed import LimitChanged
from domain.limits.limit import LimitChange
from domain.limits.states import LimitChangeKind, ProposalState
from domain.values.money import Money
from wording.catalogue import staff_words


def called(change: LimitChange) -> str:
    """What an entry of a limit's history is called."""
    if change.kind is None:
        return staff_words()("limit_change.switch")
    if change.kind is LimitChangeKind.REVIEW_SET and change.review_on is None:
        return staff_words()("limit_change.review_taken_away")
    return staff_words()(f"limit_change.{change.kind}")


def said_of_change(
    changed: LimitChanged,
    write: Callable[[Money], str] = str,
    on: Callable[[date], str] = str,
) -> list[str]:
    """What is so now, sentence by sentence; a warning last.

    Args:
        write: how amounts are written.
        on: how days are.
    """
    words, said = staff_words(), []
    lapses, exposure = changed.lapses_at, changed.exposure
    if what := _what_happened(changed):
        said.append(
            words(
                f"limit_changed.{what}",
                limit=changed.limit and write(changed.limit),
                before=changed.before and write(changed.before),
                proposed=changed.proposed and write(changed.proposed),
                number=changed.proposal,
                lapses_at=lapses and f"{on(lapses.date())} {lapses:%H:%M}",
            )
        )
    if changed.review_on is not None:
        said.append(words("limit_changed.review_on", day=on(changed.review_on)))
    if changed.exceeded:
        said.append(words("limit_changed.exceeded", exposure=exposure and write(exposure)))
    return said


def _what_happened(changed: LimitChanged) -> str | None:
    if changed.proposal_state is ProposalState.WAITING and changed.lapses_at is not None:
        return "proposed"
    if changed.proposal_state is ProposalState.DECLINED:
        return "declined"
    if changed.limit != changed.before:
        return "other_limit"
    if changed.kind in (LimitChangeKind.FROZEN, LimitChangeKind.UNFROZEN):
        return changed.kind.value
    if changed.kind is LimitChangeKind.REVIEW_SET and changed.review_on is None:
        return "no_review"
    return None
