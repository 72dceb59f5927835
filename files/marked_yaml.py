"""YAML or JSON with the line that everything in it stands on.

It is read event by event: ten thousand entries take a fraction of a second, and neither depth nor
references can make a file cost more than it is long. Nothing is guessed: whatever is not null is
the text as it was written.
"""

from collections.abc import Iterator
from typing import Any

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 8
_NULL = ("", "~", "null")


class Fields(dict[str, Any]):
    """A block of named fields."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}
        self.twice: dict[str, int] = {}
        """Names that were given before, with the line of the second time."""


class Items(list[Any]):
    """A list."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


def read(text: str) -> Any:
    """The one document in a text: `Fields`, `Items`, text or None.

    Raises:
        YAMLError: it is not YAML, or more than is read here: references, tags, several documents.
    """
    events: Iterator[Any] = yaml.parse(text, Loader=LOADER)
    value, documents = None, 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _not_read("a file holds one document", event)
        elif isinstance(event, yaml.NodeEvent):
            value = _value(events, event, 0)
    return value


def _value(events: Iterator[Any], event: Any, depth: int) -> Any:
    if isinstance(event, yaml.AliasEvent):
        raise _not_read("references (*) are not read", event)
    if getattr(event, "tag", None) is not None:
        raise _not_read("tags (!) are not read", event)
    if depth > _DEEPEST:
        raise _not_read("this is nested too deep", event)
    if isinstance(event, yaml.SequenceStartEvent):
        return _items(events, depth)
    if isinstance(event, yaml.MappingStartEvent):
        return _fields(events, event, depth)
    return None if event.implicit[0] and event.value in _NULL else event.value


def _items(events: Iterator[Any], depth: int) -> Items:
    items = Items()
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            break
        items.lines.append(_line(event))
        items.append(_value(events, event, depth + 1))
    return items


def _fields(events: Iterator[Any], start: Any, depth: int) -> Fields:
    fields = Fields(_line(start))
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        if not isinstance(event, yaml.ScalarEvent):
            raise _not_read("a field has a plain name", event)
        name, line = event.value, _line(event)
        if name in fields:
            fields.twice[name] = line
        fields.lines[name] = line
        fields[name] = _value(events, next(events), depth + 1)
    return fields


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _not_read(what: str, event: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=what, problem_mark=event.start_mark)
