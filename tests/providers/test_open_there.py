"""What is open at the billing system that is in charge is known before approval: S1 and S5."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.testing import ActivityEnvironment

from activities import assessment
from activities.assessment import AssessmentActivities, AssessmentOrder
from adapters.ledger.database import Database
from adapters.ledger.transactions import LedgerTransactions
from domain.billing.provider import OpenItem
from domain.errors import ProviderUnavailable
from domain.policy import EligibilityPolicy
from domain.rules.findings import Finding, Outcome
from tests.domain.building import a_draft
from tests.ledger.accounts import Accounts
from tests.ledger.samples import CONTOSO, NOON, a_scope, an_account, euros
from tests.providers.outside import Fault, OutsideBilling


@dataclass
class Assessing:
    accounts: Accounts
    activities: AssessmentActivities
    there: OutsideBilling

    async def findings(self, *, local: bool = False) -> dict[str, Finding]:
        scope = {"kind": "subscription", "id": "sub-1"}
        draft = a_draft(commerce_account_id=CONTOSO, scope=scope)
        order = AssessmentOrder(
            draft=draft,
            account_id=CONTOSO,
            scope_id="sub-1",
            policy=EligibilityPolicy(),
            today=datetime.now(UTC).date(),
        )
        run = ActivityEnvironment()
        run.info = replace(run.info, is_local=local)
        assessed = await run.run(self.activities.assess, order)
        return {each.code: each for each in assessed.findings}


@pytest.fixture
async def assessing(database: Database, accounts: Accounts) -> Assessing:
    await accounts.import_accounts([an_account(a_scope(), a_scope("sub-2"))], NOON)
    there = OutsideBilling(CONTOSO, ("sub-1", "sub-2"))
    ledger = LedgerTransactions(database)
    return Assessing(accounts, AssessmentActivities(ledger, there), there)


async def test_it_is_read_from_the_system_that_bills_and_not_from_the_ledger_only(
    assessing: Assessing,
) -> None:
    found = await assessing.findings()
    assert {found[each].outcome for each in ("S1", "S5")} == {Outcome.PASS}
    later = datetime.now(UTC).date() + timedelta(days=9)
    due = OpenItem(scope_id="sub-2", reference="in_1", number="A-1", open=euros("5.00"))
    own = OpenItem(scope_id="sub-1", reference="in_2", open=euros("7.00"), due_on=later)
    assessing.there.items = [due, own]
    found = await assessing.findings()
    assert found["S1"].failed and found["S1"].evidence["outstanding"][0]["number"] == "A-1"
    assert found["S5"].failed


async def test_what_the_ledger_says_is_in_the_way_stays_so(assessing: Assessing) -> None:
    owing = an_account(a_scope(outstanding=euros("3.00")), a_scope("sub-2"))
    await assessing.accounts.import_accounts([owing], NOON)
    assert (await assessing.findings())["S1"].failed


async def test_while_it_does_not_answer_it_is_not_known_and_nobody_waits(
    assessing: Assessing, monkeypatch: pytest.MonkeyPatch
) -> None:
    assessing.there.script = lambda _: Fault.NO_ANSWER
    with pytest.raises(ProviderUnavailable):
        await assessing.findings(local=True)
    found = await assessing.findings()
    assert {found[each].outcome for each in ("S1", "S5")} == {Outcome.UNKNOWN}
    monkeypatch.setattr(assessment, "PATIENTLY_SECONDS", 0.01)

    async def never(party: object, at: object) -> list[OpenItem]:
        await asyncio.Event().wait()
        return []

    assessing.there.open_charges = never  # type: ignore[method-assign]
    assert (await assessing.findings())["S1"].outcome is Outcome.UNKNOWN


async def test_a_customer_it_does_not_know_is_said_before_anybody_approves(
    assessing: Assessing,
) -> None:
    assessing.there.account_id = "somebody-else"
    found = await assessing.findings()
    assert found["S6"].failed and found["S1"].outcome is Outcome.UNKNOWN
