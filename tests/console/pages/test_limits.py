"""Credit analysts change an account's limit on its page, and two of them above the policy's
amount."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from adapters.ledger.database import opened_ledger
from domain.access import Role
from tests.console.pages.office import Office
from tests.ledger.accounts import Accounts
from tests.ledger.samples import a_scope, an_account, an_order
from tests.ledger.switching import Switching


async def _switched(office: Office) -> str:
    """The page of an account with a limit of EUR 8000."""
    account, scope = str(uuid4()), f"sub-{uuid4().hex[:8]}"
    now = datetime.now(UTC)
    async with opened_ledger(office.system.settings.ledger_url) as database:
        await Accounts(database).import_accounts([an_account(a_scope(scope), id=account)], now)
        order = an_order(f"order-{account}", account_id=account, scope_id=scope)
        await Switching(database).switch(order, lambda account: ())
    return f"/accounts/{account}"


async def test_a_limit_is_raised_frozen_and_reviewed_on_the_accounts_page(office: Office) -> None:
    account = await _switched(office)
    day = datetime.now(UTC).date() + timedelta(days=90)
    async with office.staff(Role.CREDIT) as seat:
        await seat.get(account)
        page = await seat.decide(
            f"{account}/limit", amount="9 500,00", reason="A good year.", review_on=f"{day}"
        )
        assert "Done: raise or lower the credit limit." in page.says
        assert "9,500.00 EUR" in page.says
        assert "A good year." in page.says
        assert "The limit is to be reviewed on" in page.says
        page = await seat.decide(f"{account}/no-review", reason="Not needed.")
        assert "review taken away" in page.says
        assert "The limit is to be reviewed on" not in page.says
        page = await seat.decide(f"{account}/freeze", reason="A rumour.")
        assert "credit limit frozen" in page.says
        page = await seat.decide(f"{account}/unfreeze", reason="It was none.")
        assert "credit limit frozen" not in page.says
        page = await seat.decide(f"{account}/review", review_on="2020-01-01", reason="Late.")
        assert (page.status, "must lie ahead" in page.says) == (409, True)


async def test_two_credit_analysts_raise_it_above_the_policys_amount(office: Office) -> None:
    account = await _switched(office)
    async with (
        office.staff(Role.CREDIT, "carla@provider.example") as carla,
        office.staff(Role.CREDIT, "cem@provider.example") as cem,
    ):
        await carla.get(account)
        page = await carla.decide(f"{account}/limit", amount="60000", reason="A new data centre.")
        assert "60,000.00 EUR is proposed by carla@provider.example" in page.says
        assert "You proposed it yourself: another credit analyst confirms it." in page.says
        assert not page.root.all("form", action=f"{account}/confirm-limit")
        await cem.get(account)
        await carla.decide(f"{account}/decline-limit")
        page = await cem.decide(f"{account}/confirm-limit")
        assert "is declined already" in page.says
        await carla.decide(f"{account}/limit", amount="60000", reason="They insist.")
        await cem.get(account)
        page = await cem.decide(f"{account}/confirm-limit", reason="Agreed.")
        assert "proposed by carla@provider.example" in page.says
        assert "60,000.00 EUR" in page.says


async def test_others_see_the_limit_and_change_nothing(office: Office) -> None:
    account = await _switched(office)
    async with office.staff(Role.BILLING) as seat:
        page = await seat.get(account)
        assert "Credit limit so far" in page.says
        assert "Freeze the credit limit" not in page.says
