"""From what was typed to a draft and back: nothing is judged, and nothing is lost."""

from typing import Any

import pytest

from console.customer.amounts import count_typed
from console.customer.form_fields import differing, draft_of, mark_of, typed_of
from domain.forms.form import problems_in, read_form
from tests.domain.building import GONE, TODAY, a_draft


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("1200", "1200"), ("1.200", "1200"), ("1 200", "1200"), ("12.5", "12.5"), ("many", "many")],
)
def test_a_count_is_understood_as_it_is_written_in_either_language(typed: str, meant: str) -> None:
    assert count_typed(typed) == meant


@pytest.mark.parametrize("typed", ["8.000,50", "8,000.50", "8 000,50", "8000,5", "€ 8.000,50"])
def test_an_amount_stays_as_it_was_typed_and_means_the_same_as_everywhere(typed: str) -> None:
    draft = draft_of({**typed_of(a_draft()), "credit.amount": typed}, a_draft())

    assert typed_of(draft)["credit.amount"] == typed
    assert read_form(draft, TODAY).credit.minor == 800050


def _said_in(block: Any) -> Any:
    """Without what says nothing."""
    if not isinstance(block, dict):
        return block
    return {name: _said_in(value) for name, value in block.items() if value is not None}


@pytest.mark.parametrize("example", ["contoso", "contoso-large", "janssen", "waterdam"])
def test_a_form_that_is_sent_as_it_was_shown_changes_nothing(example: str) -> None:
    draft = a_draft(example)

    again = draft_of(typed_of(draft), draft)

    assert again == _said_in(draft)
    assert differing(draft, again) == {}


def test_what_is_wrong_is_kept_as_it_was_typed() -> None:
    typed = {**typed_of(a_draft()), "company.tax_id": "NL-oops", "company.established": "19x8"}

    draft = draft_of(typed, a_draft())

    assert draft["company"]["tax_id"] == "NL-oops"
    assert draft["company"]["established"] == "19x8"


def test_an_empty_field_is_absent_and_so_is_a_block_of_them() -> None:
    draft = draft_of({"company.name": "  ", "core_quota.region": ""}, a_draft())

    assert "name" not in draft["company"]
    assert "core_quota" not in draft


def test_administrators_are_one_on_each_line() -> None:
    draft = draft_of({"administrators": "anna@contoso.nl\r\n\r\n ben@contoso.nl "}, {})

    assert draft["administrators"] == ["anna@contoso.nl", "ben@contoso.nl"]


def test_every_missing_field_is_named_even_where_its_whole_block_is() -> None:
    fields = {problem.field for problem in problems_in(draft_of({}, {}), TODAY)}

    assert {"company.name", "company.address.city", "contact.phone", "credit.amount"} <= fields


def test_fields_of_a_file_that_the_form_lacks_stay() -> None:
    base = a_draft() | {"remarks": "from our purchasing system"}

    assert draft_of(typed_of(base), base)["remarks"] == "from our purchasing system"


@pytest.mark.parametrize("odd", [None, 7, "text", ["a"], {"name": {"first": "A"}}, {"name": 7}])
def test_a_draft_may_hold_anything_and_the_form_can_still_be_shown(odd: Any) -> None:
    draft = a_draft(company=odd)

    assert isinstance(draft_of(typed_of(draft), draft), dict)


def test_a_change_elsewhere_is_shown_by_its_fields() -> None:
    mine, theirs = a_draft(), a_draft(company__website="https://contoso.example")

    assert differing(mine, theirs) == {"company.website": "https://contoso.example"}
    assert mark_of(mine) != mark_of(theirs)
    assert mark_of(None) == ""


def test_the_mark_of_a_draft_does_not_depend_on_the_order_of_its_fields() -> None:
    draft = a_draft(prior_business=GONE)

    assert mark_of(dict(reversed(draft.items()))) == mark_of(draft)
