"""What the billing system is told, over the API."""

from datetime import UTC, datetime

from adapters.ledger.database import Database, opened_ledger
from adapters.ledger.provider.calls import StoredCalls
from adapters.ledger.transactions import LedgerTransactions
from domain.access import Role
from domain.billing.calls import CallFacts, CallKind, NewCall
from domain.billing.following import Hint, HintKind, HintState
from domain.billing.provider import Ability
from tests.console.api.office import Office
from tests.console.writing import written_to
from tests.ledger.accounts import Accounts
from tests.ledger.samples import CONTOSO, NOON, an_account, euros


async def _refused(database: Database) -> None:
    """Two calls, both refused by a system that lacks a due date."""
    now = datetime.now(UTC)
    await Accounts(database).import_accounts([an_account()], NOON)
    calls = StoredCalls(database)
    await calls.keep_provider("http", frozenset(Ability) - {Ability.DUE_DATE}, now)
    new = [
        NewCall(
            key=f"step/{number}",
            provider="http",
            account_id=CONTOSO,
            scope_id="sub-1",
            kind=CallKind.SET_LIMIT,
            facts=CallFacts(amount=euros("10.00")),
        )
        for number in (1, 2)
    ]
    async with LedgerTransactions(database).writing() as transaction:
        await transaction.provider.queue(new, now)
    for _ in new:
        for each in await calls.due("http", now, 10):
            await calls.refused(each, "It says no.", now)


async def test_billing_sees_what_was_refused_and_sees_to_it(office: Office) -> None:
    async with opened_ledger(office.system.settings.ledger_url) as database:
        await _refused(database)
    billing = await office.program(Role.BILLING)
    auditor = await office.program(Role.AUDITOR)
    shown = await auditor.gets("/provider")
    assert (shown["provider"], shown["cannot"]) == ("http", ["due_date"])
    second, first = shown["calls"]
    assert (first["state"], first["trouble"]) == ("refused", "It says no.")
    at = f"/provider/calls/{first['id']}"
    assert (await billing.does(f"{at}/again", key="again-1"))["state"] == "waiting"
    assert (await billing.does(f"{at}/again", key="again-1"))["state"] == "waiting"
    assert await billing.is_refused(f"{at}/done") == "not_possible_now"
    settled = await billing.does(f"/provider/calls/{second['id']}/done")
    assert settled["state"] == "settled" and settled["settled_by"]
    assert [each["id"] for each in (await auditor.gets("/provider"))["calls"]] == [first["id"]]
    assert len((await auditor.gets("/provider", params={"all": True}))["calls"]) == 2
    assert await billing.is_refused("/provider/calls/99/done", status=404) == "call_unknown"
    assert (await auditor.asks("POST", f"{at}/done")).status_code == 403


async def test_with_the_ledger_there_is_nothing_to_tell(office: Office) -> None:
    shown = await (await office.program(Role.BILLING)).gets("/provider")
    assert shown == {"provider": "ledger", "cannot": [], "switches": [], "calls": []}


async def test_what_our_rules_do_not_take_is_seen_to_once(office: Office) -> None:
    now = datetime.now(UTC)
    hints = [
        Hint(id=f"evt_{number}", kind=HintKind.INVOICE, reference="in_1", said_at=now)
        for number in (1, 2)
    ]
    provider = office.system.settings.provider.value
    async with written_to(office.system) as transaction:
        await transaction.hints.keep(provider, hints, now)
        ids, refused = [each.id for each in hints], HintState.REFUSED
        await transaction.hints.end(ids, refused, "scope_unknown", now, "It has no scope.")
    billing = await office.program(Role.BILLING)
    auditor = await office.program(Role.AUDITOR)
    (task,) = (await auditor.gets("/billing-system/refused"))["refused"]
    assert (task["reference"], task["code"], task["said"]) == (
        "in_1", "scope_unknown", "It has no scope.",
    )  # fmt: skip
    again = f"/billing-system/refused/{task['id']}/retry"
    assert (await auditor.asks("POST", again)).status_code == 403
    (waiting,) = (await billing.does(again, key="again-1"))["refused"]
    assert (waiting["state"], waiting["said"]) == ("waiting", "It has no scope.")
    async with written_to(office.system) as transaction:
        await transaction.hints.end(ids, refused, "scope_unknown", now, "It has none yet.")
    assert (await billing.does(again, key="again-1"))["refused"][0]["said"] == "It has none yet."
    at = f"/billing-system/refused/{task['id']}/settled"
    assert (await auditor.asks("POST", at)).status_code == 403
    assert await billing.does(at, key="seen-1") == {"refused": []}
    (seen,) = (await auditor.gets("/billing-system/refused", params={"settled": True}))["refused"]
    assert seen["settled_by"]
    for what in ("settled", "retry"):
        none = f"/billing-system/refused/evt_9/{what}"
        assert await billing.is_refused(none, status=404) == "hint_unknown"
