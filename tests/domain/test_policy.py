"""The policy: its defaults are the business's, a file changes only what it names."""

from decimal import Decimal
from typing import Any

import pytest

from domain.errors import InvalidFile
from domain.policy import Deadline, Policy, Unknowns
from domain.policy_file import WholePolicy, read_policy


def test_the_defaults_are_those_of_the_sources() -> None:
    policy = Policy()
    assert policy.credit.thresholds == dict.fromkeys(("EUR", "USD", "GBP"), Decimal(10_000))
    assert (policy.credit.review_expected_days, policy.credit.review_overdue_days) == (5, 7)
    assert policy.credit.review_days_are == "calendar"
    assert policy.documents.deadline.days == 30
    assert policy.approval.days == 90
    assert policy.payment_terms_days == 30
    assert policy.recheck_every_days == 1
    assert policy.eligibility.customer_for_months is None
    assert policy.eligibility.minimum_spend is None
    assert policy.eligibility.on_unknown is Unknowns.SHOW
    assert policy.eligibility.external_services == "block"


@pytest.mark.parametrize("content", [None, {}])
def test_an_empty_file_changes_nothing(content: Any) -> None:
    assert read_policy(content) == WholePolicy()


def test_a_file_changes_what_it_names_and_nothing_else() -> None:
    policy = read_policy(
        {
            "version": "2027-01",
            "draft": {"days": 20},
            "credit": {"thresholds": {"EUR": 5000}, "security": {"remind_before": [3]}},
            "eligibility": {"minimum_spend": {"amount": "3500", "months": 3}},
        }
    )
    assert policy.version == "2027-01"
    assert policy.draft == Deadline(days=20, remind_before=(7,))
    assert policy.credit.thresholds == {
        "EUR": Decimal(5000),
        "USD": Decimal(10_000),
        "GBP": Decimal(10_000),
    }
    assert policy.credit.security == Deadline(days=30, remind_before=(3,))
    assert policy.eligibility.minimum_spend is not None
    assert policy.eligibility.minimum_spend.in_a_year is None
    assert policy.approval == Policy().approval


def test_every_problem_of_a_file_is_reported_at_once() -> None:
    with pytest.raises(InvalidFile) as refusal:
        read_policy(
            {
                "approval": {"days": 0},
                "draft": {"days": 5},
                "credit": {
                    "thresholds": {"EURO": 1},
                    "review_overdue_days": "soon",
                    "review_days_are": "lunar",
                },
                "documents": {"deadlin": {"days": 3}},
                "colour": "blue",
            }
        )
    problems = {problem["field"]: problem["code"] for problem in refusal.value.details["problems"]}
    assert problems == {
        "approval.days": "greater_than_equal",
        "draft": "reminder_too_early",
        "credit.thresholds": "threshold_invalid",
        "credit.review_overdue_days": "int_parsing",
        "credit.review_days_are": "literal_error",
        "documents.deadlin": "extra_forbidden",
        "colour": "extra_forbidden",
    }


@pytest.mark.parametrize("content", ["policy", 7, {"credit": 5}, {"draft": [30]}])
def test_a_file_of_another_shape_is_refused_with_words(content: Any) -> None:
    with pytest.raises(InvalidFile):
        read_policy(content)


@pytest.mark.parametrize("before", [(30,), (31,), (0,), (7, 30)])
def test_a_reminder_lies_inside_its_period(before: tuple[int, ...]) -> None:
    with pytest.raises(InvalidFile):
        read_policy({"documents": {"deadline": {"days": 30, "remind_before": before}}})


def test_a_review_cannot_be_overdue_before_it_is_expected() -> None:
    with pytest.raises(InvalidFile) as refusal:
        read_policy({"credit": {"review_expected_days": 8}})
    assert refusal.value.details["problems"][0]["field"] == "credit"


@pytest.mark.parametrize("threshold", [-1, "NaN", "10000.005", "a lot"])
def test_a_threshold_is_an_amount_of_its_currency(threshold: Any) -> None:
    with pytest.raises(InvalidFile):
        read_policy({"credit": {"thresholds": {"EUR": threshold}}})


def test_a_policy_survives_the_wire_unchanged() -> None:
    policy = read_policy({"credit": {"thresholds": {"JPY": 1_500_000}}})
    assert WholePolicy.model_validate_json(policy.model_dump_json()) == policy
