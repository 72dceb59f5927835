"""What staff read of a refusal, where the catalogue says more than the refusal itself."""

import pytest

from domain.errors import DomainError, FormInvalid, NotSignedIn, TooManyAttempts, WireNeedsBilling
from domain.people.own_access import OwnProblem, not_taken
from wording.catalogue import LOCALES, words_in
from wording.refusals import Face, said_of, said_of_own

PROBLEM = {"field": "company.name", "problem": "This is required."}


@pytest.mark.parametrize(
    ("count", "said"), [(1, "one thing has to be put right"), (2, "2 things have to be put right")]
)
def test_an_incomplete_form_says_how_many_things_are_wrong(count: int, said: str) -> None:
    shown = said_of(FormInvalid([PROBLEM] * count), Face.CONSOLE)
    assert shown == f"The form is not complete yet: {said}. Your draft was kept."


@pytest.mark.parametrize(
    ("face", "how"),
    [
        (Face.COMMAND_LINE, "with --again."),
        (Face.CONSOLE, "by ticking “Although an earlier one did not come in”."),
    ],
)
def test_billing_is_told_how_to_allow_another_declaration_where_they_are(
    face: Face, how: str
) -> None:
    refusal = WireNeedsBilling("A payment did not come.")
    assert said_of(refusal, face) == f"A payment did not come. Billing allows it {how}"


def test_any_other_refusal_speaks_for_itself() -> None:
    assert said_of(DomainError("It is not so."), Face.CONSOLE) == "It is not so."


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize(
    "refusal",
    [
        *(not_taken(problem, "password") for problem in OwnProblem),
        NotSignedIn("That is not your password."),
        TooManyAttempts("Too many.", retry_after=60),
    ],
    ids=lambda refusal: str(refusal.details.get("problem", refusal.code)),
)
def test_what_is_wrong_with_ones_own_access_is_said_in_ones_language(
    refusal: DomainError, language: str
) -> None:
    said = said_of_own(refusal, language)
    assert said != words_in(language)("own_refused.other")
    if "problem" in refusal.details:
        assert (said == refusal.reason) is (language == "en")
