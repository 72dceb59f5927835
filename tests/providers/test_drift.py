"""What is changed at the billing system after the switch is seen, told once, put right, ended."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from adapters.ledger.database import Database
from adapters.ledger.tables import outbox
from adapters.ledger.transactions import LedgerTransactions
from application.billing.drift import DriftRound, DriftWatch, check_drift, check_scope
from application.ports.ledger import Ledger
from domain.billing.drift import Drift, DriftEnd, DriftKind, steps_of
from domain.billing.policy import BillingPolicy
from domain.billing.provider import Ability, Collecting, Party
from domain.notices import Notice, NoticeKind
from tests.ledger.accounts import Accounts
from tests.ledger.samples import CONTOSO, NOON, a_scope, an_account, an_order, euros
from tests.providers.outside import Fault, OutsideBilling, at_random
from tests.providers.test_switching import patiently, switching

PARTY = Party(account_id=CONTOSO, scope_ids=("sub-1",))
Letters = Callable[[], Awaitable[list[Notice]]]
RIGHT_AWAY = BillingPolicy(put_drift_right=True)


@pytest.fixture
async def ledger(database: Database, accounts: Accounts) -> LedgerTransactions:
    await accounts.import_accounts([an_account(a_scope(), a_scope("sub-2"))], NOON)
    return LedgerTransactions(database)


@pytest.fixture
async def outside(ledger: LedgerTransactions) -> OutsideBilling:
    """Where the scope was switched."""
    there = OutsideBilling(CONTOSO, ("sub-1", "sub-2"))
    assert (await patiently(switching(ledger, there))).receipt
    return there


@pytest.fixture
def watch(ledger: LedgerTransactions, outside: OutsideBilling) -> DriftWatch:
    return DriftWatch(ledger, outside, BillingPolicy(), 30, lambda: datetime.now(UTC))


def back_to_card(outside: OutsideBilling) -> None:
    there = outside.collections["sub-1"]
    update = {"collecting": Collecting.AUTOMATICALLY, "version": f"{there.version}1"}
    outside.collections["sub-1"] = there.model_copy(update=update)


async def drifts(ledger: Ledger, *, ended: bool = False) -> list[Drift]:
    async with ledger.reading() as transaction:
        return list(await transaction.drifts.listed(ended, 100))


@pytest.fixture
def letters(database: Database) -> Callable[[], Awaitable[list[Notice]]]:
    async def told() -> list[Notice]:
        asked = select(outbox.c.notice).order_by(outbox.c.queued_at, outbox.c.key)
        async with database.reading() as connection:
            found = (await connection.execute(asked)).scalars()
            notices = [Notice.model_validate(each) for each in found]
        return [each for each in notices if each.kind is NoticeKind.TEAM_PROVIDER_DRIFT]

    return told


async def test_as_long_as_nothing_is_changed_nothing_is_told(
    watch: DriftWatch, letters: Letters
) -> None:
    assert await check_drift(watch) == DriftRound(checked=1)
    assert await drifts(watch.ledger, ended=True) == [] and await letters() == []


async def test_a_scope_turned_back_to_the_card_is_reported_once_until_it_is_corrected(
    watch: DriftWatch, outside: OutsideBilling, letters: Letters
) -> None:
    back_to_card(outside)
    assert (await check_drift(watch)).seen == 1
    for _ in range(3):
        assert await check_drift(watch) == DriftRound(checked=1)
    (drift,) = await drifts(watch.ledger)
    assert (drift.kind, drift.scope_id) == (DriftKind.BACK_TO_CARD, "sub-1")
    (letter,) = await letters()
    assert letter.reason == "back_to_card" and letter.account == CONTOSO
    assert outside.changed.count("collect_by_invoice") == 1
    await outside.collect_by_invoice(PARTY, 30, "by hand")
    assert (await check_drift(watch)).ended == 1
    assert await drifts(watch.ledger) == []
    (ended,) = await drifts(watch.ledger, ended=True)
    assert ended.ended_at and ended.ended_by is None and ended.put_right_at is None
    back_to_card(outside)
    assert (await check_drift(watch)).seen == 1
    assert len(await letters()) == 2


async def test_it_is_put_right_if_the_policy_says_so(
    watch: DriftWatch, outside: OutsideBilling, letters: Letters
) -> None:
    watch = replace(watch, policy=RIGHT_AWAY)
    back_to_card(outside)
    assert await check_drift(watch) == DriftRound(checked=1, seen=1, put_right=1, ended=1)
    assert outside.collections["sub-1"].collecting is Collecting.BY_INVOICE
    assert outside.collections["sub-1"].days_until_due == 30
    (drift,) = await drifts(watch.ledger, ended=True)
    assert drift.put_right_at and drift.ended_at and drift.attempts == 1
    assert len(await letters()) == 1


async def test_whoever_turns_it_back_again_and_again_becomes_a_task(
    watch: DriftWatch, outside: OutsideBilling
) -> None:
    watch = replace(watch, policy=RIGHT_AWAY)
    for _ in range(3):
        back_to_card(outside)
        assert (await check_drift(watch)).put_right == 1
    back_to_card(outside)
    for _ in range(2):
        assert (await check_drift(watch)).put_right == 0
    assert outside.collections["sub-1"].collecting is Collecting.AUTOMATICALLY
    (drift,) = await drifts(watch.ledger)
    assert drift.attempts == 0
    later = replace(watch, now=lambda: datetime.now(UTC) + timedelta(days=8))
    assert (await check_drift(later)).put_right == 1


async def test_a_no_to_putting_it_right_is_kept_and_tried_again(
    watch: DriftWatch, outside: OutsideBilling
) -> None:
    watch = replace(watch, policy=RIGHT_AWAY)
    back_to_card(outside)
    outside.refuses.add("collect_by_invoice")
    assert (await check_drift(watch)).put_right == 0
    (drift,) = await drifts(watch.ledger)
    assert drift.trouble == "It says no."
    outside.refuses.clear()
    assert (await check_drift(watch)).put_right == 1
    (drift,) = await drifts(watch.ledger, ended=True)
    assert (drift.attempts, drift.trouble) == (2, None)


async def test_a_charge_is_reported_once_until_somebody_has_seen_to_it(
    watch: DriftWatch, outside: OutsideBilling, letters: Letters
) -> None:
    outside.charge(euros("12.50"))
    for _ in range(2):
        await check_drift(watch)
    (drift,) = await drifts(watch.ledger)
    assert (drift.kind, drift.amount, drift.reference) == (
        DriftKind.CHARGED,
        euros("12.50"),
        "ch_1",
    )
    (letter,) = await letters()
    assert letter.amount == euros("12.50")
    async with watch.ledger.writing() as transaction:
        assert await transaction.drifts.end(drift.id, "paula", watch.now())
    outside.charge(euros("3.00"))
    await check_drift(watch)
    (left,) = await drifts(watch.ledger)
    assert left.amount == euros("3.00")
    outside.charges.clear()
    assert (await check_drift(watch)).ended == 1
    assert [each.ended_by for each in await drifts(watch.ledger, ended=True)] == [None, "paula"]


async def test_what_happened_to_a_scope_is_told_in_its_order_with_each_end(
    watch: DriftWatch, outside: OutsideBilling
) -> None:
    outside.charge(euros("12.50"))
    outside.charge(euros("3.00"))
    await check_drift(watch)
    del outside.charges[0]
    await check_drift(watch)
    async with watch.ledger.writing() as transaction:
        (charged,) = await transaction.drifts.standing("sub-1")
        await transaction.drifts.end(charged.id, "paula", watch.now())
    back_to_card(outside)
    await check_drift(watch)
    await outside.collect_by_invoice(PARTY, 30, "by hand")
    await check_drift(watch)
    back_to_card(outside)
    await check_drift(replace(watch, policy=RIGHT_AWAY))
    async with watch.ledger.reading() as transaction:
        told = steps_of(await transaction.drifts.listed(True, 100, CONTOSO, "sub-1"))
        assert await transaction.drifts.listed(True, 100, CONTOSO, "sub-2") == []
        assert await transaction.drifts.listed(True, 100, "another") == []
    assert [each.at for each in told] == sorted((each.at for each in told), reverse=True)
    charge, back = DriftKind.CHARGED, DriftKind.BACK_TO_CARD
    assert [(each.drift.kind, each.end) for each in reversed(told)] == [
        (charge, None),
        (charge, None),
        (charge, DriftEnd.GONE),
        (charge, DriftEnd.SEEN_TO),
        (back, None),
        (back, DriftEnd.RIGHT_AGAIN),
        (back, None),
        (back, DriftEnd.PUT_RIGHT),
    ]


async def test_two_drifts_of_a_scope_are_two(
    watch: DriftWatch, outside: OutsideBilling, letters: Letters
) -> None:
    back_to_card(outside)
    outside.charge(euros("12.50"))
    assert (await check_drift(watch)).seen == 2
    assert {each.kind for each in await drifts(watch.ledger)} == {
        DriftKind.BACK_TO_CARD,
        DriftKind.CHARGED,
    }
    assert len(await letters()) == 2


async def test_a_scope_that_is_not_known_there_any_more_is_told_and_ends_nothing_else(
    watch: DriftWatch, outside: OutsideBilling
) -> None:
    back_to_card(outside)
    await check_drift(watch)
    outside.account_id = "another"
    await check_drift(watch)
    kinds = [each.kind for each in await drifts(watch.ledger)]
    assert sorted(kinds) == [DriftKind.BACK_TO_CARD, DriftKind.NOT_KNOWN]
    outside.account_id = CONTOSO
    await check_drift(watch)
    assert [each.kind for each in await drifts(watch.ledger)] == [DriftKind.BACK_TO_CARD]


@pytest.mark.parametrize("fault", [Fault.NO_ANSWER, Fault.RATE_LIMITED, Fault.HALF])
async def test_a_provider_that_is_away_says_nothing_and_ends_nothing(
    watch: DriftWatch, outside: OutsideBilling, fault: Fault
) -> None:
    back_to_card(outside)
    await check_drift(watch)
    outside.script = lambda _: fault
    away = await check_drift(watch)
    assert away == DriftRound(unanswered=1)
    assert len(await drifts(watch.ledger)) == 1
    outside.script = lambda _: Fault.NONE
    assert await check_drift(watch, away.after) == DriftRound(checked=1)


async def test_a_round_goes_on_where_the_provider_went_away(
    ledger: LedgerTransactions, outside: OutsideBilling, watch: DriftWatch
) -> None:
    second = an_order("request/2/switch", scope_id="sub-2")
    assert (await patiently(switching(ledger, outside, second))).receipt
    assert (await check_drift(watch)).checked == 2
    assert (await check_drift(watch, after="sub-1")).checked == 1


@pytest.mark.parametrize("seed", range(8))
async def test_whatever_it_answers_each_drift_is_reported_once_and_put_right(
    watch: DriftWatch, outside: OutsideBilling, letters: Letters, seed: int
) -> None:
    watch = replace(watch, policy=RIGHT_AWAY)
    back_to_card(outside)
    outside.charge(euros("12.50"))
    outside.script = at_random(Random(seed))
    after = ""
    for _ in range(60):
        after = (await check_drift(watch, after)).after
    assert outside.collections["sub-1"].collecting is Collecting.BY_INVOICE
    assert [each.kind for each in await drifts(watch.ledger)] == [DriftKind.CHARGED]
    assert len(await letters()) == 2


async def test_without_due_dates_nothing_is_said_of_days(ledger: LedgerTransactions) -> None:
    there = OutsideBilling(CONTOSO, ("sub-1", "sub-2"), can=frozenset(Ability) - {Ability.DUE_DATE})
    assert (await patiently(switching(ledger, there))).receipt
    watch = DriftWatch(ledger, there, RIGHT_AWAY, 30, lambda: datetime.now(UTC))
    back_to_card(there)
    assert (await check_drift(watch)).put_right == 1


async def test_a_hint_has_one_scope_looked_at(watch: DriftWatch, outside: OutsideBilling) -> None:
    back_to_card(outside)
    await check_scope(watch, "sub-that-nobody-switched")
    assert await drifts(watch.ledger) == []
    await check_scope(watch, "sub-1")
    assert len(await drifts(watch.ledger)) == 1
