"""What the billing system does otherwise than it was switched, on the pages of our own people."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from adapters.ledger.database import opened_ledger
from adapters.ledger.transactions import LedgerTransactions
from domain.access import Role
from domain.billing.drift import Drift, DriftKind, Seen, Switched
from domain.billing.following import Hint, HintKind, HintState
from domain.requests.lifecycle import State
from tests.console.pages.office import Office
from tests.console.writing import written_to
from tests.ledger.accounts import Accounts
from tests.ledger.requests import a_request
from tests.ledger.samples import a_scope, an_account, euros


async def a_drift(office: Office, *seen: Seen, scope: str | None = None) -> list[Drift]:
    """What was just seen of a scope."""
    scope, account, now = scope or f"sub-{uuid4().hex[:8]}", str(uuid4()), datetime.now(UTC)
    switched = Switched(account, scope, "Contoso B.V.", now, 30)
    async with opened_ledger(office.system.settings.ledger_url) as database:
        await Accounts(database).import_accounts([an_account(a_scope(scope), id=account)], now)
        async with LedgerTransactions(database).writing() as transaction:
            return [await transaction.drifts.add(switched, "http", each, now) for each in seen]


async def test_what_it_does_otherwise_is_listed_until_somebody_has_seen_to_it(
    office: Office,
) -> None:
    now = datetime.now(UTC)
    charged = Seen(DriftKind.CHARGED, "ch_77", euros("12.50"), now - timedelta(hours=1))
    back, charge = await a_drift(office, Seen(DriftKind.BACK_TO_CARD), charged)
    see = f"/billing-system/{charge.id}/seen"
    async with office.staff(Role.AUDITOR) as seat:
        page = await seat.get("/billing-system")
        assert "12.50 EUR" in page.says
        assert 'href="/billing-system"' not in page.html, "our own ledger bills: it is in no menu"
        assert {e.attributes["action"] for e in page.root.all("form")} == {"/sign-out"}
    async with office.staff(Role.BILLING) as seat:
        page = await seat.get("/billing-system")
        assert page.says.count("to be seen to") == 2
        page = await seat.decide(see)
        assert "It is nobody's task any more." in page.says
        assert back.id in page.says
        assert charge.id not in page.says
        page = await seat.get("/billing-system?ended=yes")
        assert f"Seen to by {seat.sign_in}" in page.says
        page = await seat.get(f"/accounts/{charge.account_id}")
        assert "What the billing system did otherwise" in page.says
        assert f"Seen to by {seat.sign_in}" in page.says
        given = {"csrf": seat.browser.csrf}
        unknown = await seat.browser.http.post("/billing-system/drift_none/seen", data=given)
        assert unknown.status_code == 404


async def test_a_request_that_only_the_ledger_has_shows_what_came_after_its_switch(
    office: Office,
) -> None:
    now = datetime.now(UTC)
    listing = a_request((State.APPROVED, now - timedelta(days=9)), (State.SWITCHED, now))
    scope = listing.line.scope
    await office.list(listing)
    (drift,) = await a_drift(office, Seen(DriftKind.BACK_TO_CARD), scope=scope)
    async with written_to(office.system) as transaction:
        await transaction.drifts.put_right(drift.id, datetime.now(UTC))
        await transaction.drifts.end(drift.id, None, datetime.now(UTC))
    async with office.staff(Role.LEGAL) as seat:
        page = await seat.get(f"/requests/{scope}")
    assert "The billing system collects from the payment method again" in page.says
    assert "Put right by itself" in page.says


async def test_what_is_not_taken_is_a_task_until_somebody_has_seen_to_it(office: Office) -> None:
    key, now = f"evt_{uuid4().hex}", datetime.now(UTC)
    hint = Hint(id=key, kind=HintKind.INVOICE, reference="in_1", said_at=now)
    provider = office.system.settings.provider.value
    async with written_to(office.system) as transaction:
        await transaction.hints.keep(provider, [hint], now)
        refused = HintState.REFUSED
        await transaction.hints.end([key], refused, "scope_unknown", now, "It has no scope.")
    async with office.staff(Role.AUDITOR) as seat:
        page = await seat.get("/billing-system")
        assert "It has no scope." in page.says
        assert {e.attributes["action"] for e in page.root.all("form")} == {"/sign-out"}
    async with office.staff(Role.BILLING) as seat:
        await seat.get("/billing-system")
        page = await seat.decide(f"/billing-system/refused/{key}/retry")
        assert "It is taken up again" in page.says
        assert f"Taken up again by {seat.sign_in}" in page.says
        assert "to be seen to" not in page.says
        async with written_to(office.system) as transaction:
            await transaction.hints.end([key], refused, "scope_unknown", now, "It has none yet.")
        page = await seat.get("/billing-system")
        assert "It has none yet." in page.says
        assert f"last taken up again by {seat.sign_in}" in page.says
        page = await seat.decide(f"/billing-system/refused/{key}/settled")
        assert "It is nobody's task any more." in page.says
        assert "Everything that happened there was taken." in page.says
        page = await seat.get("/billing-system?ended=yes")
        assert f"Seen to by {seat.sign_in}" in page.says
