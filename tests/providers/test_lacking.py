"""What the billing system cannot do is known before a request is approved."""

from datetime import UTC, datetime

from adapters.ledger.database import Database
from adapters.ledger.provider.calls import StoredCalls
from adapters.ledger.transactions import LedgerTransactions
from application.requests.assess import assess
from domain.billing.lacking import known_before, what_it_lacks
from domain.billing.provider import Ability
from domain.policy import EligibilityPolicy
from domain.rules.findings import Finding, Outcome, Severity, failing
from tests.domain.building import a_draft

NOW = datetime.now(UTC)


async def _findings(database: Database) -> tuple[Finding, ...]:
    draft = a_draft()
    account, ledger = draft["commerce_account_id"], LedgerTransactions(database)
    assessed = await assess(ledger, draft, account, EligibilityPolicy(), NOW.date())
    return assessed.findings


async def test_it_is_a_finding_for_whoever_approves_and_blocks_nothing(database: Database) -> None:
    without = await _findings(database)
    calls = StoredCalls(database)
    await calls.keep_provider("http", frozenset(Ability) - {Ability.DUE_DATE}, NOW)
    *others, said = await _findings(database)
    assert tuple(others) == without
    assert (said.code, said.outcome) == ("S6", Outcome.UNKNOWN)
    assert said.message == "The billing system cannot say on invoices when they are due."
    assert said.evidence == {"provider": "http", "cannot": ["due_date"]}
    assert failing((said,), Severity.AT_SWITCH) == () and not said.may_be_overruled


async def test_with_the_ledger_or_one_that_can_do_all_nothing_is_said(database: Database) -> None:
    calls = StoredCalls(database)
    without = await _findings(database)
    await calls.keep_provider("http", frozenset(Ability), NOW)
    assert await _findings(database) == without
    await calls.keep_provider("http", frozenset(), NOW)
    assert len(await _findings(database)) == len(without) + 1
    await calls.keep_ledger()
    assert await _findings(database) == without


def test_every_ability_has_words() -> None:
    (finding,) = known_before("http", frozenset())
    assert finding.message.count("cannot") == len(Ability)
    assert what_it_lacks(()) == ""
