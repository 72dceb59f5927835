"""Nothing that decides something is chosen beforehand: whoever fills in a form makes the choice."""

import ast
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from console.customer.form_fields import typed_of
from console.customer.form_layout import FIELDS, Kind
from console.customer.prefill import new_draft
from console.pages.forms import Field
from domain.values.money import Money
from tests.ledger.samples import a_scope, an_account

CONSOLE = Path(__file__).parents[2] / "console"
TEMPLATES, DECISIONS = CONSOLE / "templates", CONSOLE / "pages" / "decisions"

READ_LISTS = {
    "access/log.html": "its first entry is nothing: every event; it only narrows what is shown",
}

OUR_OWN_DEFAULTS = {
    "instrument": "a wire, unless somebody says otherwise: the same on the command line",
    "currency": "what the account is billed in, or what the credit is asked in",
    "scope": "the only one that is paid by invoice",
}
"""What starts with a value in a choice of the staff's, and why."""

KNOWN_OF_AN_ACCOUNT = {
    "customer": "who has an account is a customer",
    "current_payment_method": "the method that the account is charged by today",
    "language": "the language that the page is read in",
    "company.address.country": "the account's address",
}
"""The choices of the customer's form that start with what the ledger knows already."""


def _templates() -> Iterator[tuple[str, str]]:
    for file in sorted(TEMPLATES.rglob("*.html")):
        yield str(file.relative_to(TEMPLATES)), file.read_text()


def _selects() -> list[tuple[str, str]]:
    found = re.compile(r"<select\b.*?>(.*?)</select>", re.DOTALL)
    return [(name, inner) for name, text in _templates() for inner in found.findall(text)]


def test_the_templates_have_choices() -> None:
    assert len(_selects()) > 8


@pytest.mark.parametrize(("name", "inner"), _selects())
def test_a_list_to_choose_from_begins_with_nothing(name: str, inner: str) -> None:
    if name in READ_LISTS:
        return
    first = re.search(r"<option\b[^>]*>", inner)
    assert first is not None
    assert first[0] == '<option value="">', name


def test_a_box_or_button_is_chosen_only_by_what_was_chosen_before() -> None:
    inputs = re.compile(r"<input(?=[^\n]*type=\"(?:\{\{|radio|checkbox))[^\n]*")
    for name, text in _templates():
        for found in inputs.findall(text):
            without_conditions = re.sub(r"\{%.*?%\}.*?\{%.*?%\}|\{\{.*?\}\}", "", found)
            assert "checked" not in without_conditions, (name, found)


def _with_a_value() -> list[tuple[str, str]]:
    """The choices among the staff's fields that start with a value, each with its file."""
    found = []
    for file in sorted(DECISIONS.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Field"):
                continue
            given = [each.value for each in node.args if isinstance(each, ast.Constant)]
            if {"choice", "radio", "checks"} & set(given) and any(
                each.arg in ("value", "chosen") for each in node.keywords
            ):
                found.append((file.name, str(given[0])))
    return found


def test_a_choice_of_the_staff_starts_empty_but_for_our_own_defaults() -> None:
    assert {name for _, name in _with_a_value()} == set(OUR_OWN_DEFAULTS)


def test_a_choice_without_a_value_is_not_made() -> None:
    options = (("deed", "a deed"), ("certificate", "a certificate"))
    assert Field("kind", "Kind", "choice", options=options).unchosen
    assert Field("kind", "Kind", "choice", options=options[:1]).unchosen
    assert Field("kind", "Kind", "choice", options=options, value="gone").unchosen
    assert not Field("kind", "Kind", "choice", options=options, value="deed").unchosen


@pytest.mark.parametrize(
    ("charges", "currency"), [(None, None), (Money(amount=Decimal(5), currency="USD"), "USD")]
)
def test_the_customers_form_starts_with_what_the_ledger_knows_and_no_more(
    charges: Money | None, currency: str | None
) -> None:
    account = an_account(a_scope(outstanding=charges))
    typed = typed_of(new_draft(account, account.scopes[0], "anna@contoso.nl", "nl"))
    kinds = (Kind.CHOICE, Kind.COUNTRY, Kind.CURRENCY)
    made = {name for name, field in FIELDS.items() if field.kind in kinds and typed[name]}
    assert made - {"credit.currency"} == set(KNOWN_OF_AN_ACCOUNT)
    assert typed["credit.currency"] == (currency or "")
