"""Parts of an XML tree by the local names of its elements, whatever their namespace."""

from collections.abc import Iterator, Mapping
from typing import Protocol


class Element(Protocol):
    """What is used of an element of lxml."""

    tag: str
    text: str | None
    attrib: Mapping[str, str]
    sourceline: int

    def __iter__(self) -> "Iterator[Element]": ...
    def getparent(self) -> "Element | None": ...
    def remove(self, child: "Element") -> None: ...


def name_of(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element, name: str) -> "Iterator[Element]":
    return (each for each in element if name_of(each) == name)


def find(element: Element | None, path: str) -> Element | None:
    """The first descendant by this path of names, such as BookgDt/Dt; None where there is none."""
    for name in path.split("/"):
        if element is None:
            return None
        element = next(children(element, name), None)
    return element


def find_all(element: Element, path: str) -> "Iterator[Element]":
    """Every descendant by this path of names."""
    first, _, rest = path.partition("/")
    for child in children(element, first):
        if rest:
            yield from find_all(child, rest)
        else:
            yield child


def text_of(element: Element | None, *paths: str) -> str:
    """The text at the first of these paths that has any; empty where none has."""
    for path in paths:
        found = find(element, path)
        if found is not None and found.text and (text := found.text.strip()):
            return text
    return ""
