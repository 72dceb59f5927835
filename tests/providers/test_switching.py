"""The switch where another system bills the customer: both systems switch, or neither does."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from adapters.ledger.account_pages import Accounts as LedgerAccounts
from adapters.ledger.database import Database
from adapters.ledger.provider.calls import StoredCalls
from adapters.ledger.transactions import LedgerTransactions
from application.billing import switch_at_provider
from application.billing.switch_at_provider import SwitchingAtProvider
from application.limits.change import change_limit
from application.requests.switch import Said
from domain.accounts.account import PaymentMethod
from domain.billing.calls import CallKind
from domain.billing.provider import Ability, Charge, Collecting, Collection, OpenItem, Party
from domain.billing.switching import Stage
from domain.errors import ProviderRefused, ProviderUnavailable
from domain.limits.messages import ChangeLimit
from domain.limits.policy import LimitsPolicy
from domain.requests.switch_order import SwitchAnswer, SwitchOrder
from tests.ledger.accounts import Accounts
from tests.ledger.samples import CONTOSO, NOON, a_scope, an_account, an_order, euros, more_cores
from tests.providers.outside import Fault, OutsideBilling, at_random

KILLED = "killed"
STEPS = (
    "verify", "open_charges", "stop_collecting", "collect_by_invoice", "verify", "charged_since",
    "open_charges",
)  # fmt: skip


class Killed(BaseException):
    """The worker is gone: no code of its runs any more."""


@pytest.fixture
async def ledger(database: Database, accounts: Accounts) -> LedgerTransactions:
    await accounts.import_accounts([an_account(a_scope(), a_scope("sub-2"))], NOON)
    return LedgerTransactions(database)


@pytest.fixture
def outside() -> OutsideBilling:
    return OutsideBilling(CONTOSO, ("sub-1", "sub-2"))


class Clock:
    def __init__(self) -> None:
        self.now = datetime.now(UTC) - timedelta(seconds=1)

    def __call__(self) -> datetime:
        return self.now


def switching(
    ledger: LedgerTransactions,
    outside: OutsideBilling,
    order: SwitchOrder | None = None,
    clock: Clock | None = None,
) -> SwitchingAtProvider:
    return SwitchingAtProvider(
        ledger, outside, order or an_order(), Said(), clock or (lambda: datetime.now(UTC))
    )


async def patiently(saga: SwitchingAtProvider, tries: int = 300) -> SwitchAnswer:
    """Tries again as the engine does."""
    for _ in range(tries):
        try:
            return await saga.answer()
        except ProviderUnavailable:
            continue
    raise AssertionError("it never ended")


async def stage(ledger: LedgerTransactions, key: str = "request/1/switch") -> Stage | None:
    async with ledger.reading() as transaction:
        kept = await transaction.provider.switch_of(key)
    return kept.stage if kept else None


async def method(database: Database) -> PaymentMethod:
    account = await LedgerAccounts(database).account(CONTOSO)
    assert account is not None
    scope = account.scope("sub-1")
    assert scope is not None
    return scope.payment_method


async def assert_both_switched(database: Database, outside: OutsideBilling) -> None:
    assert await method(database) is PaymentMethod.INVOICE
    assert outside.collections["sub-1"].collecting is Collecting.BY_INVOICE
    assert outside.collections["sub-1"].days_until_due == 30
    assert outside.collections["sub-2"].collecting is Collecting.AUTOMATICALLY
    assert outside.changed.count("collect_by_invoice") == 1
    standing = await LedgerAccounts(database).standing(CONTOSO, NOON)
    assert len([each for each in standing.history if each.method is PaymentMethod.INVOICE]) == 1


async def assert_both_as_before(database: Database, outside: OutsideBilling) -> None:
    assert await method(database) is PaymentMethod.CREDIT_CARD
    assert outside.collections["sub-1"].collecting is Collecting.AUTOMATICALLY
    assert outside.collections["sub-1"].method is PaymentMethod.CREDIT_CARD


async def test_both_switch_and_what_was_read_back_is_kept(
    ledger: LedgerTransactions, database: Database, outside: OutsideBilling
) -> None:
    answer = await switching(ledger, outside, an_order(core_quota=more_cores())).answer()
    assert answer.receipt is not None and answer.receipt.payment_method is PaymentMethod.INVOICE
    await assert_both_switched(database, outside)
    assert outside.changed == ["stop_collecting", "collect_by_invoice"]
    assert await stage(ledger) is Stage.SWITCHED
    async with ledger.reading() as transaction:
        kept = await transaction.collections.of(["sub-1", "sub-2"])
    assert kept == {"sub-1": outside.collections["sub-1"]}
    calls = await StoredCalls(database).calls((), 10)
    assert {each.kind for each in calls} == {CallKind.SET_LIMIT, CallKind.REQUEST_QUOTA}
    assert (await StoredCalls(database).under_way()) == []


async def test_asked_again_it_is_the_same_receipt_and_nothing_is_done(
    ledger: LedgerTransactions, outside: OutsideBilling
) -> None:
    first = await switching(ledger, outside).answer()
    called = outside.called.copy()
    assert await switching(ledger, outside).answer() == first
    assert outside.called == called


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_it_answers_it_ends_switched_once(
    ledger: LedgerTransactions, database: Database, outside: OutsideBilling, seed: int
) -> None:
    outside.script = at_random(Random(seed))
    answer = await patiently(switching(ledger, outside))
    assert answer.receipt is not None
    await assert_both_switched(database, outside)


@pytest.mark.parametrize("fault", [each for each in Fault if each is not Fault.NONE])
@pytest.mark.parametrize("step", sorted(set(STEPS)))
async def test_each_fault_of_each_step_is_waited_out(
    ledger: LedgerTransactions, database: Database, outside: OutsideBilling, step: str, fault: Fault
) -> None:
    left = [fault] * 3
    outside.script = lambda name: left.pop() if name == step and left else Fault.NONE
    answer = await patiently(switching(ledger, outside))
    assert answer.receipt is not None and len(left) < 3
    await assert_both_switched(database, outside)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("at", range(len(STEPS)))
async def test_a_worker_that_dies_at_a_call_is_followed_by_one_that_goes_on(
    ledger: LedgerTransactions, database: Database, outside: OutsideBilling, at: int, when: str
) -> None:
    calls = iter(range(100))
    real = outside._asked

    async def dying(name: str, call: Any, half: Any = None) -> Any:
        mine = next(calls)
        if mine == at and when == "before":
            raise Killed
        answer = await real(name, call, half)
        if mine == at:
            raise Killed
        return answer

    outside._asked = dying  # type: ignore[method-assign]
    with pytest.raises(Killed):
        await switching(ledger, outside).answer()
    assert (await switching(ledger, outside).answer()).receipt is not None
    await assert_both_switched(database, outside)


async def test_two_workers_that_make_the_same_order_switch_once(
    ledger: LedgerTransactions, database: Database, outside: OutsideBilling
) -> None:
    answers = await asyncio.gather(*(patiently(switching(ledger, outside)) for _ in range(3)))
    assert len({each.model_dump_json() for each in answers}) == 1
    await assert_both_switched(database, outside)


@pytest.mark.parametrize("step", ["stop_collecting", "collect_by_invoice"])
async def test_a_definite_no_is_undone_and_said(
    ledger: LedgerTransactions, database: Database, outside: OutsideBilling, step: str
) -> None:
    outside.refuses = {step}
    answer = await switching(ledger, outside).answer()
    assert [(each.code, each.failed) for each in answer.findings] == [("S6", True)]
    await assert_both_as_before(database, outside)
    assert await stage(ledger) is Stage.UNDONE
    changed = list(outside.changed)
    assert await switching(ledger, outside).answer() == answer
    assert outside.changed == changed


async def test_a_later_order_of_the_same_request_is_made_anew(
    ledger: LedgerTransactions, database: Database, outside: OutsideBilling
) -> None:
    outside.refuses = {"collect_by_invoice"}
    await switching(ledger, outside).answer()
    outside.refuses = set()
    later = an_order(at=NOON + timedelta(days=1))
    assert (await switching(ledger, outside, later).answer()).receipt is not None
    await assert_both_switched(database, outside)


@pytest.mark.parametrize("seed", range(6))
async def test_undoing_goes_on_through_faults(
    ledger: LedgerTransactions, database: Database, outside: OutsideBilling, seed: int
) -> None:
    outside.refuses, outside.script = {"collect_by_invoice"}, at_random(Random(seed))
    answer = await patiently(switching(ledger, outside))
    assert [each.code for each in answer.findings] == ["S6"]
    await assert_both_as_before(database, outside)


async def test_a_refusal_to_undo_is_tried_again_until_it_is_taken_and_is_seen(
    ledger: LedgerTransactions, database: Database, outside: OutsideBilling
) -> None:
    outside.refuses = {"collect_by_invoice", "collect_as_before"}
    for _ in range(2):
        with pytest.raises(ProviderUnavailable):
            await switching(ledger, outside).answer()
    (seen,) = await StoredCalls(database).under_way()
    assert (seen.stage, seen.undo_refused) == (Stage.UNDOING, 2)
    outside.refuses = {"collect_by_invoice"}
    assert (await switching(ledger, outside).answer()).findings
    await assert_both_as_before(database, outside)


async def test_what_is_open_there_is_in_the_way_and_nothing_is_changed(
    ledger: LedgerTransactions, database: Database, outside: OutsideBilling
) -> None:
    today = datetime.now(UTC).date()
    due = OpenItem(scope_id="sub-2", reference="in_1", number="A-1", open=euros("5.00"))
    later = OpenItem(
        scope_id="sub-1", reference="in_2", number="A-2", open=euros("7.00"),
        due_on=today + timedelta(days=9),
    )  # fmt: skip
    upcoming = OpenItem(scope_id="sub-1", reference="up", open=euros("9.00"), upcoming=True)
    outside.items = [due, later, upcoming]
    answer = await switching(ledger, outside).answer()
    assert [each.code for each in answer.findings] == ["S1", "S5"]
    assert answer.findings[0].evidence["outstanding"][0]["number"] == "A-1"
    assert outside.changed == [] and await stage(ledger) is None
    outside.items = [upcoming]
    assert (await switching(ledger, outside).answer()).receipt is not None


async def test_what_is_in_the_way_here_is_said_before_anything_is_asked_there(
    ledger: LedgerTransactions, outside: OutsideBilling
) -> None:
    stranger = an_order(by="somebody@else.example")
    answer = await switching(ledger, outside, stranger).answer()
    assert [each.code for each in answer.findings] == ["S3"]
    assert not outside.called


async def test_what_comes_in_the_way_here_meanwhile_is_undone_there(
    ledger: LedgerTransactions, database: Database, outside: OutsideBilling, accounts: Accounts
) -> None:
    real = outside.collect_by_invoice

    async def meanwhile(party: Party, days: int, key: str) -> Sequence[Collection]:
        owing = an_account(a_scope(), a_scope("sub-2", outstanding=euros("3.00")))
        await accounts.import_accounts([owing], NOON)
        return await real(party, days, key)

    outside.collect_by_invoice = meanwhile  # type: ignore[method-assign]
    answer = await switching(ledger, outside).answer()
    assert [each.code for each in answer.findings if each.failed] == ["S1"]
    await assert_both_as_before(database, outside)


async def test_a_card_that_is_charged_meanwhile_stops_the_switch(
    ledger: LedgerTransactions, database: Database, outside: OutsideBilling
) -> None:
    outside.charges.append(Charge(scope_id="sub-1", reference="old", amount=euros("1.00"), at=NOON))
    real = outside.collect_by_invoice

    async def meanwhile(party: Party, days: int, key: str) -> Sequence[Collection]:
        outside.charge(euros("12.00"))
        return await real(party, days, key)

    outside.collect_by_invoice = meanwhile  # type: ignore[method-assign]
    answer = await switching(ledger, outside).answer()
    (finding,) = answer.findings
    assert finding.code == "S6" and finding.evidence["charged"][0]["amount"] == "12.00"
    await assert_both_as_before(database, outside)


async def test_what_comes_due_there_meanwhile_stops_the_switch_and_is_undone(
    ledger: LedgerTransactions, database: Database, outside: OutsideBilling
) -> None:
    real = outside.collect_by_invoice

    async def meanwhile(party: Party, days: int, key: str) -> Sequence[Collection]:
        found = await real(party, days, key)
        outside.items = [OpenItem(scope_id="sub-2", reference="in_9", open=euros("8.00"))]
        return found

    outside.collect_by_invoice = meanwhile  # type: ignore[method-assign]
    answer = await switching(ledger, outside).answer()
    assert [each.code for each in answer.findings] == ["S1"]
    await assert_both_as_before(database, outside)


async def test_an_invoice_that_is_sent_while_the_switch_is_made_is_in_nobodys_way(
    ledger: LedgerTransactions, database: Database, outside: OutsideBilling
) -> None:
    real = outside.collect_by_invoice

    async def meanwhile(party: Party, days: int, key: str) -> Sequence[Collection]:
        found = await real(party, days, key)
        due = datetime.now(UTC).date() + timedelta(days=days)
        outside.items = [
            OpenItem(scope_id="sub-1", reference="in_9", open=euros("8.00"), due_on=due)
        ]
        return found

    outside.collect_by_invoice = meanwhile  # type: ignore[method-assign]
    assert (await switching(ledger, outside).answer()).receipt is not None
    await assert_both_switched(database, outside)


async def test_one_that_says_yes_and_does_not_is_found_out(
    ledger: LedgerTransactions, database: Database, outside: OutsideBilling
) -> None:
    clock = Clock()

    async def nothing(party: Party, days: int, key: str) -> Sequence[Collection]:
        return []

    outside.collect_by_invoice = nothing  # type: ignore[method-assign]
    with pytest.raises(ProviderUnavailable):
        await switching(ledger, outside, clock=clock).answer()
    assert await method(database) is PaymentMethod.CREDIT_CARD
    clock.now += switch_at_provider.SETTLES_WITHIN
    answer = await switching(ledger, outside, clock=clock).answer()
    assert [each.code for each in answer.findings] == ["S6"]
    await assert_both_as_before(database, outside)


async def test_one_without_due_dates_is_not_asked_for_them(
    ledger: LedgerTransactions, database: Database, outside: OutsideBilling
) -> None:
    outside.can = frozenset(Ability) - {Ability.DUE_DATE, Ability.CREDIT_LIMIT}
    assert (await switching(ledger, outside).answer()).receipt is not None
    assert outside.collections["sub-1"].days_until_due is None
    assert await StoredCalls(database).calls((), 10) == []


async def test_a_customer_it_does_not_know_is_no_customer_to_switch(
    ledger: LedgerTransactions, database: Database, outside: OutsideBilling
) -> None:
    outside.account_id = "somebody-else"
    answer = await switching(ledger, outside).answer()
    assert [each.code for each in answer.findings] == ["S6"]
    assert await stage(ledger) is None


def test_a_refusal_is_no_outage() -> None:
    assert not issubclass(ProviderRefused, ProviderUnavailable)


async def test_while_a_limit_is_frozen_nothing_is_asked_there(
    ledger: LedgerTransactions, outside: OutsideBilling
) -> None:
    outside.can = frozenset(Ability)
    assert (await switching(ledger, outside, an_order("first")).answer()).receipt is not None
    freeze = ChangeLimit(by="cem", freeze=True, reason="a rumour")
    policy, most = LimitsPolicy(), Decimal(1_000_000)
    await change_limit(ledger, CONTOSO, freeze, "freeze", NOON, policy, most)
    called = outside.called.copy()
    answer = await switching(ledger, outside, an_order("second", scope_id="sub-2")).answer()
    assert [each.code for each in answer.findings] == ["S7"]
    assert outside.called == called


@pytest.mark.parametrize(
    ("stood", "asked", "waits"),
    [(0, None, 1), (7, 1, 7), (3600, 2, 60), (0, 40, 40), (0, 9e9, 600)],
)
async def test_it_is_waited_as_long_as_is_asked_for_within_bounds(
    ledger: LedgerTransactions,
    outside: OutsideBilling,
    stood: int,
    asked: float | None,
    waits: int,
) -> None:
    async def away(party: Party) -> Sequence[Collection]:
        raise ProviderUnavailable("No.", **({} if asked is None else {"retry_after": asked}))

    outside.verify = away  # type: ignore[method-assign]
    clock = Clock()
    order = an_order(at=clock.now - timedelta(seconds=stood))
    with pytest.raises(ProviderUnavailable) as failed:
        await switching(ledger, outside, order, clock).answer()
    assert failed.value.details["retry_after"] == waits


async def test_one_that_gets_on_waits_no_longer_for_what_failed_before(
    ledger: LedgerTransactions, outside: OutsideBilling
) -> None:
    clock = Clock()
    order = an_order(at=clock.now - timedelta(hours=1))
    outside.script = lambda name: Fault.NO_ANSWER if name == "stop_collecting" else Fault.NONE
    with pytest.raises(ProviderUnavailable) as failed:
        await switching(ledger, outside, order, clock).answer()
    assert failed.value.details["retry_after"] == 1
