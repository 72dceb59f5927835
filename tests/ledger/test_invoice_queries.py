"""What can be looked up of invoices, and an account's statement."""

from datetime import date, timedelta

import pytest

from application.invoices.issue import issue
from domain.errors import AccountUnknown
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.new.references import written
from domain.invoices.views.statement import Statement
from domain.values.money import Money
from tests.ledger.accounts import Accounts
from tests.ledger.billing import (
    DUE_ON,
    HELD,
    ISSUED_ON,
    OVERDUE,
    TEN_DAYS_LATE,
    Billing,
    an_invoice,
)
from tests.ledger.samples import CONTOSO, NOON, a_scope, an_account, euros


async def test_an_invoice_is_found_by_its_number_or_its_reference(billing: Billing) -> None:
    await billing.issue("2026001")
    await billing.issue("inv/17")
    for number in ("2026001", "inv/17"):
        reference = (await billing.view(number)).reference
        for name in (number, reference, written(reference), f"  {reference.lower()} "):
            assert await billing.queries.called(name) == [number]
    for nothing in ("2026002", "RF00", "", "RF18539007547034"):
        assert await billing.queries.called(nothing) == []


async def test_a_name_that_may_mean_two_invoices_means_both_the_one_of_this_number_first(
    billing: Billing,
) -> None:
    await billing.issue("2026/77")
    await billing.issue("invoice/2026/77")
    await billing.issue("2026001")
    reference = (await billing.view("2026001")).reference
    await billing.issue(reference)

    called = billing.queries.called
    assert await called("2026/77") == ["2026/77"]
    assert await called("invoice/2026/77") == ["invoice/2026/77", "2026/77"]
    assert await called("invoice/invoice/2026/77") == ["invoice/2026/77"]
    assert await called(reference) == [reference, "2026001"]
    assert await called(f"invoice/{reference}") == [reference]
    assert await called(written(reference)) == ["2026001"]
    assert await called("invoice/2026001") == ["2026001"]


async def test_lists_begin_with_what_is_due_first(billing: Billing) -> None:
    await billing.issue("B")
    await billing.issue("A")
    await billing.issue("OLD", issued_on=date(2026, 10, 1))
    await billing.issue("OTHER", scope="sub-3")
    await billing.pay("100.00", number="A")
    await billing.fire_alarms("OLD", NOON)
    find = billing.queries.find

    async def numbers(**wanted: object) -> list[str]:
        return [line.invoice for line in await find(NOON, **wanted)]  # type: ignore[arg-type]

    assert await numbers() == ["OLD", "A", "B", "OTHER"]
    assert await numbers(limit=2) == ["OLD", "A"]
    assert await numbers(account=CONTOSO) == ["OLD", "A", "B"]
    assert await numbers(state=InvoiceState.PAID) == ["A"]
    assert await numbers(state=InvoiceState.OPEN, account="other") == ["OTHER"]
    assert await numbers(overdue=True) == ["OLD"]
    assert await numbers(account="nobody") == []
    reached_by = billing.queries.reached_by
    assert await reached_by(CONTOSO, euros("10000.00")) == ["OLD", "B"]
    assert await reached_by(CONTOSO, euros("0.01")) == ["OLD"]
    assert await reached_by(CONTOSO, Money.from_minor(100, "USD")) == []
    (line,) = await find(NOON, state=InvoiceState.PAID)
    assert (line.account, line.scope, line.due_on, line.amount, line.open) == (
        CONTOSO,
        "sub-1",
        DUE_ON,
        euros("100.00"),
        euros("0.00"),
    )


async def test_what_was_overdue_and_is_paid_is_not_overdue(billing: Billing) -> None:
    await billing.issue()
    await billing.fire_alarms(now=OVERDUE)
    await billing.pay(now=TEN_DAYS_LATE)
    assert await billing.queries.find(NOON, overdue=True) == []


async def test_thousands_can_be_asked_for_at_once(billing: Billing) -> None:
    for number in ("INV-1", "INV-2500", "INV-6999"):
        await billing.issue(number)
    there = await billing.queries.issued([f"INV-{number}" for number in range(7000)], NOON)
    assert sorted(there) == ["INV-1", "INV-2500", "INV-6999"]
    assert there["INV-1"].open == euros("100.00")
    assert await billing.queries.issued([], NOON) == {}


async def test_a_view_counts_the_days_as_of_the_moment_it_is_asked_for(billing: Billing) -> None:
    await billing.issue()
    assert (await billing.view(now=OVERDUE - timedelta(seconds=1))).days_overdue == 0
    assert (await billing.view(now=TEN_DAYS_LATE)).days_overdue == 10


def _lines(statement: Statement) -> list[tuple[str, str, str]]:
    return [
        (entry.kind, str(entry.debit or f"-{entry.credit}"), str(entry.balance))
        for entry in statement.entries
    ]


async def test_a_statement_runs_from_entry_to_entry_to_what_is_owed(
    billing: Billing, accounts: Accounts
) -> None:
    policy = {"compensation": {"EUR": "40.00"}}
    await billing.issue("INV-1", "100.00", policy=policy)
    await billing.issue("INV-2", "70.00")
    await billing.issue("INV-3", "50.00")
    await billing.pay("100.00", "BANK-1", "INV-2", NOON + timedelta(days=1))
    await billing.fire_alarms("INV-1", OVERDUE)
    await billing.credit("20.00", "INV-1", OVERDUE + timedelta(days=1))
    await billing.reverse("BANK-1", "INV-2", TEN_DAYS_LATE)
    await billing.write_off("INV-3", TEN_DAYS_LATE + timedelta(days=1))
    await billing.fire_alarms("INV-1", HELD)
    statement = await billing.queries.statement(CONTOSO, NOON)
    assert _lines(statement) == [
        ("invoice", "100.00 EUR", "100.00 EUR"),
        ("invoice", "70.00 EUR", "170.00 EUR"),
        ("invoice", "50.00 EUR", "220.00 EUR"),
        ("payment", "-100.00 EUR", "120.00 EUR"),
        ("late_charge", "40.00 EUR", "160.00 EUR"),
        ("credit_note", "-20.00 EUR", "140.00 EUR"),
        ("reversal", "100.00 EUR", "240.00 EUR"),
        ("write_off", "-50.00 EUR", "190.00 EUR"),
    ]
    assert (statement.company, statement.on_hold, statement.held_because) == (
        "Contoso BV",
        True,
        "INV-1",
    )
    assert [line.invoice for line in statement.invoices] == ["INV-1", "INV-2", "INV-3"]
    (exposure,) = statement.exposures
    assert (exposure.open, exposure.overdue, exposure.unapplied_credit) == (
        euros("190.00"),
        euros("190.00"),
        euros("0.00"),
    )
    assert exposure.percent == 2
    first = statement.entries[0]
    assert (first.document, first.invoice, first.on, first.at) == (
        "INV-1",
        "INV-1",
        ISSUED_ON,
        NOON,
    )
    paid = statement.entries[3]
    assert (paid.document, paid.invoice, paid.on) == ("BANK-1", None, date(2026, 11, 3))
    assert statement.entries[6].note == "no funds"
    standing = await accounts.standing(CONTOSO, NOON)
    assert standing.exposure == euros("190.00")


async def test_what_is_left_of_a_payment_lowers_the_balance(billing: Billing) -> None:
    await billing.issue()
    await billing.pay("130.00")
    statement = await billing.queries.statement(CONTOSO, NOON)
    assert statement.entries[-1].balance == euros("-30.00")
    assert statement.exposures[0].unapplied_credit == euros("30.00")


async def test_each_currency_has_a_balance_of_its_own(billing: Billing, accounts: Accounts) -> None:
    """The account has no limit of ours, and one of its scopes is billed in dollars."""

    def dollars(amount: str) -> Money:
        return Money.model_validate({"amount": amount, "currency": "USD"})

    scopes = (
        a_scope("sub-8", payment_method="invoice"),
        a_scope("sub-9", payment_method="invoice", outstanding=dollars("3.00")),
    )
    await accounts.import_accounts([an_account(*scopes, id="two")], NOON)
    await billing.issue("E-1", "100.00", scope="sub-8")
    in_dollars = an_invoice("D-1", scope="sub-9").model_copy(update={"amount": dollars("50.00")})
    await issue(billing.ledger, in_dollars, NOON)
    await billing.pay("30.00", number="E-1", now=NOON + timedelta(days=1))
    statement = await billing.queries.statement("two", NOON)
    assert _lines(statement) == [
        ("invoice", "50.00 USD", "50.00 USD"),
        ("invoice", "100.00 EUR", "100.00 EUR"),
        ("payment", "-30.00 EUR", "70.00 EUR"),
    ]
    euro, dollar = statement.exposures
    assert (euro.open, euro.limit, euro.percent) == (euros("70.00"), None, None)
    assert dollar.open == dollars("53.00")


async def test_an_account_without_invoices_has_an_empty_statement(billing: Billing) -> None:
    statement = await billing.queries.statement("other", NOON)
    assert (statement.entries, statement.invoices, statement.on_hold) == ((), (), False)
    assert [exposure.percent for exposure in statement.exposures] == [0]
    with pytest.raises(AccountUnknown):
        await billing.queries.statement("nobody", NOON)


LATE = {"compensation": {"EUR": "40.00"}}


async def test_what_a_payment_can_be_for_is_what_a_statement_shows(billing: Billing) -> None:
    await billing.issue("A", "300.00")
    await billing.issue("B", "100.00", policy=LATE)
    await billing.pay("300.00", number="A")
    (expected,) = await billing.queries.expected(CONTOSO, TEN_DAYS_LATE)
    lines = (await billing.queries.statement(CONTOSO, TEN_DAYS_LATE)).invoices
    assert expected.open.minor == sum(line.open.minor for line in lines) > 10_000
    assert expected.issued == euros("300.00")
    assert await billing.queries.expected("nobody", TEN_DAYS_LATE) == []
