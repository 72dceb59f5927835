"""What is open at the billing system that is in charge is known before approval: S1 and S5."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.testing import ActivityEnvironment

from activities import assessment
from activities.assessment import AssessmentActivities, AssessmentOrder
from adapters.ledger.database import Database
from adapters.ledger.provider.calls import StoredCalls
from adapters.ledger.transactions import LedgerTransactions
from clients.provider.client import ProviderClient
from domain.billing.names import ProviderName
from domain.billing.provider import Ability, OpenItem
from domain.errors import ProviderUnavailable
from domain.policy import EligibilityPolicy
from domain.rules.findings import Finding, Outcome
from domain.rules.switch_rules import switch_findings
from engine.wiring.open_ledger import OpenLedger
from settings import Settings
from tests.domain.building import a_draft
from tests.ledger.accounts import Accounts
from tests.ledger.samples import CONTOSO, NOON, a_scope, an_account, euros
from tests.providers.http_site import BillingSite, billing_site, connected_to
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
    monkeypatch.setattr(assessment, "REMOTE_TIMEOUT_SECONDS", 0.01)

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


@dataclass
class BeforeSwitch:
    """What the customer's page says before the switch, of a billing system over HTTP."""

    database: Database
    site: BillingSite
    there: OutsideBilling

    async def outcomes(self, **settings: object) -> dict[str, Outcome]:
        known = connected_to(self.site, Settings()).model_copy(update=settings)
        account, policy = an_account(a_scope(), a_scope("sub-2")), EligibilityPolicy()
        findings = switch_findings(account, "sub-1", account.administrators[0], policy)
        client = ProviderClient(OpenLedger(self.database), known)
        said = await client.before_switch(findings, account, "sub-1", policy.open_invoice)
        return {each.code: each.outcome for each in said}


@pytest.fixture
async def before_switch(database: Database) -> AsyncIterator[BeforeSwitch]:
    async with billing_site() as site:
        there = OutsideBilling(CONTOSO, ("sub-1", "sub-2"))
        site.customers[CONTOSO] = there
        yield BeforeSwitch(database, site, there)


async def test_before_the_switch_the_customer_reads_what_the_billing_system_says(
    before_switch: BeforeSwitch,
) -> None:
    assert set((await before_switch.outcomes()).values()) == {Outcome.PASS}
    due = OpenItem(scope_id="sub-2", reference="in_1", number="A-1", open=euros("5.00"))
    before_switch.there.items = [due]
    said = await before_switch.outcomes()
    assert (said["S1"], said["S5"]) == (Outcome.FAIL, Outcome.PASS)


async def test_while_it_does_not_answer_before_the_switch_that_is_said(
    before_switch: BeforeSwitch,
) -> None:
    before_switch.there.script = lambda _: Fault.NO_ANSWER
    said = await before_switch.outcomes()
    assert {said[each] for each in ("S1", "S5")} == {Outcome.UNKNOWN}
    assert {said[each] for each in ("S2", "S3", "S4")} == {Outcome.PASS}


@pytest.mark.parametrize(
    "settings",
    [{"provider_secret": None}, {"provider": ProviderName.LEDGER}],
    ids=["no secret", "no billing system"],
)
async def test_a_console_that_cannot_ask_it_says_so(
    before_switch: BeforeSwitch, settings: dict[str, object]
) -> None:
    await StoredCalls(before_switch.database).keep_provider("http", frozenset(Ability), NOON)
    said = await before_switch.outcomes(**settings)
    assert {said[each] for each in ("S1", "S5")} == {Outcome.UNKNOWN}


async def test_who_it_does_not_know_reads_that_before_the_switch(
    before_switch: BeforeSwitch,
) -> None:
    before_switch.there.account_id = "somebody-else"
    said = await before_switch.outcomes()
    assert (said["S6"], said["S1"]) == (Outcome.FAIL, Outcome.UNKNOWN)


async def test_where_the_ledger_bills_it_alone_is_asked(before_switch: BeforeSwitch) -> None:
    before_switch.there.script = lambda _: Fault.NO_ANSWER
    said = await before_switch.outcomes(provider=ProviderName.LEDGER)
    assert set(said.values()) == {Outcome.PASS}
    assert not before_switch.there.called
