"""Four eyes are two people, however one of them spells a name."""

import pytest

from domain.people.sign_ins import same_person


@pytest.mark.parametrize("spelled", ["Olga@x.example", " olga@x.example ", "ｏlga@x.example"])
def test_another_spelling_is_nobody_else(spelled: str) -> None:
    assert same_person(spelled, "olga@x.example")


@pytest.mark.parametrize("other", ["olga@y.example", "olga", "", "о1ga@x.example"])
def test_another_name_is_somebody_else(other: str) -> None:
    assert not same_person(other, "olga@x.example")
