"""Words are looked up when they are shown: one that is read as a module is imported would stay in
the language of that moment."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FACES = ("adapters/mail", "adapters/papers", "cli", "clients", "console", "wording")
TREES = {
    path: ast.parse(path.read_text("utf-8"))
    for face in FACES
    for path in (ROOT / face).rglob("*.py")
}
LOOKS_UP = frozenset({"staff", "staff_words", "words_in"})


def name_of(called: ast.expr) -> str:
    """`staff` of `staff("…")`, `counted` of `words.counted(…)`."""
    match called:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def calls(node: ast.AST) -> Iterator[tuple[str, int]]:
    """What is called as soon as this is run, and where: not what functions in it call later."""
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            defaults = [*part.args.defaults, *(each for each in part.args.kw_defaults if each)]
            now = [*defaults, *getattr(part, "decorator_list", ())]
            yield from (found for each in now for found in calls(ast.Expr(each)))
            continue
        if isinstance(part, ast.Call):
            yield name_of(part.func), part.lineno
        yield from calls(part)


def who_looks_up() -> set[str]:
    """The functions of faces that look words up, or call one that does."""
    inside = {
        node.name: {name for name, _ in calls(ast.Module(node.body, []))}
        for tree in TREES.values()
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }
    found = set(LOOKS_UP)
    while more := {name for name, called in inside.items() if called & found} - found:
        found |= more
    return found


def test_no_module_looks_words_up_as_it_is_imported() -> None:
    looks_up = who_looks_up()
    assert {"term", "counted", "reason", "choices_of", "sentence"} <= looks_up
    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for path, tree in TREES.items()
        for name, line in calls(tree)
        if name in looks_up
    }
    assert found == set()


def test_what_is_called_at_once_is_told_from_what_is_called_later() -> None:
    source = """
@route(staff("a"))
def shown(label=staff("b")):
    return staff("later")

LABEL = Field(words_in("nl")("c"))
CAUSES = lambda case: staff("later")

class Offer:
    said = staff_words().counted("d", 1)
"""
    asked = [name for name, _ in calls(ast.parse(source)) if name in LOOKS_UP]
    assert sorted(asked) == ["staff", "staff", "staff_words", "words_in"]
