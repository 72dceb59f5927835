"""A ledger in which every report finds something."""

from datetime import datetime, timedelta

from adapters.ledger.database import Database
from domain.requests.lifecycle import State
from tests.ledger.accounts import Accounts
from tests.ledger.billing import Billing
from tests.ledger.queues import list_all
from tests.ledger.requests import a_request
from tests.ledger.samples import a_scope, an_account


async def something_for_every_report(database: Database, now: datetime) -> None:
    """Requests that wait, went on and were rejected; invoices of 20, 45 and 100 days, one of them
    reminded of and paid in part."""
    await _requests(database, now)
    await _invoices(database, now)


async def _requests(database: Database, now: datetime) -> None:
    def ago(days: float) -> datetime:
        return now - timedelta(days=days)

    await list_all(
        database,
        a_request((State.DRAFT, ago(3)), until=ago(1)),
        a_request((State.DRAFT, ago(9)), (State.SUBMITTED, ago(8)), (State.APPROVED, ago(8))),
        a_request((State.DRAFT, ago(7)), (State.SUBMITTED, ago(5)), (State.CREDIT_CHECK, ago(5))),
        a_request(
            (State.DRAFT, ago(60)),
            (State.SUBMITTED, ago(50)),
            (State.REJECTED, ago(50)),
            reason="=1+1",
        ),
    )


async def _invoices(database: Database, now: datetime) -> None:
    invoiced = a_scope("sub-1", payment_method="invoice", outstanding=None)
    await Accounts(database).import_accounts([an_account(invoiced)], now)
    billing = Billing(database)
    for number, age in (("NEW", 20), ("LATE", 45), ("LATER", 100)):
        then = now - timedelta(days=age)
        await billing.issue(number, "1234.50", then, issued_on=then.date())
    await billing.fire_alarms("LATE", now - timedelta(days=1))
    await billing.pay("34.50", "B-1", "LATE", now)
