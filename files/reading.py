"""The files that people give: YAML or JSON, read so that what was written is what is meant."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from domain.errors import InvalidFile
from domain.policies import WholePolicy, read_policy
from settings import Settings

MAX_BYTES = 4 * 1024 * 1024


class _PlainLoader(yaml.SafeLoader):
    """YAML without its surprises: `NO` is Norway, `01067` a postal code, `2019-03-01` and
    `8000.00` stay as written until a field says what they are, a name given twice is a mistake,
    and a document cannot grow by referring to itself."""

    def compose_node(self, parent: Any, index: int) -> Any:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(
                None, None, "references (*) are not read", event.start_mark
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        names = [self.construct_object(name, deep=True) for name, _ in node.value]
        # By their text: a name may be a list, which no set holds.
        given = Counter(map(repr, names))
        for (key, _), name in zip(node.value, names, strict=True):
            if given[repr(name)] > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"'{name}' is given twice", key.start_mark
                )
        return super().construct_mapping(node, deep)


_PlainLoader.yaml_implicit_resolvers = {}
_PlainLoader.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""]
)
_PlainLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"]
)
_PlainLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]{0,17})$"), list("-0123456789")
)


def read_content(path: Path) -> Any:
    """The content of a YAML or JSON file as plain values.

    Raises:
        InvalidFile: it cannot be read, is too large, or is not YAML or JSON; with the line.
    """
    return content_of(read_text(path, MAX_BYTES), path)


def content_of(text: str, path: Path) -> Any:
    """The content of a text in YAML or JSON; `path` is what it is called when it is neither.

    Raises:
        InvalidFile: it is not YAML or JSON; with the line.
    """
    try:
        return yaml.load(text, Loader=_PlainLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError) as problem:
        raise not_yaml(path, problem) from problem


def content_with_lines(text: str, path: Path) -> tuple[Any, dict[str, int]]:
    """Like `content_of`, and the line that each field stands on, by its dotted name."""
    loader = _PlainLoader(text)
    try:
        node = loader.get_single_node()
        content = loader.construct_document(node) if node is not None else None
        return content, dict(_lines(node, ""))
    except (yaml.YAMLError, RecursionError, ValueError) as problem:
        raise not_yaml(path, problem) from problem
    finally:
        loader.dispose()


def _lines(node: Any, field: str) -> Iterator[tuple[str, int]]:
    inside: list[tuple[str, Any, Any]] = []
    if isinstance(node, yaml.MappingNode):
        inside = [(str(name.value), name, value) for name, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        inside = [(str(index), item, item) for index, item in enumerate(node.value)]
    for name, marked, value in inside:
        inner = f"{field}.{name}" if field else name
        yield inner, marked.start_mark.line + 1
        yield from _lines(value, inner)


def read_text(path: Path, at_most: int) -> str:
    """The text of a file that is no larger than so many bytes.

    Raises:
        InvalidFile: it cannot be read, is too large, or is not text in UTF-8.
    """
    try:
        with path.open("rb") as file:
            content = file.read(at_most + 1)
        if len(content) > at_most:
            raise invalid(path, "too_large", f"This file is larger than {at_most:,} bytes.")
        return content.decode("utf-8-sig")
    except OSError as problem:
        sentence = problem.strerror or "This file cannot be read."
        raise invalid(path, "unreadable", sentence) from problem
    except UnicodeDecodeError as problem:
        raise invalid(path, "not_text", "This file is not text in UTF-8.") from problem


def read_mapping(path: Path) -> dict[str, Any]:
    """Like `read_content`, for a file that must be a block of named fields."""
    content = read_content(path)
    if not isinstance(content, dict) or not all(isinstance(name, str) for name in content):
        raise invalid(path, "not_fields", "This file must be a block of named fields.")
    return content


def not_yaml(path: Path, problem: Exception) -> InvalidFile:
    """A file that is not YAML or JSON, with where that shows."""
    mark = getattr(problem, "problem_mark", None)
    what = getattr(problem, "problem", None) or "this cannot be read"
    said = f"This file is not YAML or JSON: {what}."
    if mark is not None:
        said = f"Line {mark.line + 1}, column {mark.column + 1}: {what}."
    return invalid(path, "not_yaml", said)


def invalid(path: Path, code: str, problem: str) -> InvalidFile:
    """A file that cannot be used as a whole."""
    return InvalidFile([{"field": path.name, "code": code, "problem": problem}])


def configured_policy(settings: Settings) -> WholePolicy:
    """The policy that new requests and new invoices start under; raises InvalidFile with every
    problem."""
    return read_policy(read_content(settings.policy) if settings.policy else None)
