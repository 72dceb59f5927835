"""No private name of a library: it may be gone with its next release, or mean something else.

What is private here is defined here: an attribute that begins with one underscore has to be set or
defined in this project where it is asked for on `self` or `cls`, and in the same file where it is
asked for on anything else. Tests may look into what they test.
"""

import ast
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from tests.naming import ROOT

_SKIPPED = {"tests", "var", "mutants"}
_PUBLIC = {"_asdict", "_fields", "_make", "_replace", "_mapping", "_exit"}
"""Of named tuples, of rows and of `os`, by their documentation."""
_BY_NAME = {"getattr", "setattr", "hasattr", "delattr", "attrgetter", "import_module"}
_DEFINED = re.compile(r"\b(?:def|class) (_[a-z]\w*)")
_SET = re.compile(r"^ *((?:[\w.]+, )*[\w.]+)(?::| =) ", re.MULTILINE)
"""What stands before an assignment or an annotation."""
_PRIVATE = re.compile(r"(?:^|[ .])(_[a-z]\w*)")
_ASKED_FOR = re.compile(r"\.(_[a-z]\w*)")
_ELSEWHERE = re.compile(
    rf"\bimport\b[^\n(]*(?:\([^)]*)?\b_[a-z]|\b(?:{'|'.join(_BY_NAME)})\([^)]*[\"'.]_[a-z]"
)
"""What is imported, and what is asked for by its name in words."""


def is_private(name: str) -> bool:
    return any(part.startswith("_") and not part.startswith("__") for part in name.split("."))


def sources() -> Iterator[Path]:
    yield from ROOT.glob("*.py")
    for folder in ROOT.iterdir():
        if folder.is_dir() and folder.name not in _SKIPPED and not folder.name.startswith("."):
            yield from folder.rglob("*.py")


def defined(code: str) -> set[str]:
    """Every private name that is set or defined."""
    names = (_PRIVATE.findall(targets) for targets in _SET.findall(code))
    return {*_DEFINED.findall(code), *chain.from_iterable(names)}


def foreign(code: str, ours: set[str]) -> Iterator[tuple[int, str]]:
    """Each private name that is not ours, with its line.

    Args:
        ours: What is defined anywhere in this project.
    """
    here = defined(code)
    if not (set(_ASKED_FOR.findall(code)) - here - _PUBLIC or _ELSEWHERE.search(code)):
        return  # nothing that needs the code to be parsed, as in nearly every file
    tree = ast.parse(code)
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=on, attr=name):
                mine = isinstance(on, ast.Name) and on.id in ("self", "cls")
                known = name in _PUBLIC or name in (ours if mine else here)
                if not known and is_private(name):
                    yield node.lineno, ast.unparse(node)
            case ast.Import(names=names):
                yield from ((node.lineno, each.name) for each in names if is_private(each.name))
            case ast.ImportFrom(module=module, names=names):
                for each in names:
                    if is_private(path := f"{module or ''}.{each.name}"):
                        yield node.lineno, path
            case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called), args=given):
                for word in given if called in _BY_NAME else ():
                    if isinstance(word, ast.Constant) and is_private(str(word.value)):
                        yield node.lineno, ast.unparse(node)


def test_no_private_name_of_a_library_is_used() -> None:
    code = {str(file.relative_to(ROOT)): file.read_text("utf-8") for file in sources()}
    ours = set(chain.from_iterable(map(defined, code.values())))
    found = [
        f"{file}:{line}: {said}"
        for file, text in code.items()
        for line, said in foreign(text, ours)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "code",
    [
        "connection._connection",
        "self._captured_signals",
        "self.engine._pool",
        "listener._pool",
        "import temporalio.bridge._client",
        "from temporalio.worker import _worker",
        "from temporalio.worker._worker import Worker",
        "getattr(connection, '_rows')",
        "operator.attrgetter('engine._pool')",
    ],
)
def test_one_would_be_noticed(code: str) -> None:
    assert [line for line, _ in foreign(code, {"_pool"})] == [1]


@pytest.mark.parametrize(
    "code",
    [
        "self._pool",
        "cls._pool",
        "url._replace(port=1)",
        "row._mapping",
        "os._exit(1)",
        "class Pool:\n    def __eq__(self, other): return other._size\n    def _size(self): ...",
        "value.__dict__",
        "from __future__ import annotations",
        "getattr(connection, 'rows')",
    ],
)
def test_what_is_ours_or_public_may_be_used(code: str) -> None:
    assert list(foreign(code, {"_pool"})) == []
