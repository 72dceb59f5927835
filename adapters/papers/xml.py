"""A small writer of XML: a tree said as it nests, in which what has no value is left out."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Element(str):
    """An element as it is written."""

    __slots__ = ()


def element(name: str, *inside: str | None, **attributes: str | None) -> Element | None:
    """An element with a text, or with these elements; None where there is nothing inside."""
    content = [each for each in inside if each]
    if not content:
        return None
    written = "".join(
        [each if isinstance(each, Element) else escape(writable(each)) for each in content]
    )
    said = "".join(
        [f" {key}={quoteattr(writable(value))}" for key, value in attributes.items() if value]
    )
    return Element(f"<{name}{said}>{written}</{name}>")


def empty(name: str) -> Element:
    """An element that is there though nothing is in it."""
    return Element(f"<{name}/>")


def document(name: str, namespaces: Mapping[str, str], *inside: Element | None) -> bytes:
    """The whole document: its root with its namespaces, by their prefixes, and what is in it."""
    said = "".join([f' xmlns:{prefix}="{uri}"' for prefix, uri in namespaces.items()])
    content = "\n".join([each for each in inside if each])
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{name}{said}>\n{content}\n</{name}>\n'.encode()
    )


def writable(text: str) -> str:
    """The text with a blank for each character that no XML document can have in it."""
    return _NOT_XML.sub(" ", text).strip()


def plain(number: Decimal) -> str:
    """A number in digits, never with an exponent."""
    return format(number, "f")


def amount(number: Decimal) -> str:
    """An amount as EN 16931 takes it: its decimals as they stand, those after the second only where
    they are more than zeros. More than two are no valid e-invoice: the official rules say so."""
    text = plain(number)
    whole, point, decimals = text.partition(".")
    return whole + point + decimals[:2] + decimals[2:].rstrip("0") if point else text


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
