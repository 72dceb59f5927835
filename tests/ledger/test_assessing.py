"""A request is assessed by the rules of today, and asks a billing system what only it knows."""

from typing import Any

import pytest

from adapters.ledger.database import Database
from adapters.ledger.transactions import LedgerTransactions
from application.requests.assess import Assessed, assess
from domain.accounts.account import Account
from domain.policy import EligibilityPolicy
from domain.rules.findings import Outcome, Severity
from domain.rules.switch_rules import OpenThere, not_answered
from tests.domain.building import GONE, TODAY, a_draft
from tests.ledger.accounts import Accounts
from tests.ledger.samples import CONTOSO, NOON, a_scope, an_account


class Asked:
    """A billing system, and of which account's scope it was asked."""

    def __init__(self) -> None:
        self.of: list[tuple[str, str]] = []

    async def __call__(self, account: Account, scope_id: str) -> OpenThere:
        self.of.append((account.id, scope_id))
        return not_answered()


@pytest.fixture
async def there(accounts: Accounts) -> Asked:
    await accounts.import_accounts([an_account(a_scope())], NOON)
    return Asked()


async def _assessed(database: Database, there: Asked | None = None, **changes: Any) -> Assessed:
    draft = a_draft(**{"commerce_account_id": CONTOSO, "scope__id": "sub-1"} | changes)
    account, ledger = draft["commerce_account_id"], LedgerTransactions(database)
    return await assess(ledger, draft, account, EligibilityPolicy(), TODAY, there)


async def test_a_form_that_todays_rules_find_incomplete_is_to_be_fixed_and_nobody_is_asked(
    database: Database, there: Asked
) -> None:
    assessed = await _assessed(database, there, company__name=GONE)
    (finding,) = assessed.findings
    assert (finding.code, finding.severity, finding.outcome) == (
        "FORM",
        Severity.FIX,
        Outcome.FAIL,
    )
    assert "company.name" in str(finding.evidence)
    assert there.of == []


async def test_where_a_billing_system_is_in_charge_it_says_what_is_open_of_a_scope_it_has(
    database: Database, there: Asked
) -> None:
    assessed = await _assessed(database, there)
    assert there.of == [(CONTOSO, "sub-1")]
    assert assessed.time_zone == "Europe/Amsterdam"
    said = {each.code: each.outcome for each in assessed.findings}
    assert (said["S1"], said["S5"]) == (Outcome.UNKNOWN, Outcome.UNKNOWN)


async def test_where_the_ledger_is_in_charge_it_says_what_is_open(
    database: Database, there: Asked
) -> None:
    said = {each.code: each.outcome for each in (await _assessed(database)).findings}
    assert (said["S1"], said["S5"]) == (Outcome.PASS, Outcome.PASS)


@pytest.mark.parametrize(
    "unknown",
    [{"scope__id": "sub-none"}, {"commerce_account_id": "0" * 36}],
    ids=["scope", "account"],
)
async def test_of_what_the_ledger_does_not_know_no_billing_system_is_asked(
    database: Database, there: Asked, unknown: dict[str, str]
) -> None:
    assessed = await _assessed(database, there, **unknown)
    assert there.of == []
    assert any(each.failed for each in assessed.findings)
