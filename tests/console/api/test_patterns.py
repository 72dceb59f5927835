"""Who sends what does not have the form that is asked for is told what that form is."""

from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from console.api.description import described
from console.api.values import Amount, Limit, Reference, Revenue
from domain.field_problems import PATTERNS, problem_of


def _patterns(described: Any) -> Iterator[str]:
    if isinstance(described, dict):
        if isinstance(described.get("pattern"), str):
            yield described["pattern"]
        for each in described.values():
            yield from _patterns(each)
    elif isinstance(described, list):
        for each in described:
            yield from _patterns(each)


def test_every_form_that_the_api_describes_has_its_sentence() -> None:
    read_otherwise = {
        pattern
        for kind in (Amount, Limit, Reference, Revenue)
        for pattern in _patterns(TypeAdapter[Any](kind).json_schema())
    }
    assert set(_patterns(described())) - read_otherwise <= set(PATTERNS)


@pytest.mark.parametrize(
    ("pattern", "given", "said"),
    [
        ("^[A-Z]{2}$", "Netherlands", "This is not a country as two capitals, such as NL."),
        ("^evt_[a-z2-7]+$", "abc", "This is not the id of an event, which begins with evt_."),
        (r"^[A-Za-z0-9._:-]+$", "a b", "Only letters, digits and . _ : - can be used here."),
        ("^x+$", "y", "This does not have the form that is asked for here."),
    ],
)
def test_a_text_of_another_form_is_answered_with_that_form(
    pattern: str, given: str, said: str
) -> None:
    with pytest.raises(ValidationError) as invalid:
        TypeAdapter(Annotated[str, Field(pattern=pattern)]).validate_python(given)
    assert problem_of(invalid.value.errors()[0])["problem"] == said
