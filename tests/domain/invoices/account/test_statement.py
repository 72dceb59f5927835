"""A statement of an account: its entries in order, the balance after each, what it comes to."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.invoices.account.statement import (
    Adjusted,
    Balance,
    Growth,
    Issued,
    OnRecord,
    Paid,
    Refunded,
    TakenBack,
    entries_of,
    exposures_of,
    statement_of,
)
from domain.invoices.allocation.receivables import PaymentChange
from domain.invoices.parts import AdjustmentKind
from domain.invoices.views.statement import EntryKind
from domain.values.money import Money
from tests.domain.building import an_account, with_scope
from tests.domain.requests.lives import euros

DAY = date(2026, 11, 2)
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
CLERK = "billie@provider.example"


def _record(**changes: Any) -> OnRecord:
    nothing: dict[str, Any] = dict.fromkeys(OnRecord._fields, ())
    return OnRecord(**{**nothing, **changes})


def _issued(minor: int, currency: str = "EUR", number: str = "INV-1") -> Issued:
    return Issued(number, currency, minor, DAY, NOON)


def _adjusted(kind: AdjustmentKind, minor: int, days: int = 1) -> Adjusted:
    entry = f"{kind.replace('_', '-')}-1"
    at = NOON + timedelta(days=days)
    return Adjusted(entry, "INV-1", "EUR", kind, minor, at, CLERK, "why", {"said": "why"})


def _paid(minor: int, at: datetime = NOON, on: date = DAY) -> Paid:
    return Paid("payment-1", "B-1", "EUR", minor, minor, on, at, CLERK, None, ())


def test_each_entry_says_what_is_owed_after_it() -> None:
    entries = entries_of(
        _record(
            issued=[_issued(10_000)],
            adjusted=[
                _adjusted(AdjustmentKind.LATE_INTEREST, 50),
                _adjusted(AdjustmentKind.CREDIT_NOTE, 1_000, days=2),
            ],
            paid=[_paid(9_500, NOON + timedelta(days=3), DAY + timedelta(days=3))],
        ),
        "UTC",
    )
    assert [(each.kind, each.balance.minor, each.entry) for each in entries] == [
        (EntryKind.INVOICE, 10_000, None),
        (EntryKind.LATE_CHARGE, 10_050, None),
        (EntryKind.CREDIT_NOTE, 9_050, "credit-note-1"),
        (EntryKind.PAYMENT, -450, "payment-1"),
    ]
    assert [(each.debit, each.credit) for each in entries[:3]] == [
        (euros("100.00"), None),
        (euros("0.50"), None),
        (None, euros("10.00")),
    ]


def test_of_one_moment_the_invoice_comes_before_its_payment() -> None:
    entries = entries_of(_record(paid=[_paid(100)], issued=[_issued(100)]), "UTC")
    assert [each.kind for each in entries] == [EntryKind.INVOICE, EntryKind.PAYMENT]


def test_each_currency_has_a_balance_of_its_own() -> None:
    issued = [_issued(100), _issued(700, "USD", "INV-2"), _issued(1, number="INV-3")]
    entries = entries_of(_record(issued=issued), "UTC")
    assert [str(each.balance) for each in entries] == ["1.00 EUR", "7.00 USD", "1.01 EUR"]


def test_what_the_bank_took_back_is_owed_again_and_stands_on_the_accounts_own_day() -> None:
    at = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
    taken = TakenBack(PaymentChange.REVERSAL, "B-1", "EUR", 40, at, CLERK, "no money", None)
    wrong = taken._replace(kind=PaymentChange.CORRECTION, at=at + timedelta(minutes=1))
    record = _record(paid=[_paid(100)], taken_back=[taken, wrong])
    _, reversal, correction = entries_of(record, "Europe/Amsterdam")
    assert (reversal.kind, reversal.on) == (EntryKind.REVERSAL, date(2026, 11, 3))
    assert (reversal.said, reversal.balance.minor) == ("no money", -60)
    assert (correction.kind, correction.balance.minor) == (EntryKind.CORRECTION, -20)


def test_a_refund_that_came_back_is_credit_again() -> None:
    back = NOON + timedelta(days=5)
    refund = Refunded(
        "refund-1", "R-1", "EUR", 30, NOON + timedelta(days=1), CLERK, None,
        back, "ann@provider.example", None, "It came back.",
    )  # fmt: skip
    kept = refund._replace(entry="refund-2", corrected_at=None)
    entries = entries_of(_record(paid=[_paid(100)], refunded=[refund, kept]), "UTC")
    assert [(each.kind, each.balance.minor, each.by) for each in entries[1:]] == [
        (EntryKind.REFUND, -70, CLERK),
        (EntryKind.REFUND, -40, CLERK),
        (EntryKind.CORRECTION, -70, "ann@provider.example"),
    ]


def test_late_charges_that_are_not_written_down_make_the_balance_what_is_open_today() -> None:
    grown = Growth("INV-1", "EUR", DAY + timedelta(days=40), NOON, 25, overdue=True)
    *_, last = entries_of(_record(issued=[_issued(100)], grown=[grown]), "UTC")
    assert (last.kind, last.balance.minor, last.codes) == (
        EntryKind.CHARGE_SO_FAR,
        125,
        ("so_far",),
    )


def test_an_account_owes_what_is_open_and_what_its_scopes_on_invoice_ran_up() -> None:
    account = with_scope(
        an_account(), payment_method="invoice", outstanding={"amount": "10.00", "currency": "EUR"}
    )
    balances = {"EUR": Balance(open=9_000, overdue=500, unapplied=70), "USD": Balance(open=1)}
    euro, dollar = exposures_of(account, balances, euros("200.00"))
    assert (euro.open, euro.overdue, euro.unapplied_credit) == (
        euros("100.00"),
        euros("5.00"),
        euros("0.70"),
    )
    assert (euro.limit, euro.percent) == (euros("200.00"), 50)
    assert (dollar.open, dollar.limit, dollar.percent) == (Money.from_minor(1, "USD"), None, None)


def test_a_limit_of_which_nothing_is_used_is_shown_and_a_card_owes_nothing_against_it() -> None:
    account = with_scope(an_account(), outstanding={"amount": "10.00", "currency": "GBP"})
    (exposure,) = exposures_of(account, {}, euros("200.00"))
    assert (exposure.currency, exposure.open, exposure.percent) == ("EUR", euros("0.00"), 0)


def test_a_statement_names_the_invoice_that_put_the_account_on_hold() -> None:
    account = an_account()
    held = statement_of(account, "INV-1", [], _record(), {}, None, NOON)
    assert (held.on_hold, held.held_because, held.company) == (True, "INV-1", account.name)
    assert not statement_of(account, None, [], _record(), {}, None, NOON).on_hold


def test_a_statement_is_of_the_day_that_it_is_where_the_payer_is() -> None:
    payers = an_account(time_zone="Europe/Amsterdam")
    just_before = datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)
    days = [
        statement_of(payers, None, [], _record(), {}, None, just_before + after).as_of
        for after in (timedelta(), timedelta(seconds=1))
    ]
    assert days == [date(2026, 12, 31), date(2027, 1, 1)]


def test_a_statement_says_what_can_be_done_with_the_accounts_money() -> None:
    card, owing = an_account(), euros("10.00").model_dump(mode="json")
    nothing = statement_of(card, None, [], _record(), {}, None, NOON).possible
    assert {name: each and each.code for name, each in (nothing or {}).items()} == {
        "pay_account": None,
        "refund": "no_unapplied_credit",
        "reverse_account": "no_payment_of_account",
        "correct_account": "no_entry_of_account",
        "settle_charges": "no_charges",
        "issue_invoice": "nothing_by_invoice",
    }
    account = with_scope(an_account(), payment_method="invoice", outstanding=owing)
    credit = {"EUR": Balance(unapplied=1)}
    everything = statement_of(
        account, None, [], _record(paid=[_paid(100)]), credit, None, NOON
    ).possible
    assert not any((everything or {}).values())
    frozen = statement_of(
        account, None, [], _record(paid=[_paid(100)]), credit, None, NOON, frozen=True
    ).possible
    assert {name: each.code for name, each in (frozen or {}).items() if each} == {
        "issue_invoice": "limit_frozen"
    }


def test_what_was_taken_back_is_not_taken_back_again_but_a_refund_can_be_corrected() -> None:
    taken_back = _paid(100)._replace(counts=0)
    found = statement_of(
        an_account(), None, [], _record(paid=[taken_back]), {}, None, NOON
    ).possible
    assert (found or {})["reverse_account"]
    assert (found or {})["correct_account"]
    refund = Refunded(
        "refund-1", "R-1", "EUR", 30, NOON, CLERK, None, None, None, None, None
    )  # fmt: skip
    found = statement_of(
        an_account(), None, [], _record(refunded=[refund]), {}, None, NOON
    ).possible
    assert (found or {})["correct_account"] is None
