"""What is wrong with several files says in which of them, and names no place that is not known."""

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from cli.pages.tables import problems_table


def shown(*problems: dict[str, Any]) -> list[str]:
    console = Console(file=StringIO(), width=80)
    with console.capture() as printed:
        console.print(problems_table(problems))
    return [" ".join(line.split()) for line in printed.get().splitlines() if line.strip()]


@pytest.mark.parametrize(
    ("where", "columns", "row"),
    [
        ({"field": "scope"}, "field what to put right", "scope Wrong."),
        ({"line": 3, "field": "scope"}, "line field what to put right", "3 scope Wrong."),
        ({"file": "a.xml", "line": 0, "field": ""}, "file what to put right", "a.xml Wrong."),
        (
            {"file": "a.xml", "line": 3, "field": ""},
            "file line what to put right",
            "a.xml 3 Wrong.",
        ),
    ],
)
def test_a_problem_stands_beside_its_place(where: dict[str, Any], columns: str, row: str) -> None:
    assert shown({**where, "problem": "Wrong."})[::2] == [columns, row]
