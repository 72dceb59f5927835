"""State that is kept for years is brought up to the present version, one step after the other."""

from typing import Any

import pytest
from pydantic_core import PydanticCustomError

from domain.values.versions import Step, upgraded

STEPS: dict[int, Step] = {
    1: lambda stored: {"named": stored["name"]},
    2: lambda stored: {**stored, "named": stored["named"].upper()},
}


@pytest.mark.parametrize(
    "stored",
    [
        {"name": "anna"},
        {"version": 1, "name": "anna"},
        {"version": 2, "named": "anna"},
        {"version": 3, "named": "ANNA"},
    ],
    ids=["without a version", "1", "2", "3"],
)
def test_every_version_is_brought_up_to_the_present_one(stored: dict[str, Any]) -> None:
    assert upgraded(stored, 3, STEPS) == {"version": 3, "named": "ANNA"}


@pytest.mark.parametrize("stored", [None, "anna", {"version": "newest"}], ids=repr)
def test_what_is_no_such_state_is_left_for_its_own_fields_to_refuse(stored: Any) -> None:
    assert upgraded(stored, 3, STEPS) == stored


def test_what_a_later_release_kept_is_refused_with_what_to_do() -> None:
    with pytest.raises(PydanticCustomError, match="start the workers of that release"):
        upgraded({"version": 4, "named": "ANNA"}, 3, STEPS)
