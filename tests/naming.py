"""Every name that the tree defines or uses, for prose to be held against."""

import ast
import builtins
import gc
import keyword
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

ROOT = Path(__file__).parents[1]
_SKIPPED = {"var", "mutants", "findings", "static", "histories", "samples", "__pycache__"}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LONGEST = 60
_MESSAGE = re.compile(r'^msgid "(.+)"$', re.MULTILINE)
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*|--[a-z][a-z-]*")


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project that somebody here wrote."""

    def below(folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            if path.is_dir():
                if path.name not in _SKIPPED and not path.name.startswith("."):
                    yield from below(path)
            else:
                yield path

    return tuple(below(ROOT))


class Module(NamedTuple):
    """What a module names, found in one walk."""

    defined: frozenset[str]
    """What it defines or imports at its top, and its functions and classes anywhere."""
    names: frozenset[str]
    """The same, with members of classes, parameters and the attributes that it uses; outside tests,
    the texts that are names, too. What is local to a function is none."""
    literals: frozenset[str]
    """Texts without blanks that it holds: types of events, names of files."""
    classes: dict[str, tuple[frozenset[str], tuple[str, ...]]]
    """For each class what it defines, and its bases."""
    parameters: frozenset[str]
    """Of its functions."""
    texts: tuple[str, ...]
    """Docstrings."""


def is_of_tests(module: str) -> bool:
    """Whether it holds tests, whose texts are no names; a program for operators does not."""
    return module.startswith("tests.") and not module.startswith("tests.chaos.")


@cache
def modules() -> dict[str, Module]:
    """Every module by its dotted name."""
    found = {}
    gc.disable()  # it would search each tree again and again
    try:
        for path in files():
            if path.suffix == ".py":
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                tree = ast.parse(path.read_text(encoding="utf-8"))
                found[name.removesuffix(".__init__")] = _module(tree, not is_of_tests(name))
    finally:
        gc.enable()
    return found


@cache
def known_names() -> frozenset[str]:
    """Names that code defines or uses, a library's among them; and keys and values of data."""
    names = {*dir(builtins), *keyword.kwlist}
    for name, module in modules().items():
        names.update(name.split("."), module.names)
    for path in files():
        if path.suffix in (".yaml", ".yml"):
            for document in yaml.load_all(path.read_text(encoding="utf-8"), _LOADER):
                names.update(_texts_in(document))
        elif path.suffix == ".po":
            for message in _MESSAGE.findall(path.read_text(encoding="utf-8")):
                names.update(_words_of(message))
    return frozenset(names)


@cache
def literals() -> frozenset[str]:
    """Every text without blanks that code or a file of data holds, and every key of the words."""
    found = {text for module in modules().values() for text in module.literals}
    for path in files():
        if path.suffix == ".po":
            found.update(_MESSAGE.findall(path.read_text(encoding="utf-8")))
    return frozenset(found)


@cache
def members() -> dict[str, frozenset[str]]:
    """For each class, what it defines and what it takes over from classes of ours."""
    own: dict[str, set[str]] = {}
    bases: dict[str, set[str]] = {}
    for module in modules().values():
        for name, (defined, below) in module.classes.items():
            own.setdefault(name, set()).update(defined)
            bases.setdefault(name, set()).update(below)

    def all_of(name: str) -> set[str]:
        inherited = [all_of(base) for base in bases.get(name, ()) if base != name]
        return own.get(name, set()).union(*inherited)

    return {name: frozenset(all_of(name)) for name in own}


def _module(tree: ast.Module, with_texts: bool) -> Module:
    defined = set(_at_the_top(tree))
    used: set[str] = set()
    parameters: set[str] = set()
    constants: list[ast.Constant] = []
    prose: dict[int, str] = {}
    classes: dict[str, tuple[frozenset[str], tuple[str, ...]]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            used.add(node.attr)
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                constants.append(node)
        elif isinstance(node, ast.arg):
            parameters.add(node.arg)
        elif isinstance(node, ast.keyword):
            used.add(node.arg or "")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            defined.add(node.name)
        elif isinstance(node, ast.ClassDef):
            defined.add(node.name)
            below = tuple(map(_last_name, node.bases))
            members_of = frozenset(_defined_in(node))
            used.update(members_of)
            classes[node.name] = members_of, below
        elif isinstance(node, ast.Import | ast.ImportFrom):
            defined.update(_imported_by(node))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            prose[id(node.value)] = str(node.value.value)
    literals = {str(each.value) for each in constants if id(each) not in prose and with_texts}
    for text in literals:
        if len(text) < _LONGEST:
            used.update(_words_of(text))
    return Module(
        frozenset(defined),
        frozenset(defined | used | parameters),
        frozenset(text for text in literals if " " not in text),
        classes,
        frozenset(parameters),
        tuple(prose.values()),
    )


def _at_the_top(tree: ast.Module) -> Iterator[str]:
    """What is assigned outside functions and classes."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id
            elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                waiting.append(node)


def _words_of(text: str) -> Iterator[str]:
    """A text that is a name, or columns of a table."""
    if _IDENTIFIER.fullmatch(text):
        yield text
    elif "," in text or "." in text or "/" in text:
        yield from (part for part in re.split(r"[,./ ]+", text) if _IDENTIFIER.fullmatch(part))


def _texts_in(content: object) -> Iterator[str]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield str(key)
            yield from _texts_in(value)
    elif isinstance(content, list):
        for each in content:
            yield from _texts_in(each)
    elif isinstance(content, str):
        yield content


def _defined_in(node: ast.ClassDef) -> Iterator[str]:
    """The methods and attributes of a class, and what its methods set on themselves."""
    for each in node.body:
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield each.name
        elif isinstance(each, ast.Assign):
            yield from (name.id for name in each.targets if isinstance(name, ast.Name))
        elif isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            yield each.target.id
    for inner in ast.walk(node):
        if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store):
            yield inner.attr


def _imported_by(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom) and node.module:
        yield from node.module.split(".")
    for each in node.names:
        yield from each.name.split(".")
        if each.asname:
            yield each.asname


def _last_name(base: ast.expr) -> str:
    if isinstance(base, ast.Subscript):
        return _last_name(base.value)
    return base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")
