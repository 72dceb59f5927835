"""What the figures of reports are called."""

import pytest

from console.pages.report_words import called


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("E1", "E1 (business account)"),
        ("E1, E3", "E1 (business account), E3 (not on invoice yet)"),
        ("financials_weak", "financials weak"),
    ],
)
def test_a_rule_is_named_in_words(name: str, said: str) -> None:
    assert called(name) == said
