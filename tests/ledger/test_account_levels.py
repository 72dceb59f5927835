"""What invoices mean for their account: the credit hold, and how much of the limit is used."""

from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from adapters.ledger.invoices.tables import account_holds, exposure_alerts
from domain.accounts.account import Standing
from domain.values.money import Money
from tests.ledger.accounts import Accounts
from tests.ledger.billing import HELD, OVERDUE, TEN_DAYS_LATE, Billing, shares
from tests.ledger.samples import CONTOSO, NOON, a_scope, an_account, euros

PLACED = ("credit_hold_placed", "team_credit_hold_placed")
LIFTED = ("credit_hold_lifted", "team_credit_hold_lifted")
LATER = HELD + timedelta(days=3)


async def _holds(billing: Billing) -> list[tuple[Any, ...]]:
    hold = account_holds.c
    async with billing.database.reading() as connection:
        found = await connection.execute(
            select(
                hold.account_id, hold.number, hold.invoice, hold.placed_at, hold.lifted_at
            ).order_by(hold.account_id, hold.number)
        )
        return [tuple(row) for row in found]


async def _lifted_because(billing: Billing) -> str | None:
    async with billing.database.reading() as connection:
        found = await connection.execute(select(account_holds.c.lifted_because))
        return cast(str | None, found.scalar_one())


async def _levels(billing: Billing) -> list[tuple[int, int]]:
    alert = exposure_alerts.c
    async with billing.database.reading() as connection:
        found = await connection.execute(
            select(alert.level, alert.exposure_minor).order_by(alert.account_id, alert.number)
        )
        return [tuple(row) for row in found]


async def _standing(accounts: Accounts) -> Standing:
    return await accounts.standing(CONTOSO, NOON)


async def test_an_invoice_overdue_for_too_long_puts_its_account_on_hold(
    billing: Billing, accounts: Accounts
) -> None:
    await billing.issue()
    await billing.fire_alarms(now=HELD - timedelta(seconds=1))
    assert not (await _standing(accounts)).on_hold
    await billing.fire_alarms(now=HELD)
    assert (await _standing(accounts)).on_hold
    assert (await billing.view()).on_hold
    assert await _holds(billing) == [(CONTOSO, 1, "INV-1", HELD, None)]
    told = await billing.mailed(*PLACED)
    assert [(notice.audience, notice.to, notice.amount) for notice in told] == [
        ("customer", "ap@contoso.nl", euros("100.00")),
        ("billing", None, euros("100.00")),
    ]
    event = (await billing.view()).timeline[-1]
    assert (event.trigger, event.by, event.at) == ("hold", "worker", HELD)
    await billing.fire_alarms(now=HELD)
    assert len(await billing.mailed(*PLACED)) == 2


async def test_two_overdue_invoices_make_one_hold_until_the_last_is_settled(
    billing: Billing, accounts: Accounts
) -> None:
    for number in ("INV-1", "INV-2"):
        await billing.issue(number)
        await billing.fire_alarms(number, HELD)
    assert await _holds(billing) == [(CONTOSO, 1, "INV-1", HELD, None)]
    await billing.pay("100.00", "BANK-1", "INV-1", LATER)
    assert (await _standing(accounts)).on_hold
    assert await billing.mailed(*LIFTED) == []
    await billing.pay("100.00", "BANK-2", "INV-2", LATER)
    assert not (await _standing(accounts)).on_hold
    assert await _holds(billing) == [(CONTOSO, 1, "INV-1", HELD, LATER)]
    assert await _lifted_because(billing) == "INV-2: pay"
    assert {notice.request for notice in await billing.mailed(*LIFTED)} == {"invoice/INV-2"}
    assert len(await billing.mailed(*PLACED)) == len(await billing.mailed(*LIFTED)) == 2
    assert (await billing.view("INV-2")).timeline[-1].trigger == "hold_lifted"


async def test_one_payment_of_both_lifts_the_hold_once(billing: Billing) -> None:
    for number in ("INV-1", "INV-2"):
        await billing.issue(number)
        await billing.fire_alarms(number, HELD)
    await billing.pay("200.00", shares=shares("INV-1", "INV-2"), now=LATER)
    assert len(await billing.mailed(*LIFTED)) == 2
    assert [row[-1] for row in await _holds(billing)] == [LATER]


@pytest.mark.parametrize("way", ["dispute", "credit", "write_off"])
async def test_a_hold_ends_however_the_invoice_stops_being_a_reason(
    billing: Billing, accounts: Accounts, way: str
) -> None:
    await billing.issue()
    await billing.fire_alarms(now=HELD)
    match way:
        case "dispute":
            await billing.dispute("100.00", now=LATER)
        case "credit":
            await billing.credit("100.00", now=LATER)
        case "write_off":
            await billing.write_off(now=LATER)
    assert not (await _standing(accounts)).on_hold


async def test_only_the_clock_places_a_hold(billing: Billing, accounts: Accounts) -> None:
    await billing.issue()
    await billing.pay()
    await billing.reverse(now=LATER)
    assert not (await _standing(accounts)).on_hold
    await billing.fire_alarms(now=LATER)
    assert (await _standing(accounts)).on_hold


async def test_a_second_hold_is_notified_and_written_down_again(billing: Billing) -> None:
    await billing.issue()
    await billing.fire_alarms(now=HELD)
    await billing.pay(now=LATER)
    await billing.reverse(now=LATER)
    again = LATER + timedelta(days=1)
    await billing.fire_alarms(now=again)
    assert await _holds(billing) == [
        (CONTOSO, 1, "INV-1", HELD, LATER),
        (CONTOSO, 2, "INV-1", again, None),
    ]
    assert len(await billing.mailed(*PLACED)) == 4


async def test_the_database_itself_keeps_a_second_hold_away(billing: Billing) -> None:
    await billing.issue()
    await billing.fire_alarms(now=HELD)
    with pytest.raises(IntegrityError):
        async with billing.database.writing() as connection:
            await connection.execute(
                text(
                    "INSERT INTO account_holds (account_id, number, invoice, placed_at) "
                    "SELECT account_id, 7, invoice, placed_at FROM account_holds"
                )
            )


async def test_crossing_the_share_and_the_limit_is_notified_once_each(billing: Billing) -> None:
    steps: list[tuple[str, list[tuple[int, int]]]] = [
        ("6400.00", []),
        ("0.01", [(1, 640001)]),
        ("1599.99", [(1, 640001)]),
        ("0.01", [(1, 640001), (2, 800001)]),
        ("500.00", [(1, 640001), (2, 800001)]),
    ]
    for number, (amount, levels) in enumerate(steps):
        await billing.issue(f"INV-{number}", amount)
        assert await _levels(billing) == levels
    (nearly,) = await billing.mailed("team_limit_nearly_used")
    (over,) = await billing.mailed("team_limit_exceeded")
    assert (nearly.amount, nearly.credit_limit) == (euros("6400.01"), euros("8000.00"))
    assert (over.amount, over.audience, over.request) == (
        euros("8000.01"),
        "billing",
        "invoice/INV-3",
    )


async def test_falling_is_written_down_and_the_next_rise_notified_again(billing: Billing) -> None:
    await billing.issue("INV-1", "9000.00")
    assert len(await billing.mailed("team_limit_exceeded", "team_limit_nearly_used")) == 1
    await billing.pay("2000.00", "BANK-1")
    await billing.pay("7000.00", "BANK-2")
    assert await _levels(billing) == [(2, 900000), (1, 700000), (0, 0)]
    assert len(await billing.mailed("team_limit_exceeded", "team_limit_nearly_used")) == 1
    await billing.reverse("BANK-2")
    await billing.reverse("BANK-1")
    assert (await _levels(billing))[3:] == [(1, 700000), (2, 900000)]
    assert len(await billing.mailed("team_limit_nearly_used")) == 1
    assert len(await billing.mailed("team_limit_exceeded")) == 2


async def test_charges_that_are_not_invoiced_yet_use_the_limit_too(
    billing: Billing, accounts: Accounts
) -> None:
    charged = an_account(
        a_scope("sub-1", outstanding=euros("6000.00")),
        a_scope("sub-card", outstanding=euros("9000.00")),
    )
    await accounts.import_accounts([charged], NOON)
    await billing.issue("INV-1", "400.01")
    assert await _levels(billing) == [(1, 640001)]
    standing = await _standing(accounts)
    assert standing.exposure == euros("6400.01")
    (exposure,) = (await billing.queries.statement(CONTOSO, NOON)).exposures
    assert (exposure.open, exposure.limit, exposure.percent) == (
        euros("6400.01"),
        euros("8000.00"),
        80,
    )


async def test_late_charges_count_against_the_limit(billing: Billing) -> None:
    policy = {"compensation": {"EUR": "40.00"}}
    await billing.issue("INV-1", "6400.00", policy=policy)
    await billing.fire_alarms(now=OVERDUE)
    assert await _levels(billing) == [(1, 644000)]


async def test_an_account_without_a_limit_alerts_nobody(
    billing: Billing, accounts: Accounts
) -> None:
    told = an_account(a_scope("sub-9", payment_method="invoice"), id="from-a-file")
    await accounts.import_accounts([told], NOON)
    await billing.issue("INV-9", "1000000.00", scope="sub-9")
    assert await _levels(billing) == []
    standing = await accounts.standing("from-a-file", NOON)
    assert (standing.exposure, standing.unapplied_credit) == (None, None)


async def test_a_standing_says_what_is_open_overdue_and_left(
    billing: Billing, accounts: Accounts
) -> None:
    by_hand = {"apply_credit_by_itself": False}
    await billing.issue("INV-1", "100.00", policy=by_hand)
    await billing.issue("INV-2", "70.00")
    await billing.pay("10.00", "BANK-1", "INV-1")
    await billing.pay("95.00", "BANK-2", "INV-2")
    late: datetime = TEN_DAYS_LATE
    await billing.fire_alarms("INV-1", late)
    await billing.issue("INV-3", "50.00", policy=by_hand)
    standing = await _standing(accounts)
    figures: list[Money | None] = [
        standing.exposure,
        standing.overdue,
        standing.unapplied_credit,
    ]
    assert figures == [euros("140.00"), euros("90.00"), euros("25.00")]
    other = await accounts.standing("other", NOON)
    assert (other.exposure, other.overdue, other.on_hold) == (euros("0.00"), euros("0.00"), False)
