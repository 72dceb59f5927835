"""An invoice is issued once, on a scope that pays by invoice, with its account's terms."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import func, select

from adapters.ledger.invoices.tables import invoices
from application.invoices.issue import issue
from application.invoices.look_up import look_up
from domain.errors import InvoiceAlreadyIssued, InvoiceNotIssuable, InvoiceUnknown
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.policy import InvoicePolicy
from domain.turns import Who
from domain.values.money import Money
from tests.ledger.accounts import Accounts
from tests.ledger.billing import DUE_ON, ISSUED_ON, OVERDUE, Billing, an_invoice
from tests.ledger.samples import CONTOSO, NOON, a_scope, an_account, euros


async def test_an_issued_invoice_reads_back_whole(billing: Billing) -> None:
    issued = await billing.issue("2026-001", "1234.56")
    standing = issued.standing
    assert not issued.already
    assert (standing.invoice, standing.account, standing.state) == (
        "2026-001",
        CONTOSO,
        InvoiceState.OPEN,
    )
    assert (standing.open, standing.due_on, standing.due_at) == (
        euros("1234.56"),
        DUE_ON,
        OVERDUE,
    )
    assert standing.next_alarm is not None
    assert standing.next_alarm.name == "reminder 7 days before due"
    assert standing.revision == 1
    view = await billing.view("2026-001")
    assert (view.amount, view.paid, view.scope, view.company) == (
        euros("1234.56"),
        euros("0.00"),
        "sub-1",
        "Contoso BV",
    )
    assert view.waiting_on.who is Who.CUSTOMER
    assert view.waiting_on.since == NOON
    assert [(event.trigger, event.at, event.to) for event in view.timeline] == [
        ("issue", NOON, InvoiceState.OPEN)
    ]
    (told,) = await billing.mailed()
    assert (told.kind, told.to, told.language) == ("invoice_issued", "ap@contoso.nl", "nl")


async def test_the_same_invoice_is_issued_once(billing: Billing) -> None:
    first = await billing.issue()
    again = await billing.issue()
    assert again.already
    assert again.standing == first.standing
    assert len(await billing.mailed()) == 1
    assert len((await billing.view()).timeline) == 1


async def test_issued_again_it_answers_with_its_present_state(billing: Billing) -> None:
    await billing.issue()
    await billing.pay()
    assert (await billing.issue()).standing.state is InvoiceState.PAID


@pytest.mark.parametrize(
    "different",
    [{"amount": euros("100.01")}, {"scope": "sub-2"}, {"issued_on": date(2026, 11, 1)}],
)
async def test_another_invoice_of_the_same_number_is_refused(
    billing: Billing, different: dict[str, object]
) -> None:
    await billing.issue()
    with pytest.raises(InvoiceAlreadyIssued):
        await issue(billing.ledger, an_invoice().model_copy(update=different), NOON)
    assert await billing.open("INV-1") == [euros("100.00")]


async def test_twenty_times_at_once_it_is_issued_once(billing: Billing) -> None:
    answers = await asyncio.gather(*(billing.issue() for _ in range(20)))
    assert sorted(answer.already for answer in answers) == [False, *[True] * 19]
    assert len({answer.standing for answer in answers}) == 1
    async with billing.database.reading() as connection:
        counted = await connection.execute(select(func.count()).select_from(invoices))
        assert counted.scalar_one() == 1


async def test_two_accounts_that_take_one_number_at_once_do_not_both_get_it(
    billing: Billing,
) -> None:
    answers = await asyncio.gather(
        billing.issue(scope="sub-1"), billing.issue(scope="sub-3"), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in answers) == [
        "Changed",
        "InvoiceAlreadyIssued",
    ]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"scope": "nothing"}, "scope_unknown"),
        ({"scope": "sub-card"}, "scope_not_on_invoice"),
        ({"issued_on": date(2026, 11, 3)}, "dated_in_future"),
        ({"amount": Money.from_minor(100, "USD")}, "wrong_currency"),
        ({"amount": euros("0.00")}, "not_positive"),
    ],
)
async def test_what_cannot_be_issued_is_refused_and_leaves_nothing(
    billing: Billing, changes: dict[str, object], problem: str
) -> None:
    with pytest.raises(InvoiceNotIssuable) as refused:
        await issue(billing.ledger, an_invoice().model_copy(update=changes), NOON)
    assert refused.value.details["problem"] == problem
    with pytest.raises(InvoiceUnknown):
        await billing.view()
    assert await billing.mailed() == []


async def test_an_invoice_whose_lines_do_not_come_to_its_amount_is_refused(
    billing: Billing,
) -> None:
    taxed_by_the_policy = {"description": "Virtual machines", "price": "100.00"}
    with pytest.raises(InvoiceNotIssuable) as refused:
        await billing.issue("INV-1", "120.99", lines=[taxed_by_the_policy])
    details = refused.value.details
    assert details["problem"] == "does_not_add_up"
    assert [(each["field"], each["code"]) for each in details["problems"]] == [
        ("amount", "total_differs")
    ]
    assert "121.00 EUR" in refused.value.reason
    assert await billing.mailed() == []
    await billing.issue("INV-1", "121.00", lines=[taxed_by_the_policy])


async def test_an_account_without_terms_is_given_those_of_the_command(
    billing: Billing, accounts: Accounts
) -> None:
    """A file may bring an account on invoice that no switch of ours gave a limit."""
    told = an_account(a_scope("sub-9", payment_method="invoice"), id="from-a-file")
    await accounts.import_accounts([told], NOON)
    issued = await billing.issue("INV-9", scope="sub-9", terms_days=14)
    assert issued.standing.due_on == date(2026, 11, 16)
    of_the_account = await billing.issue("INV-1", terms_days=14)
    assert of_the_account.standing.due_on == DUE_ON


async def test_an_invoice_keeps_its_policy(billing: Billing) -> None:
    policy = InvoicePolicy.model_validate(
        {
            "reminders": [-3, 5],
            "late_interest": {"reference_rates": {"2026-07-01": "2.15"}},
            "compensation": {"EUR": "40.00"},
        }
    )
    await billing.issue(policy=policy, policy_version="ours-7")
    view = await billing.view()
    assert [reminder.days for reminder in view.reminders] == [-3, 5]
    assert view.policy_version == "ours-7"


async def test_letters_are_in_the_scopes_language_whatever_a_file_says_later(
    billing: Billing, accounts: Accounts
) -> None:
    changed = an_account(a_scope("sub-1", open_invoice="OLD-1"), name="Contoso Nederland BV")
    await accounts.import_accounts([changed], NOON)
    await billing.issue("INV-1", scope="sub-1")
    await billing.issue("INV-2", scope="sub-2")
    first, second = await billing.mailed("invoice_issued")
    assert (first.language, first.company) == ("nl", "Contoso Nederland BV")
    assert second.language == "en"


async def test_what_is_not_there_is_said_to_be_unknown(billing: Billing) -> None:
    for step in (
        billing.pay(),
        billing.fire_alarms(),
        billing.view(),
        look_up(billing.ledger, "X"),
    ):
        with pytest.raises(InvoiceUnknown):
            await step


async def test_it_was_issued_on_the_day_it_says(billing: Billing) -> None:
    await billing.issue()
    line = (await billing.queries.issued(["INV-1", "INV-2"], NOON))["INV-1"]
    assert (line.issued_on, line.due_on, line.scope) == (ISSUED_ON, DUE_ON, "sub-1")
