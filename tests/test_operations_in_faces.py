"""Every operation has a command, a route and a form, and they ask for its message's fields."""

import inspect
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel

from application.accounts import operations as accounts
from application.accounts.operations import AccountOperation
from application.ports.bank import ListedEntry
from cli.commands import named
from clients.bank.client import Whole
from console.access import action_of
from console.api.bank_shapes import WholeEntry
from console.api.description import ROUTERS
from console.api.mails import MailState
from console.api.payments import AccountPayment, CreditChanged
from console.customer import application, documents, drafting, requests, switching
from console.pages.decisions import DECISIONS, Case
from console.pages.decisions.account_case import Case as AccountCase
from console.pages.decisions.accounts import ACTS
from console.pages.decisions.bank import DECISIONS as ENTRY_DECISIONS
from console.pages.decisions.invoices import DECISIONS as INVOICE_DECISIONS
from console.pages.decisions.limits import LIMIT_ACTS
from domain.access import ALLOWED, Role
from domain.accounts.account import Standing
from domain.bank import operations as bank
from domain.bank.operations import EntryOperation
from domain.erasure import operations as erasures
from domain.erasure.erasure import Erasure
from domain.invoices import operations as invoices
from domain.invoices.operations import InvoiceOperation
from domain.invoices.view import view_of
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.statement import Statement
from domain.letters import operations as letters
from domain.limits import operations as limits
from domain.limits.changed import LimitChanged
from domain.limits.limit import AccountLimit
from domain.limits.operations import LimitOperation
from domain.operations.operation import Operation
from domain.policy import Policy
from domain.requests.operations import BY_ACTION, OPERATIONS
from domain.requests.snapshot import Snapshot
from tests.domain.bank.entries import an_entry
from tests.domain.building import an_account
from tests.domain.invoices.books import books
from tests.domain.requests.lives import MONDAY, Life

COMMANDS = {
    "edit": "edit",
    "submit": "submit",
    "recheck": "recheck",
    "withdraw": "withdraw",
    "return_credit_application": "apply-for-credit",
    "approve": "decide",
    "ask_for_more": "decide",
    "decline": "decide",
    "record_security": "security",
    "ask_for_documents": "ask-documents",
    "add_document": "add-document",
    "review_document": "review-document",
    "extend_deadline": "extend-deadline",
    "overrule": "overrule",
    "switch": "switch",
    "pay": "invoice pay",
    "reverse": "invoice reverse",
    "correct": "invoice correct",
    "apply_credit": "account apply-credit",
    "declare_in_transit": "invoice in-transit",
    "dispute": "invoice dispute",
    "resolve": "invoice resolve",
    "credit": "invoice credit",
    "write_off": "invoice write-off",
    "pay_account": "account pay",
    "refund": "account refund",
    "correct_account": "account correct",
    "reverse_account": "account reverse",
    "change_limit": "account limit",
    "freeze": "account limit",
    "unfreeze": "account limit",
    "no_review": "account limit",
    "confirm_limit": "account confirm-limit",
    "decline_limit": "account confirm-limit",
    "erase": "person erase",
    "confirm_erasure": "person confirm-erase",
    "cancel_erasure": "person cancel-erase",
    "resend": "resend",
    "dismiss": "dismiss",
    "accept": "bank accept",
    "assign": "bank assign",
    "ignore": "bank ignore",
    "undo": "bank undo",
}

ASKED_AS = {
    "form": "draft",
    "credit_application": "enclosed",
    "code": "decline_code",
    "days": "until",
    "yes": "understood_irreversible",
    "kind": "kinds",
    "statements": "financial_statements",
    "numbers": "shares",
    "invoices": "shares",
    "mail": "key",
}
"""What faces call a field by another name than the message."""

INSTEAD = {
    ("return_credit_application", "file"): "application",
    ("add_document", "file"): "stored",
    ("add_document", "kind"): "kind",
    ("review_document", "verdict"): "accept",
    ("declare_in_transit", "kind"): "kind",
    ("resolve", "verdict"): "upheld",
    ("assign", "invoices"): "invoices",
    ("account limit", "unfreeze"): "freeze",
    ("account confirm-limit", "decline"): "accept",
    ("pay", "yes"): None,  # so much is meant
    ("pay_account", "yes"): None,
    ("decide", "verdict"): None,  # which of the three operations it is
    ("security", "provided"): None,  # says that it is meant
}

SENT_AS_THE_BODY = {"edit": "draft", "add_document": "stored"}
"""The field that is the whole body of the API's request."""

AROUND = {"request", "scope", "acting", "output", "key", "services", "actor", "body"} | {
    "number",
    "account",
    "invoice",
    "entry",
}
"""What commands and routes take besides: which request or invoice, who acts, how it is shown."""

ALL: tuple[Operation[Any], ...] = (
    *OPERATIONS,
    *invoices.OPERATIONS,
    *accounts.OPERATIONS,
    *bank.OPERATIONS,
    *limits.OPERATIONS,
    *letters.OPERATIONS,
    *erasures.OPERATIONS,
)

CONTOSOS = AccountCase(
    Standing(account=an_account()),
    Statement(account="contoso", company="Contoso BV", as_of=date(2026, 11, 30), on_hold=False),
    AccountLimit(account="contoso"),
)

ISSUED = view_of(books().invoice, (), (), on_hold=False, now=MONDAY)
UNDECIDED = Whole(ListedEntry(an_entry(), None))

every = pytest.mark.parametrize("operation", ALL, ids=lambda each: each.name)


def _fields(operation: Operation[Any], face: str, names: set[str]) -> set[str]:
    meant = {
        INSTEAD.get((face, name), INSTEAD.get((operation.name, name), ASKED_AS.get(name, name)))
        for name in names
    }
    return {name for name in meant if name is not None}


def _parts(operation: Operation[Any]) -> dict[str, str]:
    """The parts of fields that are models of their own, and the field that each is of."""
    return {
        part: name
        for name, field in operation.message.model_fields.items()
        if inspect.isclass(field.annotation) and issubclass(field.annotation, BaseModel)
        for part in field.annotation.model_fields
    }


def _required(operation: Operation[Any]) -> set[str]:
    fields = operation.message.model_fields
    return {name for name in operation.fields if fields[name].is_required()}


def _assert_asked(operation: Operation[Any], fields: set[str], of: set[str] | None = None) -> None:
    parts = _parts(operation)
    assert fields <= (of or set()) | operation.fields | set(parts)
    assert _required(operation) <= fields | {parts[each] for each in fields if each in parts}


@every
def test_there_is_a_command_for_it_that_asks_for_its_fields(operation: Operation[Any]) -> None:
    command = named(COMMANDS[operation.name].split())
    module, _, function = command.where.partition(":")
    takes = set(inspect.signature(getattr(import_module(module), function)).parameters)
    takes -= AROUND - operation.fields
    shared = {
        field
        for each in ALL
        if COMMANDS[each.name] == COMMANDS[operation.name]
        for field in each.fields
    }
    _assert_asked(operation, _fields(operation, COMMANDS[operation.name], takes), shared)


@every
def test_there_is_a_route_for_it_that_asks_for_its_fields(operation: Operation[Any]) -> None:
    routes = [
        each
        for each in _routes(*ROUTERS)
        if action_of(each) is operation.action and _answers_for(operation, each)
    ]
    assert routes
    for route in routes:
        parameters = inspect.signature(route.endpoint).parameters
        takes = set(parameters) - (AROUND - operation.fields) - {"form"}
        if operation.name in SENT_AS_THE_BODY:
            takes.add(SENT_AS_THE_BODY[operation.name])
        if "body" in parameters:
            takes |= set(_model_of(parameters["body"].annotation).model_fields)
            takes -= AROUND - operation.fields
        _assert_asked(operation, _fields(operation, "api", takes))


def _routes(*all_of: Any) -> list[APIRoute]:
    return [each for router in all_of for each in router.routes if isinstance(each, APIRoute)]


def _answers_for(operation: Operation[Any], route: APIRoute) -> bool:
    """Whether it answers with what the operation is about, as it is afterwards."""
    answer = inspect.signature(route.endpoint).return_annotation
    if not inspect.isclass(answer):
        return False
    if operation in erasures.OPERATIONS:
        return issubclass(answer, Erasure) and operation.name.startswith(route.name)
    if operation in letters.OPERATIONS:
        return issubclass(answer, MailState) and route.name == operation.name
    if isinstance(operation, LimitOperation):
        return issubclass(answer, LimitChanged)
    if isinstance(operation, EntryOperation):
        return issubclass(answer, WholeEntry) and route.name == operation.name
    if isinstance(operation, AccountOperation):
        of_an_account = issubclass(answer, AccountPayment | CreditChanged)
        return of_an_account and not issubclass(answer, InvoiceView)
    return issubclass(answer, InvoiceView if isinstance(operation, InvoiceOperation) else Snapshot)


def _model_of(annotation: Any) -> type[BaseModel]:
    kinds = getattr(annotation, "__args__", (annotation,))
    return next(each for each in kinds if inspect.isclass(each) and issubclass(each, BaseModel))


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda each: each.name)
def test_the_form_of_a_decision_asks_for_its_fields(decision: Any) -> None:
    operation = BY_ACTION[decision.action]
    asked = decision.fields(Case(Life().snapshot, MONDAY, Policy()))
    names = {each.name for each in asked} | {decision.item_name} - {""}
    _assert_asked(operation, _fields(operation, "form", names))


@pytest.mark.parametrize("operation", invoices.OPERATIONS, ids=lambda each: each.name)
def test_the_form_of_an_invoice_asks_for_its_fields(operation: InvoiceOperation[Any]) -> None:
    (form,) = (each for each in INVOICE_DECISIONS if each.action is operation.action)
    names = {each.name for each in form.fields(ISSUED)} | {form.item_name} - {""}
    names -= {"confirmed"}  # that so much is meant
    _assert_asked(operation, _fields(operation, "form", names))


@pytest.mark.parametrize("operation", accounts.OPERATIONS, ids=lambda each: each.name)
def test_the_form_of_an_account_asks_for_its_fields(operation: AccountOperation[Any]) -> None:
    form = next(each for each in ACTS if each.action is operation.action)
    names = {each.name for each in form.fields(CONTOSOS)}
    names -= {"currency", "confirmed"}  # of its amounts, and that so much is meant
    _assert_asked(operation, _fields(operation, "form", names))


@pytest.mark.parametrize("operation", limits.OPERATIONS, ids=lambda each: each.name)
def test_the_forms_of_a_limit_ask_for_its_fields(operation: LimitOperation[Any]) -> None:
    forms = [each for each in LIMIT_ACTS if each.operation == operation.name]
    assert {each.action for each in forms} == {operation.action}
    for form in forms:
        _assert_asked(operation, {each.name for each in form.fields(CONTOSOS)})


@pytest.mark.parametrize("operation", bank.OPERATIONS, ids=lambda each: each.name)
def test_the_form_of_an_entry_asks_for_its_fields(operation: EntryOperation[Any]) -> None:
    (decision,) = (each for each in ENTRY_DECISIONS if each.name == operation.name)
    assert decision.action is operation.action
    names = {each.name for each in decision.fields(UNDECIDED)} | {decision.item_name} - {""}
    _assert_asked(operation, names)


def test_customers_have_a_page_for_whatever_is_theirs() -> None:
    theirs = {each for each in BY_ACTION if Role.CUSTOMER in ALLOWED[each]}
    parts = (application, documents, drafting, requests, switching)
    routes = _routes(*(each.router for each in parts))
    assert theirs <= {action_of(each) for each in routes if "GET" not in (each.methods or ())}


def test_an_invoice_is_dated_today_where_its_payer_is_until_somebody_says_otherwise() -> None:
    (issue,) = [each for each in ACTS if each.name == "issue"]
    (day,) = [field.value for field in issue.fields(CONTOSOS) if field.name == "issued_on"]
    assert day == str(CONTOSOS.statement.as_of)
