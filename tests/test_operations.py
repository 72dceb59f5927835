"""What people do with requests, invoices and accounts stands in tables; the rest keeps to them."""

import inspect
from typing import Any, get_args, get_type_hints

import pytest

from activities.invoices import InvoiceActivities, Order
from application.accounts import operations as accounts
from application.accounts.known import AccountMessage
from application.accounts.operations import AccountOperation
from application.bank import operations as entry_use_cases
from application.invoices.operations import USE_CASES
from clients.invoices.client import InvoiceClient
from console.pages.decisions import DECISIONS
from console.pages.decisions.accounts import ACTS
from console.pages.decisions.bank import DECISIONS as ENTRY_DECISIONS
from console.pages.decisions.invoices import DECISIONS as INVOICE_DECISIONS
from console.pages.decisions.limits import LIMIT_ACTS
from domain.access import Action
from domain.bank import messages as entry_messages
from domain.bank import operations as entries
from domain.invoices import messages as invoice_messages
from domain.invoices import operations as invoices
from domain.invoices.account.possible_of_account import possible_of_account
from domain.invoices.operations import InvoiceOperation
from domain.invoices.possible import possible_of
from domain.invoices.views.standing import InvoiceStanding
from domain.letters import messages as letter_messages
from domain.letters import operations as letters
from domain.limits import messages as limit_messages
from domain.limits import operations as limits
from domain.operations.messages import Message
from domain.requests import messages
from domain.requests.answer import Answers
from domain.requests.operations import BY_ACTION, BY_MESSAGE, OPERATIONS, SWITCH, RequestOperation
from tests.domain.building import an_account
from tests.domain.invoices.books import books
from workflows.invoice import InvoiceTerms
from workflows.request import PayByInvoiceRequest

NOT_OPERATIONS = {
    messages.OpenRequest: "makes the request",
    messages.LetterNotDelivered: "a signal: nobody waits for an answer",
    messages.LetterDismissed: "a signal: nobody waits for an answer",
}

every = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)


def test_each_has_a_name_a_message_and_an_action_of_its_own() -> None:
    assert len({each.name for each in OPERATIONS}) == len(OPERATIONS)
    assert len(BY_MESSAGE) == len(BY_ACTION) == len(OPERATIONS)


def test_every_message_to_a_request_is_an_operations_or_something_else() -> None:
    written = {
        each
        for each in vars(messages).values()
        if inspect.isclass(each) and issubclass(each, Message) and each is not Message
    }
    assert written == set(BY_MESSAGE) | set(NOT_OPERATIONS)


@every
def test_each_has_an_update_and_its_validator(operation: RequestOperation[Any]) -> None:
    update = getattr(PayByInvoiceRequest, operation.name)
    hints = get_type_hints(update)
    assert hints.pop("return") == Answers
    assert list(hints.values()) == [operation.message]
    assert callable(update.validator)


def test_no_update_is_without_an_operation() -> None:
    updates = {
        name for name, each in vars_of(PayByInvoiceRequest).items() if hasattr(each, "validator")
    }
    assert updates == {each.name for each in OPERATIONS} | {"open"}


def vars_of(workflow: type) -> dict[str, Any]:
    return {name: each for base in workflow.__mro__ for name, each in vars(base).items()}


def test_staff_decide_on_every_operation_but_the_switch_which_is_the_customers_alone() -> None:
    assert {each.action for each in DECISIONS} == {*BY_ACTION} - {SWITCH.action}
    assert len(DECISIONS) == len(OPERATIONS) - 1


def test_opening_and_the_dry_run_are_on_no_request_that_there_is() -> None:
    assert not {Action.OPEN_REQUEST, Action.CHECK} & set(BY_ACTION)


INVOICE_NOT_OPERATIONS = {
    invoice_messages.IssueInvoice: "makes the invoice",
    invoice_messages.RefundCredit: "is the account's, and of no invoice",
    invoice_messages.InvoiceMessage: "is what they have in common",
}

each_of_invoices = pytest.mark.parametrize(
    "operation", invoices.OPERATIONS, ids=lambda each: each.name
)


def test_every_message_to_an_invoice_is_an_operations_or_something_else() -> None:
    written = {
        each
        for each in vars(invoice_messages).values()
        if inspect.isclass(each) and issubclass(each, invoice_messages.InvoiceMessage)
    }
    assert written == set(invoices.BY_MESSAGE) | set(INVOICE_NOT_OPERATIONS)
    assert len(invoices.BY_ACTION) == len(invoices.BY_MESSAGE) == len(invoices.OPERATIONS)


@each_of_invoices
def test_an_invoices_operation_has_an_update_that_refuses_by_its_trigger(
    operation: InvoiceOperation[Any],
) -> None:
    update = getattr(InvoiceTerms, operation.name)
    hints = get_type_hints(update)
    assert hints == {"command": operation.message, "return": InvoiceStanding}
    validator = f"_may_{operation.name}"
    assert hasattr(InvoiceTerms, validator) is (operation.trigger is not None)


@each_of_invoices
def test_an_invoices_operation_has_an_activity_that_takes_its_message(
    operation: InvoiceOperation[Any],
) -> None:
    hints = get_type_hints(getattr(InvoiceActivities, operation.activity))
    assert hints["order"] == Order[operation.message]  # type: ignore[name-defined]


def test_no_update_of_an_invoice_is_without_an_operation() -> None:
    updates = {name for name, each in vars_of(InvoiceTerms).items() if hasattr(each, "validator")}
    assert updates == {each.name for each in invoices.OPERATIONS} | {"issue"}


def test_an_invoices_operation_has_a_use_case() -> None:
    assert list(USE_CASES) == list(invoices.OPERATIONS)


def test_an_invoices_view_says_of_every_operation_whether_it_is_possible() -> None:
    assert set(possible_of(books().invoice, (), (), unapplied=False)) == {
        each.name for each in invoices.OPERATIONS
    }


def test_billing_decides_on_every_operation_of_an_invoice() -> None:
    assert [each.action for each in INVOICE_DECISIONS] == list(
        dict.fromkeys(each.action for each in INVOICE_DECISIONS)
    )
    assert {each.action for each in INVOICE_DECISIONS} == set(invoices.BY_ACTION)


OF_AN_ACCOUNT_WITHOUT_A_MESSAGE = {
    Action.SETTLE_CHARGES: "is of charges, which the ledger's client settles",
    Action.ISSUE_INVOICE: "makes an invoice",
}


def test_every_message_of_an_accounts_money_is_an_operations() -> None:
    assert set(accounts.BY_MESSAGE) == set(get_args(AccountMessage))
    assert len(accounts.BY_ACTION) == len(accounts.BY_MESSAGE) == len(accounts.OPERATIONS)


def test_a_statement_says_of_every_operation_of_an_account_whether_it_is_possible() -> None:
    found = possible_of_account(an_account(), (), payment=True, entry=True, frozen=False)
    others = {"settle_charges", "issue_invoice"}
    assert set(found) == {each.name for each in accounts.OPERATIONS} | others
    assert [each.operation for each in ACTS] == list(found)


def test_what_is_of_no_invoice_is_an_accounts() -> None:
    assert set(accounts.BY_MESSAGE) - set(invoices.BY_MESSAGE) == {invoice_messages.RefundCredit}


@pytest.mark.parametrize("operation", accounts.OPERATIONS, ids=lambda each: each.name)
def test_the_client_has_an_accounts_operation(operation: AccountOperation[Any]) -> None:
    takes = [*get_type_hints(getattr(InvoiceClient, operation.name)).values()]
    assert takes[0] is str
    assert operation.message in (takes[1], *get_args(takes[1]))


def test_billing_has_a_form_for_every_operation_of_an_account() -> None:
    forms = [each.action for each in ACTS]
    assert len(forms) == len({*forms})
    assert {*forms} == {*accounts.BY_ACTION, *OF_AN_ACCOUNT_WITHOUT_A_MESSAGE}


def test_every_message_about_a_letter_is_an_operations() -> None:
    written = {
        each
        for each in vars(letter_messages).values()
        if inspect.isclass(each) and issubclass(each, letter_messages.LetterMessage)
    }
    expected = {each.message for each in letters.OPERATIONS}
    assert written - {letter_messages.LetterMessage} == expected


def test_every_message_of_a_limit_is_an_operations() -> None:
    written = {
        each
        for each in vars(limit_messages).values()
        if inspect.isclass(each) and issubclass(each, Message) and each is not Message
    }
    assert written == {each.message for each in limits.OPERATIONS}
    assert {each.operation for each in LIMIT_ACTS} == {each.name for each in limits.OPERATIONS}


def test_every_message_about_an_entry_of_a_bank_is_an_operations_and_has_a_use_case() -> None:
    written = {
        each
        for each in vars(entry_messages).values()
        if inspect.isclass(each) and issubclass(each, entry_messages.EntryMessage)
    }
    assert written - {entry_messages.EntryMessage} == set(entries.BY_MESSAGE)
    assert len(entries.BY_MESSAGE) == len(entries.OPERATIONS)
    assert list(entry_use_cases.USE_CASES) == list(entries.OPERATIONS)
    assert [each.name for each in ENTRY_DECISIONS] == [each.name for each in entries.OPERATIONS]
