"""The story of the demo is told in the catalogue's words, and all of them are told."""

import ast
from pathlib import Path

import pytest

from wording.catalogue import staff_words

STORIES = Path(__file__).parents[2] / "cli/demo"
SAYS = {"chapter": "chapter", "says": "says", "ends": "says"}
CLAIMS = {"claim": "claim", "never": "claim", "_eventually": "claim"}


def named(calls: dict[str, str]) -> set[str]:
    """What the stories ask for by these calls: each names it in its first text."""
    keys = set()
    for file in STORIES.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            name = getattr(called, "attr", getattr(called, "id", None))
            if isinstance(node, ast.Call) and name in calls:
                values = [each.value for each in node.args if isinstance(each, ast.Constant)]
                texts = [value for value in values if isinstance(value, str)]
                keys |= {f"demo.{calls[name]}.{text}" for text in texts[:1]}
    return keys


@pytest.mark.parametrize("calls", [SAYS, CLAIMS])
def test_what_is_told_is_there_and_what_is_there_is_told(calls: dict[str, str]) -> None:
    families = tuple(f"demo.{family}." for family in calls.values())
    told = {key for key in staff_words() if key.startswith(families)}

    assert len(told) > 20
    assert named(calls) == told
