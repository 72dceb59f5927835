"""How a request is listed that stood in one state after another."""

from datetime import datetime
from itertools import count
from typing import Any

from domain.requests.lifecycle import FINAL, State
from domain.requests.listing import Listing, Place, RequestLine, Stay
from domain.tasks import Task
from domain.turns import WaitingOn, Who

_RUNS = count(1)


def a_request(*stays: tuple[State, datetime], **changes: Any) -> Listing:
    """A request that stood in these states, each since then; its last one may be a final one."""
    run = f"run-{next(_RUNS):05}"
    state, since = stays[-1]
    who, until = changes.pop("who", Who.CUSTOMER), changes.pop("until", None)
    at = changes.pop("at", since)
    facts = {
        "request": f"pay-by-invoice/{run}",
        "run": run,
        "scope": run,
        "account": "account",
        "company": "Contoso BV",
        "country": "NL",
        "state": state,
        "waiting_on": WaitingOn(who=who, task=Task.PUT_RIGHT, since=since, until=until),
        "opened_at": stays[0][1],
        "ended_at": since if state in FINAL else None,
        "revision": 1,
        "as_of": at,
    }
    line = RequestLine.model_validate(facts | changes)
    moved = tuple(Stay(state=each, since=then, trigger="move") for each, then in stays)
    return Listing(line=line, stays=moved, place=Place(events=10, at=at))
