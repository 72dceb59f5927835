"""What `pyproject.toml` asks for: each library once, and below what may break something."""

import tomllib
from collections import Counter
from collections.abc import Iterator

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.naming import ROOT

_BY_YEAR = {"structlog", "argon2-cffi", "manimgx-fonts", "manimgx-fonts-cjk", "packaging"}
"""Numbered by their year: no number says that a release breaks something."""
_ONLY_DATA = {"holidays"}
"""Whose minor releases bring data of more years."""
_TWO_MINORS = {"oidc-provider-mock"}
"""The second of them needs a later Python than we do: the locks have both."""


def _groups() -> Iterator[tuple[str, list[Requirement]]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for name, asked in {"": project["dependencies"], **project["optional-dependencies"]}.items():
        yield name, [Requirement(each) for each in asked]


GROUPS = dict(_groups())
ALL = {str(each): each for asked in GROUPS.values() for each in asked}


def test_each_is_asked_for_once() -> None:
    for name, asked in GROUPS.items():
        often = Counter(each.name for each in asked)
        assert often.total() == len(often), f"{name}: {often.most_common(1)}"


@pytest.mark.parametrize("asked", ALL.values(), ids=ALL)
def test_each_ends_where_something_may_break(asked: Requirement) -> None:
    bounds = {each.operator: Version(each.version) for each in asked.specifier}
    if asked.name in _BY_YEAR:
        assert bounds.keys() == {">="}
        return
    assert bounds.keys() == {">=", "<"}
    least, below = bounds[">="], bounds["<"]
    if least.major or asked.name in _ONLY_DATA:
        assert below.major == least.major + 1 or below == Version(
            f"{least.major}.{least.minor + 1}"
        )
    else:
        minors = 2 if asked.name in _TWO_MINORS else 1
        assert below == Version(f"0.{least.minor + minors}")
