"""Whatever stands in the way of an operation has words of its own."""

import pytest

from domain.bank.obstacles import Why as OfEntry
from domain.invoices.obstacles import Why as OfInvoice
from domain.limits.obstacles import Why as OfLimit
from domain.operations.obstacles import Hindrance
from domain.requests.obstacles import Why
from wording.catalogue import staff_words
from wording.possible import why_not

FACTS: dict[str, str | int] = {
    "state": "approved",
    "by": "cleo_b@provider.test",
    "problems": 2,
    "before": "5.00 EUR",
    "limit": "6.00 EUR",
    "currency": "EUR",
}

EVERY = (*Why, *OfInvoice, *OfLimit, *OfEntry)


def test_every_obstacle_has_words_and_no_words_are_left_over() -> None:
    keys = {key for key in staff_words() if key.startswith("hindrance.")}
    assert {key.removeprefix("hindrance.") for key in keys} == {*EVERY, "other"}
    assert len({*EVERY}) == len(EVERY)


@pytest.mark.parametrize("code", EVERY)
def test_the_words_name_nothing_but_facts(code: str) -> None:
    facts = FACTS if code == Why.FORM_INCOMPLETE else {**FACTS, "problems": "two"}
    assert why_not(Hindrance(code=code, facts=facts)) != staff_words()("hindrance.other")


@pytest.mark.parametrize(
    ("code", "facts", "said"),
    [
        ("ended", {"state": "switched"}, "The request is switched: it has ended."),
        ("not_declined_now", {"state": "draft"}, "A request that is draft is not declined."),
        (
            "form_incomplete",
            {"problems": 1},
            "The form is not complete yet: one thing has to be put right.",
        ),
        (
            "form_incomplete",
            {"problems": 3},
            "The form is not complete yet: 3 things have to be put right.",
        ),
        (
            "approved_last_checks",
            {"by": "cleo_b@provider.test"},
            "cleo_b@provider.test has approved this already, and the last checks are being made.",
        ),
        ("nothing_open", {"state": "written_off"}, "Nothing is open: the invoice is written off."),
        ("of_another_version", {}, "This is not possible now."),
    ],
)
def test_an_obstacle_in_words(code: str, facts: dict[str, str | int], said: str) -> None:
    assert why_not(Hindrance(code=code, facts=facts)) == said
