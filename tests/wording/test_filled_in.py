"""Whoever asks the catalogue for words says all that they name, and asks for none that are not
there."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest
from babel.messages.pofile import read_po
from jinja2 import nodes

from console.templating import environment
from wording.catalogue import CUSTOMERS, STAFF

ROOT = Path(__file__).parents[2]
SAYS = frozenset({"said", "says", "sentence", "staff", "staff_words", "t", "words"})
"""What the catalogue, or a sentence of it, is called where it is asked."""
FAMILIES = {"table": "column", "_table": "column", "progress": "progress", "opened": "progress"}


class Asked(NamedTuple):
    where: str
    key: str
    given: frozenset[str]


def names_in(text: str) -> set[str]:
    return {name.partition(".")[0] for _, name, _, _ in Formatter().parse(text) if name}


def fills_in() -> dict[str, set[str]]:
    """Of each key, the names of what is filled in; the count of plurals is there anyway."""
    named: dict[str, set[str]] = {}
    for file in (CUSTOMERS / "en_GB.po", STAFF):
        with file.open("rb") as opened:
            for message in read_po(opened, locale=file.stem):
                if isinstance(message.id, str):
                    named[message.id] = names_in(str(message.string))
                else:
                    named[message.id[0]] = names_in("".join(message.string or ())) - {"count"}
    return named


FILLS_IN = fills_in()


def asked_in_code(file: Path) -> Iterator[Asked]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and node.args and _name(node.func) in SAYS:
            key = node.args[0]
            either = (key.body, key.orelse) if isinstance(key, ast.IfExp) else (key,)
            given = frozenset(str(each.arg) for each in node.keywords if each.arg)
            if len(given) == len(node.keywords):  # or there are some that code works out
                for each in either:
                    if isinstance(each, ast.Constant):
                        yield Asked(f"{file.name}:{node.lineno}", str(each.value), given)


def asked_in_template(file: Path) -> Iterator[Asked]:
    for node in environment().parse(file.read_text("utf-8")).find_all(nodes.Call):
        if isinstance(node.node, nodes.Name) and node.node.name in SAYS and node.args:
            key = node.args[0]
            either = (key.expr1, key.expr2) if isinstance(key, nodes.CondExpr) else (key,)
            for each in either:
                if isinstance(each, nodes.Const) and node.dyn_kwargs is None:
                    given = frozenset(keyword.key for keyword in node.kwargs)
                    yield Asked(f"{file.name}:{node.lineno}", str(each.value), given)


def named_in_code(file: Path) -> Iterator[str]:
    """What of a family is asked for by a name of its own: columns, and what a command does."""
    module = ast.parse(file.read_text("utf-8"))
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and (family := FAMILIES.get(_name(node.func))):
            for each in node.args:
                names = _literals(each, module)
                assert names or family != "column", f"{ast.unparse(node)}: no telling its columns"
                yield from (f"{family}.{name}" for name in names if name)


def _literals(named: ast.expr, module: ast.Module) -> list[str]:
    """The names that are written out, be it where the variable that has them is set."""
    if isinstance(named, ast.Starred) and isinstance(named.value, ast.Name):
        variable = named.value.id
        named = next(
            each.value
            for each in ast.walk(module)
            if isinstance(each, ast.Assign)
            and [ast.unparse(target) for target in each.targets] == [variable]
        )
    return [
        each.value
        for each in ast.walk(named)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]


def _name(node: ast.AST) -> str:
    """`sentence`, and `staff_words` of `staff_words()`."""
    called = node.func if isinstance(node, ast.Call) else node
    return called.id if isinstance(called, ast.Name) else ""


@pytest.mark.parametrize("part", ["cli", "console", "wording"])
def test_code_says_all_that_words_name(part: str) -> None:
    asked = [each for file in (ROOT / part).rglob("*.py") for each in asked_in_code(file)]

    _assert_filled_in(asked)


def test_columns_of_tables_and_what_takes_long_have_words() -> None:
    named = {each for file in (ROOT / "cli").rglob("*.py") for each in named_in_code(file)}

    assert (
        {"column.request", "column.company", "column.line", "progress.ledger"}
        <= named
        <= FILLS_IN.keys()
    )


@pytest.mark.parametrize(
    "source", ["table(*(each.title for each in heads))", "table(title)", "table('a', head('b'))"]
)
def test_a_table_whose_columns_cannot_be_looked_up_is_found(source: str, tmp_path: Path) -> None:
    file = tmp_path / "page.py"
    file.write_text(source, "utf-8")

    with pytest.raises(AssertionError):
        assert {*named_in_code(file)} <= FILLS_IN.keys()


def test_what_words_name_is_never_taken_for_an_argument_of_the_code() -> None:
    """A sentence may name a `{key}`: whoever hands such values on takes its own by position."""
    takes = {
        f"{file.name}:{node.name}": node.args
        for part in ("cli", "console", "wording", "adapters/mail", "adapters/papers")
        for file in (ROOT / part).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _hands_on_values(node.args)
    }

    assert {"catalogue.py:pieces", "sentences.py:sentence", "narrator.py:says"} <= takes.keys()
    by_name = {
        where: [each.arg for each in args.args if each.arg != "self"] + args.kwonlyargs
        for where, args in takes.items()
    }
    assert {where: names for where, names in by_name.items() if names} == {}


def _hands_on_values(args: ast.arguments) -> bool:
    """Whether these are what fills in a sentence: `**values: object`."""
    return args.kwarg is not None and ast.unparse(args.kwarg.annotation or args.kwarg) == "object"


def test_templates_say_all_that_words_name() -> None:
    files = (ROOT / "console/templates").rglob("*.html")

    _assert_filled_in([each for file in files for each in asked_in_template(file)])


@pytest.mark.parametrize(
    ("call", "asked"),
    [
        ("sentence('list.more', after=following)", [("list.more", {"after"})]),
        ("staff_words()('list.more')", [("list.more", set())]),
        ("words('a' if late else 'b', since=at)", [("a", {"since"}), ("b", {"since"})]),
        ("words('a', **facts)", []),
        ("words(key, since=at)", []),
    ],
)
def test_who_asks_is_found(call: str, asked: list[tuple[str, set[str]]], tmp_path: Path) -> None:
    for file, found in (
        (tmp_path / "asks.py", asked_in_code),
        (tmp_path / "asks.html", asked_in_template),
    ):
        template = call.replace("sentence", "staff").replace("staff_words()", "staff")
        file.write_text(call if file.suffix == ".py" else f"{{{{ {template} }}}}", "utf-8")
        assert [(each.key, set(each.given)) for each in found(file)] == asked


def _assert_filled_in(asked: list[Asked]) -> None:
    assert len(asked) > 10
    assert [each for each in asked if each.key not in FILLS_IN] == []
    assert [each for each in asked if FILLS_IN[each.key] - each.given] == []
