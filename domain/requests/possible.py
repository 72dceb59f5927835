"""What can be done with a request now, and why not: worked out by the request itself, and read
from its snapshot."""

from datetime import datetime

from domain.access import Action
from domain.operations.obstacles import Hindrance, Possible, shown
from domain.requests.obstacles import Why
from domain.requests.operations import BY_ACTION, OPERATIONS
from domain.requests.request import Request
from domain.requests.snapshot import Snapshot


def possible_of(request: Request, now: datetime) -> Possible:
    """What is in the way of each operation, or None."""
    if request.ended:
        ended = Hindrance(code=Why.ENDED, facts={"state": request.state})
        return {each.name: ended for each in OPERATIONS}
    return {each.name: shown(each.hinders(request, now)) for each in OPERATIONS}


def what_hinders(action: Action, snapshot: Snapshot, by: str) -> Hindrance | None:
    """What is in the way of this person doing this now; None where nothing is, or where the
    snapshot does not say: the request itself decides.

    Whether their role may at all is another question: see `domain.access`.
    """
    found = (snapshot.possible or {}).get(BY_ACTION[action].name)
    return None if found is None or found.except_for == by else found
