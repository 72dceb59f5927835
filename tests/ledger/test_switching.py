"""The switch happens once, completely or not at all, and never backwards."""

import asyncio
import sys

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from adapters.ledger.database import Database
from adapters.ledger.letters.outbox import LedgerOutbox
from adapters.ledger.tables import (
    credit_limits,
    effects,
    payment_method_history,
    quota_requests,
    scopes,
)
from clients.requests.queues import QueueClient
from domain.accounts.account import Account, PaymentMethod
from domain.errors import (
    AccountUnknown,
    EffectMismatch,
    ScopeUnknown,
    ServiceUnreachable,
    SwitchIrreversible,
)
from domain.policy import ExternalServices, OpenInvoiceAtSwitch
from domain.requests.lifecycle import State
from domain.rules.findings import Finding
from engine.wiring.open_ledger import OpenLedger
from tests.ledger.accounts import Accounts
from tests.ledger.queues import a_listing
from tests.ledger.samples import (
    CONTOSO,
    NOON,
    a_notice,
    a_scope,
    an_account,
    an_order,
    euros,
    more_cores,
    not_on_invoice_yet,
    nothing_in_the_way,
    something_outstanding,
)
from tests.ledger.switching import Switching

_WRITTEN = (payment_method_history, credit_limits, quota_requests, effects)


@pytest.fixture(autouse=True)
async def imported(accounts: Accounts) -> None:
    scope = a_scope(external_services=["Analytics", "Backup"], open_invoice="INV-1")
    await accounts.import_accounts([an_account(scope)], NOON)


async def _written(database: Database) -> list[int]:
    async with database.reading() as connection:
        return [
            (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in _WRITTEN
        ]


async def _method(accounts: Accounts) -> PaymentMethod:
    account = await accounts.account(CONTOSO)
    assert account is not None
    return account.scopes[0].payment_method


async def test_notices_and_listing_of_a_switch_are_written_with_it(
    switching: Switching, database: Database
) -> None:
    outbox, queues = LedgerOutbox(database), QueueClient(OpenLedger(database))
    notice, listing = a_notice(), a_listing(state=State.SWITCHED)

    refused = await switching.switch(an_order(), something_outstanding, [notice], listing)
    assert refused.receipt is None
    assert (await outbox.counts())["queued"] == 0
    assert await queues.line(listing.line.request) is None

    for _ in range(2):
        await switching.switch(an_order(), nothing_in_the_way, [notice], listing)
        assert (await outbox.counts())["queued"] == 1
        assert await queues.line(listing.line.request) == listing.line


async def test_a_switch_without_its_notices_is_not_made(
    switching: Switching, accounts: Accounts, database: Database
) -> None:
    async with database.writing() as connection:
        await connection.execute(text("ALTER TABLE outbox RENAME TO outbox_elsewhere"))
    with pytest.raises((DBAPIError, ServiceUnreachable)):
        await switching.switch(an_order(), nothing_in_the_way, [a_notice()])
    assert await _method(accounts) is PaymentMethod.CREDIT_CARD
    assert await _written(database) == [0, 0, 0, 0]


async def test_a_switch_is_read_back_from_the_ledger(
    switching: Switching, accounts: Accounts
) -> None:
    order = an_order(
        core_quota=more_cores(),
        external_services=ExternalServices.BILL_SEPARATELY,
        open_invoice=OpenInvoiceAtSwitch.MOVE,
    )
    receipt = (await switching.switch(order, nothing_in_the_way)).receipt
    assert receipt is not None
    assert receipt.previous_method is PaymentMethod.CREDIT_CARD
    assert receipt.payment_method is PaymentMethod.INVOICE
    assert receipt.credit_limit == euros("8000.00")
    assert receipt.payment_terms_days == 30
    assert receipt.switched_at == NOON
    assert receipt.moved_invoice == "INV-1"
    assert receipt.billed_separately == ("Analytics", "Backup")

    standing = await accounts.standing(CONTOSO, NOON)
    assert standing.account.scopes[0].payment_method is PaymentMethod.INVOICE
    assert standing.account.scopes[0].open_invoice is None
    assert standing.account.scopes[0].external_services == ()
    assert standing.credit_limit == euros("8000.00")
    assert standing.payment_terms_days == 30
    assert standing.exposure == euros("0.00")
    assert standing.quota_requests == (receipt.quota_request,)
    (change,) = standing.history
    assert (change.method, change.since, change.by) == (
        PaymentMethod.INVOICE,
        NOON,
        "anna@contoso.nl",
    )


@pytest.mark.parametrize("language", ["nl", "en", None])
async def test_the_scope_is_written_to_in_the_language_of_the_order(
    switching: Switching, accounts: Accounts, database: Database, language: str | None
) -> None:
    await switching.switch(an_order(language=language), nothing_in_the_way)
    await accounts.import_accounts([an_account(name="Contoso Nederland BV")], NOON)
    async with database.reading() as connection:
        assert (await connection.execute(select(scopes.c.language))).scalars().all() == [language]


async def test_an_order_that_leaves_services_and_invoice_alone_does_so(
    switching: Switching, accounts: Accounts
) -> None:
    receipt = (await switching.switch(an_order(), nothing_in_the_way)).receipt
    assert receipt is not None
    assert (receipt.quota_request, receipt.moved_invoice, receipt.billed_separately) == (
        None,
        None,
        (),
    )
    account = await accounts.account(CONTOSO)
    assert account is not None
    assert account.scopes[0].open_invoice == "INV-1"
    assert account.scopes[0].external_services == ("Analytics", "Backup")


async def test_the_rules_read_the_account_of_that_moment(
    switching: Switching, accounts: Accounts
) -> None:
    await accounts.import_accounts([an_account(a_scope(outstanding=euros("5.00")))], NOON)
    seen: list[Account] = []

    def check(account: Account) -> tuple[Finding, ...]:
        seen.append(account)
        return something_outstanding(account)

    await switching.switch(an_order(), check)
    assert [account.scopes[0].outstanding for account in seen] == [euros("5.00")]


async def test_a_failed_rule_is_answered_with_and_writes_nothing(
    switching: Switching, accounts: Accounts, database: Database
) -> None:
    answer = await switching.switch(an_order(core_quota=more_cores()), something_outstanding)
    assert answer.receipt is None
    assert [finding.code for finding in answer.findings] == ["S1"]
    assert await _written(database) == [0, 0, 0, 0]
    assert await _method(accounts) is PaymentMethod.CREDIT_CARD


async def test_what_stood_in_the_way_can_be_put_right_under_the_same_key(
    switching: Switching,
) -> None:
    await switching.switch(an_order(), something_outstanding)
    assert (await switching.switch(an_order(), nothing_in_the_way)).receipt is not None


async def test_the_same_order_twenty_times_at_once_switches_once(
    switching: Switching, database: Database
) -> None:
    order = an_order(core_quota=more_cores())
    retried = (switching.switch(order, not_on_invoice_yet) for _ in range(20))
    answers = await asyncio.gather(*retried)
    assert {answer.receipt for answer in answers} == {answers[0].receipt}
    assert answers[0].receipt is not None
    assert await _written(database) == [1, 1, 1, 1]


async def test_two_orders_for_one_scope_at_once_switch_it_once(
    switching: Switching, database: Database
) -> None:
    answers = await asyncio.gather(
        *(switching.switch(an_order(f"key-{n}"), not_on_invoice_yet) for n in range(2))
    )
    assert sorted(answer.receipt is not None for answer in answers) == [False, True]
    (refused,) = [answer for answer in answers if answer.receipt is None]
    assert [finding.code for finding in refused.findings] == ["S4"]
    assert await _written(database) == [1, 1, 0, 1]


async def test_a_key_never_answers_for_another_order(switching: Switching) -> None:
    await switching.switch(an_order(), nothing_in_the_way)
    with pytest.raises(EffectMismatch):
        await switching.switch(an_order(credit_limit=euros("9000.00")), nothing_in_the_way)


async def test_one_key_for_two_accounts_at_once_serves_one_of_them(
    switching: Switching, accounts: Accounts, database: Database
) -> None:
    await accounts.import_accounts([an_account(a_scope("sub-2"), id="other")], NOON)
    other = an_order(account_id="other", scope_id="sub-2")
    answers = await asyncio.gather(
        switching.switch(an_order(), nothing_in_the_way),
        switching.switch(other, nothing_in_the_way),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["EffectMismatch", "SwitchAnswer"]
    assert await _written(database) == [1, 1, 0, 1]


async def test_a_scope_on_invoice_is_refused_even_when_no_rule_says_so(
    switching: Switching, database: Database
) -> None:
    await switching.switch(an_order("first"), nothing_in_the_way)
    with pytest.raises(SwitchIrreversible):
        await switching.switch(an_order("second"), nothing_in_the_way)
    assert await _written(database) == [1, 1, 0, 1]


async def test_what_is_not_in_the_ledger_cannot_be_switched(switching: Switching) -> None:
    with pytest.raises(AccountUnknown):
        await switching.switch(an_order(account_id="nobody"), nothing_in_the_way)
    with pytest.raises(ScopeUnknown):
        await switching.switch(an_order(scope_id="nothing"), nothing_in_the_way)


_FAILING_LAST_STEP = {
    "sqlite": [
        "CREATE TRIGGER full_disk BEFORE INSERT ON effects BEGIN SELECT RAISE(ABORT, 'full'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'full'; END $$",
        "CREATE TRIGGER full_disk BEFORE INSERT ON effects EXECUTE FUNCTION full_disk()",
    ],
}


async def test_a_switch_that_fails_at_its_last_step_leaves_nothing_behind(
    switching: Switching, accounts: Accounts, database: Database, dialect: str
) -> None:
    async with database.writing() as connection:
        for statement in _FAILING_LAST_STEP[dialect]:
            await connection.execute(text(statement))
    order = an_order(core_quota=more_cores(), open_invoice=OpenInvoiceAtSwitch.MOVE)
    with pytest.raises(DBAPIError, match="full"):
        await switching.switch(order, nothing_in_the_way)
    assert await _written(database) == [0, 0, 0, 0]
    assert await _method(accounts) is PaymentMethod.CREDIT_CARD
    async with database.writing() as connection:
        on_table = " ON effects" if dialect == "postgresql" else ""
        await connection.execute(text(f"DROP TRIGGER full_disk{on_table}"))
    assert (await switching.switch(order, nothing_in_the_way)).receipt is not None


_WRITES_AND_HANGS = """
import asyncio, sys
from adapters.ledger.database import Database
from adapters.ledger.accounts.switch_rows import write_switch
from engine.wiring.open_ledger import OpenLedger
from tests.ledger.samples import a_scope, an_order

async def main():
    database = await Database.open(sys.argv[1])
    async with database.writing() as connection:
        await write_switch(connection, an_order(), a_scope())
        print("written", flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_a_worker_killed_before_it_commits_leaves_nothing_and_blocks_nobody(
    switching: Switching, database: Database, accounts: Accounts, url: str
) -> None:
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _WRITES_AND_HANGS, url, stdout=asyncio.subprocess.PIPE
    )
    assert worker.stdout is not None
    assert await worker.stdout.readline() == b"written\n"
    worker.kill()
    await worker.wait()
    assert await _written(database) == [0, 0, 0, 0]
    assert await _method(accounts) is PaymentMethod.CREDIT_CARD
    assert (await switching.switch(an_order(), nothing_in_the_way)).receipt is not None


async def test_the_limits_of_two_switched_scopes_add_up_for_the_account(
    accounts: Accounts, switching: Switching
) -> None:
    await accounts.import_accounts([an_account(a_scope("sub-1"), a_scope("sub-2"))], NOON)
    first = an_order("request/1/switch", scope_id="sub-1", credit_limit=euros("40000.00"))
    second = an_order("request/2/switch", scope_id="sub-2", credit_limit=euros("8000.00"))
    await switching.switch(first, nothing_in_the_way)
    await switching.switch(second, nothing_in_the_way)

    assert (await accounts.standing(CONTOSO, NOON)).credit_limit == euros("48000.00")
