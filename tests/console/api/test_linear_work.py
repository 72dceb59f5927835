"""Reading takes as long as what is read is long, whatever it says: counted, not timed."""

from datetime import date
from typing import Any

import pytest

from console.api import reading
from console.api.reading import read_json
from domain.errors import InvalidFile
from domain.forms.form import problems_in


class Name(str):
    """A name that counts how often it is compared with another of the same hash, or read."""

    compared = 0

    def __eq__(self, other: object) -> bool:
        Name.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def _comparisons(names: int) -> int:
    Name.compared = 0
    pairs: list[tuple[str, Any]] = [(Name(f"n{at % (names - 1)}"), at) for at in range(names)]
    reading._block(pairs)
    return Name.compared


def test_to_find_a_name_that_is_given_twice_takes_as_long_as_there_are_names() -> None:
    assert 0 < _comparisons(1000) <= 2.5 * _comparisons(500)


@pytest.mark.parametrize("names", [1001, 18_000, 30_000])
def test_a_block_with_more_names_than_any_message_has_is_reported_once(names: int) -> None:
    content = "{" + ",".join(f'"n{at}": 1' for at in range(names)) + "}"
    assert _problems(content.encode()) == [("body", "too_many")]


def test_names_that_are_all_the_same_are_reported_once() -> None:
    content = "{" + ",".join('"a": 1' for _ in range(900)) + "}"
    assert _problems(content.encode()) == [("a", "twice")]


def test_no_more_than_twenty_problems_of_a_body_are_reported() -> None:
    content = "[" + ",".join("NaN" for _ in range(50_000)) + "]"
    assert len(_problems(content.encode())) == 20


def _problems(content: bytes) -> list[tuple[str, str]]:
    with pytest.raises(InvalidFile) as refused:
        read_json(content)
    return [(each["field"], each["code"]) for each in refused.value.details["problems"]]


def test_only_a_few_unknown_fields_are_compared_with_known_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from domain.forms import form_draft

    looked = 0
    look = form_draft._unknown

    def counting(*given: Any) -> str:
        nonlocal looked
        looked += 1
        return look(*given)

    monkeypatch.setattr(form_draft, "_unknown", counting)
    draft = {f"unknown{at}": at for at in range(18_000)}
    problems = problems_in(draft, date(2026, 11, 30))

    unknown = [each for each in problems if each.code == "unknown_field"]
    assert looked == 20
    assert len(unknown) == 21
    assert "17,980 more names" in unknown[-1].problem
