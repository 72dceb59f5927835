"""YAML or JSON as plain values, with the line of every field.

It is read event by event: ten thousand entries take a fraction of a second, and neither depth nor
references can make a file cost more than its length. Nothing is guessed: `NO` is Norway, `01067` a
postal code, and `2019-03-01` and `8000.00` stay as written until a field says what they are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 32
_NULL = ("", "~", "null")
_BOOL = {"true": True, "false": False}
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_TEXT_TAGS = (None, "!", "tag:yaml.org,2002:str")
_NOT_TEXT = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAK = re.compile(r"\r\n?|\n")


class NotYaml(Exception):
    """A text that is not YAML or JSON, or more than is read here."""

    def __init__(self, what: str, line: int, column: int) -> None:
        super().__init__(f"Line {line}, column {column}: {what}.")
        self.line = line


@dataclass
class YamlText:
    """The one document of a text."""

    content: Any = None
    lines: dict[str, int] = field(default_factory=dict)
    """Where each field's name, or each item of a list, begins: by its dotted name (`scopes.0.id`),
    and the whole under the empty name."""
    twice: dict[str, int] = field(default_factory=dict)
    """Fields that were given before, each with the line of the second time."""


def read_yaml(text: str, typed: bool) -> YamlText:
    """What a text in YAML or JSON says.

    Args:
        typed: `12` is a number and `true` a truth; otherwise both are text, as they were written.

    Raises:
        NotYaml: it is neither, or holds references, other tags than `!!str`, or several documents.
    """
    try:
        return _Reading(text, typed).document()
    except yaml.reader.ReaderError as error:
        raise _no_text(text) from error
    except yaml.MarkedYAMLError as error:
        raise _no_yaml(text, error) from error


class _Reading:
    def __init__(self, text: str, typed: bool) -> None:
        self._events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        self._typed = typed
        self._read = YamlText(lines={"": 1})

    def document(self) -> YamlText:
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _not_read("a file holds one document, and a second begins here", event)
            elif isinstance(event, yaml.NodeEvent):
                self._read.lines[""] = _line(event)
                self._read.content = self._value(event, "", 0)
        return self._read

    def _value(self, event: Any, name: str, depth: int) -> Any:
        if isinstance(event, yaml.AliasEvent):
            raise _not_read("references (*) are not read", event)
        if getattr(event, "tag", None) not in _TEXT_TAGS:
            raise _not_read("tags (!) are not read", event)
        if depth > _DEEPEST:
            raise _not_read("this is nested too deep", event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._items(name, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self._fields(name, depth)
        return self._scalar(event.value) if event.implicit[0] else event.value

    def _items(self, name: str, depth: int) -> list[Any]:
        items: list[Any] = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            item = f"{name}.{len(items)}" if name else str(len(items))
            self._read.lines[item] = _line(event)
            items.append(self._value(event, item, depth + 1))
        return items

    def _fields(self, name: str, depth: int) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                raise _not_read("a field has a plain name", event)
            inner = f"{name}.{event.value}" if name else event.value
            if event.value in fields:
                self._read.twice[inner] = _line(event)
            self._read.lines[inner] = _line(event)
            fields[event.value] = self._value(next(self._events), inner, depth + 1)
        return fields

    def _scalar(self, written: str) -> Any:
        if written in _NULL:
            return None
        if not self._typed:
            return written
        return int(written) if _WHOLE.fullmatch(written) else _BOOL.get(written, written)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _not_read(what: str, event: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=what, problem_mark=event.start_mark)


def _no_yaml(text: str, error: yaml.MarkedYAMLError) -> NotYaml:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return NotYaml("this cannot be read", 1, 1)
    lines = _BREAK.split(text)
    line, column = mark.line, mark.column
    if line >= len(lines):  # where libyaml sees the end of a text without a last line break
        line, column = len(lines) - 1, len(lines[-1])
    a_tab = lines[line][column : column + 1] == "\t"
    what = "a tab stands where only spaces can" if a_tab else error.problem or "this cannot be read"
    return NotYaml(what, line + 1, column + 1)


def _no_text(text: str) -> NotYaml:
    found = _NOT_TEXT.search(text)
    lines = _BREAK.split(text[: found.start() if found else 0])
    return NotYaml("this character is no text", len(lines), len(lines[-1]) + 1)
