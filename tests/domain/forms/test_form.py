"""What a draft's problems are: every one, all at once, and never a word too many."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.accounts.account import Scope
from domain.errors import FormInvalid, InvalidFile
from domain.forms.form import (
    FieldProblem,
    RequestForm,
    identity_of,
    problems_in,
    read_form,
    to_confirm_in,
)
from tests.domain.building import GONE, TODAY, a_draft, a_form


def problems(draft: dict[str, Any]) -> dict[str, FieldProblem]:
    return {problem.field: problem for problem in problems_in(draft, TODAY)}


def test_a_complete_form_has_no_problems() -> None:
    assert problems_in(a_draft(), TODAY) == ()


def test_a_form_survives_the_wire_unchanged() -> None:
    form = a_form("contoso-large")
    assert RequestForm.model_validate_json(form.model_dump_json()) == form


def test_reading_a_stored_form_does_not_ask_the_libraries_again() -> None:
    stored = a_form().model_dump(mode="json")
    stored["company"]["tax_id"] = "valid under an older library"
    assert RequestForm.model_validate(stored).company.tax_id == "valid under an older library"


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"current_payment_method": GONE}, "current_payment_method", "payment_method_required"),
        ({"current_payment_method": ""}, "current_payment_method", "payment_method_required"),
        ({"current_payment_method": "invoice"}, "current_payment_method", "enum"),
        ({"customer": "new"}, "order_id", "order_required"),
        ({"customer": "old"}, "customer", "enum"),
        ({"administrators": []}, "administrators", "too_short"),
        ({"administrators": GONE}, "administrators", "missing"),
        ({"administrators": ["anna@contoso.nl", "ben"]}, "administrators.1", "email_invalid"),
        ({"administrators": ["anna@contoso.nl", 7]}, "administrators.1", "string_type"),
        ({"commerce_account_id": "contoso"}, "commerce_account_id", "guid_invalid"),
        ({"scope__kind": "tenant"}, "scope.kind", "enum"),
        ({"scope__id": "sub contoso"}, "scope.id", "string_pattern_mismatch"),
        ({"scope": "sub-contoso-1"}, "scope", "model_type"),
        ({"company__name": "  "}, "company.name", "missing"),
        ({"company__name": "Contoso\x00"}, "company.name", "unprintable"),
        ({"company__legal_form": "club"}, "company.legal_form", "enum"),
        ({"company__address__country": "XX"}, "company.address.country", "country_unknown"),
        (
            {"company__address__country": "Nederland"},
            "company.address.country",
            "string_pattern_mismatch",
        ),
        ({"company__address__city": None}, "company.address.city", "missing"),
        ({"company__website": "contoso"}, "company.website", "website_invalid"),
        (
            {"company__electronic_address": "0123456789"},
            "company.electronic_address",
            "electronic_address_invalid",
        ),
        ({"company__purchase_order": "P" * 51}, "company.purchase_order", "string_too_long"),
        ({"company__tax_id": "applied for"}, "company.tax_id", "tax_id_invalid"),
        ({"company__tax_id": "000000000"}, "company.tax_id", "tax_id_invalid"),
        ({"company__tax_id_confirmed": "perhaps"}, "company.tax_id_confirmed", "bool_parsing"),
        ({"company__established": 2027}, "company.established", "year_in_future"),
        ({"company__established": "long ago"}, "company.established", "int_parsing"),
        ({"contact__phone": "12"}, "contact.phone", "phone_invalid"),
        ({"contact__phone": "+49 30 23125 014"}, "contact.phone", "phone_invalid"),
        ({"contact__email": "anna@"}, "contact.email", "email_invalid"),
        ({"preferred_contact": "fax"}, "preferred_contact", "enum"),
        ({"language": "de"}, "language", "enum"),
        ({"justification": ""}, "justification", "missing"),
        ({"company__tax_id": "1" * 51}, "company.tax_id", "tax_id_invalid"),
        ({"company__tax_id": "1" * 121}, "company.tax_id", "string_too_long"),
        ({"contact__phone": "1" * 101}, "contact.phone", "string_too_long"),
        ({"justification": "x" * 2001}, "justification", "string_too_long"),
        ({"prior_business": "x" * 2001}, "prior_business", "string_too_long"),
        ({"credit__amount": "0.00"}, "credit.amount", "credit_not_positive"),
        ({"credit__amount": "-5"}, "credit.amount", "credit_not_positive"),
        ({"credit__amount": "a lot"}, "credit.amount", "not_an_amount"),
        ({"credit__amount": "1.234"}, "credit.amount", "amount_ambiguous"),
        ({"credit__currency": "XXX"}, "credit.currency", "currency_unknown"),
        (
            {"core_quota": {"existing": 20, "requested": 20, "region": "r", "series": "s"}},
            "core_quota.requested",
            "quota_not_increased",
        ),
        (
            {"core_quota": {"existing": 2, "requested": 4, "region": "r"}},
            "core_quota.series",
            "missing",
        ),
    ],
)
def test_one_mistake_is_one_problem_at_its_field(
    changes: dict[str, Any], field: str, code: str
) -> None:
    found = problems_in(a_draft(**changes), TODAY)
    assert [(problem.field, problem.code) for problem in found] == [(field, code)]


def test_every_required_field_of_an_empty_draft_is_reported_in_the_forms_order() -> None:
    assert [problem.field for problem in problems_in({}, TODAY)] == [
        "customer", "administrators", "commerce_account_id", "scope", "company", "contact",
        "preferred_contact", "language", "justification", "credit",
    ]  # fmt: skip


def test_rules_across_fields_speak_even_when_other_fields_are_wrong() -> None:
    draft = a_draft(
        current_payment_method=None,
        company__established=2050,
        company__tax_id="NL1",
        company__name=None,
        core_quota={"existing": 8, "requested": 4, "region": 5},
        contact__phone="1",
        language="xx",
    )
    assert set(problems(draft)) == {
        "current_payment_method", "company.name", "company.tax_id", "company.established",
        "contact.phone", "language", "core_quota.requested", "core_quota.region",
        "core_quota.series",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "suggestion"),
    [
        ("company__vat_id", "company.tax_id"),
        ("company__websit", "company.website"),
        ("order", "order_id"),
        ("justificaton", "justification"),
        ("company__country", "company.address.country"),
        ("tax_id", "company.tax_id"),
    ],
)
def test_an_unknown_field_is_a_problem_that_names_the_nearest_known_one(
    field: str, suggestion: str
) -> None:
    (problem,) = problems_in(a_draft(**{field: "x"}), TODAY)
    assert problem.field == field.replace("__", ".")
    assert problem.code == "unknown_field"
    assert problem.problem.endswith(f"Did you mean {suggestion}?")


def test_a_field_like_no_other_gets_no_suggestion() -> None:
    (problem,) = problems_in(a_draft(zzzzzz=1), TODAY)
    assert problem.problem == "There is no field of this name."


def test_numbers_that_yaml_makes_of_text_become_text_again() -> None:
    form = a_form(
        "northwind",
        order_id=4711,
        company__tax_id=912345670,
        company__address__postal_code=98101,
        contact__phone=4255550134,
    )
    assert (form.order_id, form.company.tax_id) == ("4711", "912345670")
    assert (form.company.address.postal_code, form.contact.phone) == ("98101", "4255550134")


def test_norway_is_not_false() -> None:
    draft = a_draft(
        company__address__country=False,  # what YAML makes of an unquoted NO
        company__tax_id="NO 935 680 786 MVA",
        contact__phone="+47 21 93 00 14",
    )
    assert read_form(draft, TODAY).company.address.country == "NO"


@pytest.mark.parametrize(
    ("field", "written", "read"),
    [
        ("contact__email", "joris@contoso.nl ", "joris@contoso.nl"),
        ("contact__email", "\u00a0joris@contoso.nl\u200b", "joris@contoso.nl"),
        ("contact__email", "joris＠contoso.nl\t", "joris@contoso.nl"),
        ("company__website", " www.contoso.nl. ", "www.contoso.nl."),
        ("company__website", "HTTPS://WWW.Contoso.NL.:443/nl/", "HTTPS://WWW.Contoso.NL.:443/nl/"),
    ],
)
def test_blanks_around_an_address_and_the_roots_dot_are_nothing(
    field: str, written: str, read: str
) -> None:
    form = a_form(**{field: written})
    assert getattr(getattr(form, field.split("__")[0]), field.split("__")[1]) == read


def test_blanks_around_a_sign_in_are_nothing() -> None:
    form = a_form(administrators=[" anna@contoso.nl", "ben@contoso.nl\u200b "])
    assert form.administrators == ("anna@contoso.nl", "ben@contoso.nl")


@pytest.mark.parametrize("number", ["NL004495446B01", "DE136695976", "12345-AB/9"])
def test_a_number_that_does_not_check_out_is_the_customers_to_confirm(number: str) -> None:
    draft = a_draft(company__tax_id=number)
    assert problems_in(draft, TODAY) == ()
    assert [each.code for each in to_confirm_in(draft)] == ["tax_id_unconfirmed"]
    draft["company"]["tax_id_confirmed"] = True
    assert (problems_in(draft, TODAY), to_confirm_in(draft)) == ((), ())
    assert to_confirm_in(a_draft()) == ()


def test_blanks_around_a_text_and_small_letters_of_a_country_do_not_count() -> None:
    form = a_form(company__name=" Contoso B.V. ", company__address__country="nl")
    assert (form.company.name, form.company.address.country) == ("Contoso B.V.", "NL")


def test_the_year_is_measured_by_the_given_day_not_by_a_clock() -> None:
    draft = a_draft(company__established=2040)
    assert problems_in(draft, TODAY.replace(year=2041)) == ()


def test_an_invalid_form_is_refused_with_every_problem_and_the_draft_is_untouched() -> None:
    draft = a_draft("contoso-mistakes")
    before = deepcopy(draft)
    with pytest.raises(FormInvalid) as refused:
        read_form(draft, TODAY)
    assert len(refused.value.details["problems"]) == 9
    assert draft == before


def test_no_problem_repeats_what_the_customer_wrote() -> None:
    secret = "anna.de.vries"
    draft = a_draft(
        administrators=[secret],
        contact__phone=secret,
        contact__email=secret,
        company__tax_id=secret,
        company__website=f"{secret}:{secret}",
        company__established=secret,
        language=secret,
        credit__amount=secret,
    )
    found = problems_in(draft, TODAY)
    assert len(found) == 8
    assert not any(secret in problem.problem for problem in found)


def test_a_draft_says_at_least_what_it_is_about() -> None:
    draft = {
        "scope": {"id": " sub-1 ", "nonsense": 1},
        "commerce_account_id": "{7D0C2A0E-5F4B-4A53-9D0C-2F4A8F0F6B11}",
        "company": 7,
    }
    assert identity_of(draft, TODAY) == ("sub-1", "7d0c2a0e-5f4b-4a53-9d0c-2f4a8f0f6b11")


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        ({}, {"scope", "commerce_account_id"}),
        ({"scope": {"id": "a/b"}, "commerce_account_id": "1"}, {"scope.id", "commerce_account_id"}),
        ({"scope": "x", "commerce_account_id": None}, {"scope", "commerce_account_id"}),
    ],
)
def test_a_draft_about_nothing_is_refused(draft: dict[str, Any], fields: set[str]) -> None:
    with pytest.raises(InvalidFile) as refused:
        identity_of(draft, TODAY)
    assert {problem["field"] for problem in refused.value.details["problems"]} >= fields


def test_an_id_that_is_none_hides_nothing_else_that_is_wrong() -> None:
    draft = a_draft("contoso-mistakes", commerce_account_id="contoso")
    with pytest.raises(InvalidFile) as refused:
        identity_of(draft, TODAY)
    assert refused.value.details["problems"] == [
        problem.model_dump() for problem in problems_in(draft, TODAY)
    ]
    assert len(refused.value.details["problems"]) == 10


def test_a_list_of_nothing_but_mistakes_is_not_said_to_be_empty() -> None:
    found = problems_in(a_draft(administrators=[7, 8]), TODAY)
    assert [each.field for each in found] == ["administrators.0", "administrators.1"]


@pytest.mark.parametrize(
    "id_", ["sub-contoso-1", "a.b_c:d-9", "x" * 100, "x" * 101, "a b", "a/b", ""]
)
def test_a_draft_may_name_exactly_the_scopes_that_an_account_may_have(id_: str) -> None:
    def accepted(read: Any) -> bool:
        try:
            read()
        except (ValueError, InvalidFile):
            return False
        return True

    scope = {"id": id_, "kind": "subscription", "payment_method": "credit_card"}
    draft = {"scope": {"id": id_}, "commerce_account_id": "7d0c2a0e-5f4b-4a53-9d0c-2f4a8f0f6b11"}
    taken = accepted(lambda: identity_of(draft, TODAY))
    assert accepted(lambda: Scope.model_validate(scope)) == taken


@pytest.mark.parametrize(
    "number",
    [10**5000, "9" * 5000, -(10**60), float("nan"), float("inf")],
    ids=["huge", "long", "negative", "nan", "infinite"],
)
def test_absurd_numbers_are_problems_and_nothing_worse(number: Any) -> None:
    draft = a_draft(
        company__established=number,
        company__tax_id=number,
        contact__phone=number,
        credit__amount=number,
        core_quota={"existing": number, "requested": 1, "region": "r", "series": "s"},
    )
    fields = {problem.field.split(".")[0] for problem in problems_in(draft, TODAY)}
    assert fields == {"company", "contact", "credit", "core_quota"}


_FIELDS = (
    "customer", "administrators", "scope", "company", "contact", "credit", "core_quota", "tax_id",
    "name", "address", "country", "phone", "email", "website", "amount", "currency", "existing",
    "requested", "established", "id", "order_id", "postal_code", "commerce_account_id",
)  # fmt: skip
_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=[]), max_size=20)
    | st.sampled_from(["NL", "DE", "new", "existing", "EUR", "1e999999", "NaN", "sNaN", "-0"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(_FIELDS) | st.text(max_size=8), inner, max_size=6)
    ),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(_FIELDS) | st.text(max_size=8), _VALUES, max_size=10))
def test_whatever_a_draft_holds_its_problems_can_be_reported(draft: dict[str, Any]) -> None:
    before = repr(draft)
    assert problems_in(draft, TODAY)
    assert repr(draft) == before


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(a_draft())), _VALUES)
def test_one_field_of_anything_never_breaks_the_form(field: str, value: Any) -> None:
    before = repr(draft := a_draft(**{field: value}))
    found = problems_in(draft, TODAY)
    assert repr(draft) == before
    if not found:
        assert read_form(draft, TODAY)


def test_drafts_that_only_look_alike_are_read_apart() -> None:
    one, true = a_draft(order_id=1), a_draft(order_id=True)
    assert one == true
    assert [problems_in(each, TODAY) == () for each in (one, true, one)] == [True, False, True]


def test_a_draft_that_was_corrected_in_place_is_read_again() -> None:
    draft = a_draft(order_id=True)
    assert problems_in(draft, TODAY)
    draft["order_id"] = "A-1"
    assert problems_in(draft, TODAY) == ()
