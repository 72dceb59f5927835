"""What can be done with an account's credit limit now, and why not: by the rules that refuse it."""

from domain.limits.deciding import (
    LimitState,
    hinders_change,
    hinders_confirm,
    hinders_freeze,
    hinders_no_review,
    hinders_unfreeze,
)
from domain.limits.limit import LimitProposal
from domain.operations.obstacles import Possible, shown


def possible_of(state: LimitState | None, proposed: LimitProposal | None) -> Possible:
    """What is in the way of each, or None.

    Args:
        proposed: What waits for a second credit analyst.
    """
    return {
        "change_limit": shown(hinders_change(state)),
        "freeze": shown(hinders_freeze(state)),
        "unfreeze": shown(hinders_unfreeze(state)),
        "no_review": shown(hinders_no_review(state)),
        "confirm_limit": shown(hinders_confirm(proposed)),
    }
