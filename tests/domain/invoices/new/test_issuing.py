"""Issuing: what cannot be invoiced, when an invoice is due, and the customer's notice."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.accounts.account import PaymentMethod
from domain.errors import InvoiceNotIssuable
from domain.invoices.facts import SkipReason
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.new.issuing import customer_of, issue, same_invoice
from domain.invoices.new.references import creditor_reference
from domain.invoices.parts import Customer
from domain.invoices.policy import InvoicePolicy
from domain.notices import NoticeKind
from domain.pay_to import PayTo
from domain.turns import Who
from domain.values.money import Money
from tests.domain.building import an_account, with_scope
from tests.domain.invoices.books import Books
from tests.domain.invoices.building import (
    DUE_ON,
    EU_INTEREST,
    ISSUED_ON,
    a_command,
    a_payer,
    an_invoice,
    at,
    day,
    letters,
    local,
    notices_of,
    reminded,
    sent,
    skipped,
)
from tests.domain.requests.lives import euros

NOON = at("2026-11-02 12:00")
CUSTOMER = Customer(company="Contoso BV")


def dollars(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="USD")


def problem_of(
    account: Any = None, limit: Money | None = None, now: datetime = NOON, **changes: Any
) -> str | None:
    """What is wrong with it; None when it is issued."""
    account = account or a_payer()
    try:
        issue(a_command(account, **changes), account, limit, 30, CUSTOMER, now)
    except InvoiceNotIssuable as refusal:
        assert refusal.reason.endswith(".")
        assert refusal.details["invoice"] == "INV-1"
        return str(refusal.details["problem"])
    return None


def test_an_invoice_that_is_in_order_is_issued() -> None:
    invoice = an_invoice()
    assert (invoice.state, invoice.open, invoice.amount) == (InvoiceState.OPEN, 100_000, 100_000)
    assert invoice.reference == creditor_reference("INV-1")
    assert invoice.due_on == DUE_ON
    (event,) = invoice.events
    assert (event.trigger, event.by, event.amount) == (
        "issue",
        "bob@provider.test",
        euros("1000.00"),
    )


def test_a_scope_that_the_account_does_not_have_is_not_invoiced() -> None:
    assert problem_of(scope="sub-nobodys-1") == "scope_unknown"


@pytest.mark.parametrize("method", [m for m in PaymentMethod if m is not PaymentMethod.INVOICE])
def test_a_scope_that_does_not_pay_by_invoice_is_not_invoiced(method: PaymentMethod) -> None:
    assert problem_of(with_scope(an_account(), payment_method=method)) == "scope_not_on_invoice"


@pytest.mark.parametrize("amount", ["0.00", "-1.00"])
def test_an_invoice_is_for_more_than_zero(amount: str) -> None:
    assert problem_of(amount=euros(amount)) == "not_positive"


def test_an_invoice_is_in_the_currency_of_what_the_scope_owes() -> None:
    assert problem_of(amount=dollars("10.00")) == "wrong_currency"
    american = with_scope(a_payer(), outstanding=dollars("0.00"))
    assert problem_of(american, amount=dollars("10.00")) is None


def test_an_invoice_is_in_the_currency_of_the_limit_where_the_scope_says_nothing() -> None:
    silent = with_scope(a_payer(), outstanding=None)
    assert problem_of(silent, dollars("500.00")) == "wrong_currency"
    assert problem_of(silent, euros("500.00")) is None
    assert problem_of(silent, None, amount=dollars("1.00")) is None


@pytest.mark.parametrize(
    ("zone", "now", "dated", "problem"),
    [
        # UTC+13: it is 3 November there while it is still the 2nd in Greenwich.
        ("Pacific/Tongatapu", "2026-11-02T11:00", "2026-11-03", None),
        ("Pacific/Tongatapu", "2026-11-02T10:59:59", "2026-11-03", "dated_in_future"),
        # UTC-10: it is still 1 November there.
        ("Pacific/Honolulu", "2026-11-02T09:59:59", "2026-11-02", "dated_in_future"),
        ("Pacific/Honolulu", "2026-11-02T10:00", "2026-11-02", None),
        ("Pacific/Honolulu", "2026-11-02T09:59:59", "2026-11-01", None),
    ],
)
def test_no_invoice_is_dated_in_the_payers_future(
    zone: str, now: str, dated: str, problem: str | None
) -> None:
    account = a_payer(time_zone=zone)
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    asked = problem_of(account, now=moment, issued_on=date.fromisoformat(dated))
    assert asked == problem


def test_a_policy_may_allow_invoices_some_days_ahead() -> None:
    policy = InvoicePolicy(future_days=3)
    assert problem_of(policy=policy, issued_on=date(2026, 11, 5)) is None
    assert problem_of(policy=policy, issued_on=date(2026, 11, 6)) == "dated_in_future"


@pytest.mark.parametrize(
    ("issued", "terms", "due"),
    [
        ("2027-01-31", 30, "2027-03-02"),
        ("2028-01-31", 30, "2028-03-01"),  # over a leap day
        ("2026-11-02", 0, "2026-11-02"),
        ("2026-11-02", 45, "2026-12-17"),  # the account's own terms
        ("2026-11-26", 30, "2026-12-26"),  # a Saturday, and no bank day
    ],
)
def test_an_invoice_is_due_the_accounts_days_after_its_date(
    issued: str, terms: int, due: str
) -> None:
    invoice = an_invoice(issued_on=date.fromisoformat(issued), terms_days=terms)
    assert invoice.due_on == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("issued", "due"),
    [
        ("2026-11-26", "2026-12-28"),  # Saturday and Boxing Day: the Monday after
        ("2026-11-24", "2026-12-24"),
        ("2026-11-25", "2026-12-28"),  # Christmas, and then the weekend
        ("2027-02-24", "2027-03-30"),  # Good Friday 2027: the Tuesday after Easter
    ],
)
def test_a_policy_that_rolls_over_moves_the_due_date_to_the_next_bank_day(
    issued: str, due: str
) -> None:
    invoice = an_invoice(issued_on=date.fromisoformat(issued), roll_over_weekends=True)
    assert invoice.due_on == date.fromisoformat(due)


def test_an_account_without_an_address_is_invoiced_and_its_letter_has_nowhere_to_go() -> None:
    invoice = an_invoice(email=None)
    assert [notice.to for notice in notices_of(invoice)] == [None]
    assert invoice.state is InvoiceState.OPEN


@pytest.mark.parametrize(
    ("country", "asked", "spoken"),
    [("NL", None, "nl"), ("DE", None, "en"), ("NL", "en", "en"), ("DE", "nl", "nl")],
)
def test_the_customer_is_written_to_in_their_language_or_their_countrys(
    country: str, asked: str | None, spoken: str
) -> None:
    account = a_payer(address__country=country)
    assert customer_of(account, asked).language == spoken


def test_letters_go_to_the_billing_contact_or_else_to_the_first_administrator() -> None:
    assert customer_of(a_payer(), None).email == "ap@contoso.nl"
    without = a_payer(billing_contact=None)
    assert customer_of(without, None).email == "anna@contoso.nl"
    assert customer_of(without, None).name is None
    assert customer_of(without.model_copy(update={"administrators": ()}), None).email is None


def test_the_customer_is_notified_of_the_invoice_and_where_to_pay_it() -> None:
    (notice,) = notices_of(an_invoice(), NoticeKind.INVOICE_ISSUED)
    assert notice.key == "invoice/INV-1/issue/invoice_issued"
    assert notice.amount == euros("1000.00")
    assert notice.invoice is not None
    assert (notice.invoice.due_on, notice.invoice.days_overdue) == (DUE_ON, 0)
    assert notice.invoice.pay_to.iban == "NL91ABNA0417164300"


def test_the_default_bank_account_is_one_that_the_policy_would_accept() -> None:
    default = InvoicePolicy().pay_to
    assert PayTo.model_validate(default.model_dump()) == default
    with pytest.raises(ValueError, match="IBAN"):
        PayTo(name="Cloud Provider Billing", iban="NL91ABNA0417164301")


def test_the_same_invoice_asked_for_again_is_recognised_and_another_is_not() -> None:
    account, invoice = a_payer(), an_invoice()
    assert same_invoice(a_command(account), invoice)
    assert not same_invoice(a_command(account, amount=euros("1000.01")), invoice)
    assert not same_invoice(a_command(account, issued_on=date(2026, 11, 1)), invoice)
    assert not same_invoice(a_command(account, scope="sub-contoso-2"), invoice)


def test_a_new_invoice_waits_for_the_customer_until_the_midnight_after_its_due_date() -> None:
    ledger = Books(an_invoice())
    assert ledger.assigned == (Who.CUSTOMER, "pay the invoice")
    until = ledger.standing.waiting_on.until
    assert until == ledger.standing.due_at
    assert until and local(until) == "2026-12-03 00:00"


@pytest.mark.parametrize("days", [1, 8, 30, 335, 3000])
def test_an_invoice_that_is_issued_after_its_due_date_begins_its_ladder_with_the_notice(
    days: int,
) -> None:
    ledger = Books(
        an_invoice(now=day(days, 12), late_interest=EU_INTEREST, compensation={"EUR": Decimal(40)})
    )
    invoice = ledger.invoice
    assert invoice.issued_on == ISSUED_ON
    assert (invoice.state, invoice.held, sent(invoice)) == (InvoiceState.OVERDUE, False, [])
    assert set(skipped(invoice)) == {1, 2}
    assert invoice.charged == 0, "nobody is late with an invoice that was not there"
    issued = day(days, 9)
    ledger.pass_until(issued + timedelta(days=15))
    assert not invoice.held
    ledger.pass_until(issued + timedelta(days=16))
    assert invoice.held
    ledger.pass_until(issued + timedelta(days=60))
    assert [step.at - issued for step in invoice.reminders if step.level > 2] == [
        timedelta(days=after) for after in (1, 7, 14, 30)
    ]
    assert letters(invoice)[0] is NoticeKind.INVOICE_OVERDUE


def test_an_invoice_that_is_issued_late_but_before_its_due_date_keeps_that_days_ladder() -> None:
    ledger = Books(an_invoice(now=day(-3, 12)))
    ledger.pass_to(60)
    assert [on[5:10] for _, on in reminded(ledger.invoice)] == [
        "12-01", "12-03", "12-09", "12-16", "01-01",
    ]  # fmt: skip


@pytest.mark.parametrize("terms", [0, 1, 5, 7])
def test_no_reminder_goes_out_with_the_invoice_itself(terms: int) -> None:
    ledger = Books(an_invoice(terms_days=terms))
    assert ledger.invoice.state is InvoiceState.OPEN
    assert sent(ledger.invoice) == []
    before_its_issue = {1} if terms > 1 else {1, 2}
    assert set(skipped(ledger.invoice)) == before_its_issue
    assert skipped(ledger.invoice)[max(before_its_issue)] is SkipReason.NOT_ISSUED
    ledger.pass_to(0, 23)
    assert sent(ledger.invoice) == sorted({1, 2} - before_its_issue)
