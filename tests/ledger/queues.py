"""One way to build a request that is listed, and to list it."""

from datetime import datetime, timedelta
from typing import Any

from adapters.ledger.database import Database
from adapters.ledger.transactions import LedgerTransactions
from application.requests.notify import notify
from domain.requests.lifecycle import FINAL, State
from domain.requests.listing import Listing, Place, QueuePage, RequestLine, Stay
from domain.tasks import Task
from domain.turns import WaitingOn, Who
from tests.ledger.samples import CONTOSO, NOON, euros


def a_listing(
    name: str = "sub-1",
    *,
    state: State = State.CREDIT_CHECK,
    who: Who = Who.CREDIT,
    due_in: float | None = 3,
    run: str | None = None,
    revision: int = 1,
    events: int = 5,
    at: datetime = NOON,
    stays: tuple[Stay, ...] | None = None,
    **changes: Any,
) -> Listing:
    """A request that waits for the credit team for three days more, or else as it is said.

    Args:
        due_in: In how many days from noon its deadline is.
        events: How long its history was.
        at: When that was.
    """
    ended = state in FINAL
    until = None if due_in is None or ended else NOON + timedelta(days=due_in)
    line = {
        "request": f"pay-by-invoice/{name}",
        "run": run or f"run-of-{name}",
        "scope": name,
        "account": CONTOSO,
        "company": "Contoso B.V.",
        "country": "NL",
        "state": state,
        "waiting_on": WaitingOn(
            who=Who.NOBODY if ended else who, task=Task.REVIEW_CREDIT, since=NOON, until=until
        ),
        "opened_at": NOON - timedelta(days=1),
        "ended_at": NOON if ended else None,
        "asked": euros("8000.00"),
        "revision": revision,
        "as_of": at,
    }
    return Listing(
        line=RequestLine.model_validate(line | changes),
        stays=stays
        or (
            Stay(state=State.DRAFT, since=NOON - timedelta(days=1), trigger="open"),
            Stay(state=state, since=NOON, trigger="some trigger"),
        ),
        place=Place(events=events, at=at),
    )


async def list_all(database: Database, *listings: Listing) -> None:
    ledger = LedgerTransactions(database)
    for listing in listings:
        await notify(ledger, (), listing)


def scopes_on(page: QueuePage) -> list[str]:
    return [line.scope for line in page.lines]
