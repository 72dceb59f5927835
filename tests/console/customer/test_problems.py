"""What is to be put right, and what the rules found, in the customer's words."""

from datetime import date

import pytest

from console.customer.problems import hints_of, may_reapply_from, problems_worded
from domain.policy import EligibilityPolicy, MinimumSpend
from domain.rules.findings import Severity
from tests.domain.building import a_form, an_account, findings


def test_a_code_without_words_has_the_domains_sentence_in_english_only() -> None:
    found = [{"field": "order_id", "code": "of_a_later_version", "problem": "Too purple."}]

    assert problems_worded(found, "en").by_field["order_id"][0].words == "Too purple."
    assert "purple" not in problems_worded(found, "nl").by_field["order_id"][0].words


def test_a_problem_with_a_whole_block_stands_at_its_first_field() -> None:
    found = [{"field": "credit", "code": "amount_too_fine", "problem": "…"}]

    assert "credit.amount" in problems_worded(found, "nl").by_field


def test_a_problem_with_no_field_of_the_form_is_reported_all_the_same() -> None:
    (problem,) = problems_worded(
        [{"field": "scope.id", "code": "missing", "problem": "…"}], "en"
    ).all

    assert problem.field is None


def test_the_gravest_finding_comes_first_and_says_nothing_of_its_evidence() -> None:
    found = findings(
        a_form(company__name="Fabrikam", administrators=["anna@gmail.com"]),
        an_account(kind="individual"),
    )

    hints = hints_of(tuple(found.values()), "nl")

    assert [hint.severity for hint in hints[:3]] == [
        Severity.REJECT,
        Severity.FIX,
        Severity.VERIFY,
    ]
    assert {hint.code: hint.field for hint in hints}["E6"] == "company.name"
    assert not any("gmail" in hint.words or "Fabrikam" in hint.words for hint in hints)


@pytest.mark.parametrize(
    ("policy", "account", "when"),
    [
        (EligibilityPolicy(customer_for_months=120), {}, date(2029, 3, 1)),
        (
            EligibilityPolicy(minimum_spend=MinimumSpend(amount=9000, months=3)),
            {},
            date(2027, 2, 1),
        ),
        (EligibilityPolicy(customer_for_months=120), {"kind": "individual"}, None),
        (EligibilityPolicy(), {}, None),
    ],
)
def test_the_date_from_which_to_apply_again_is_shown_where_only_time_is_lacking(
    policy: EligibilityPolicy, account: dict[str, str], when: date | None
) -> None:
    found = findings(account=an_account(**account), policy=policy)

    assert may_reapply_from(tuple(found.values())) == when
