"""A small writer of XML: a tree said as it nests, in which what has no value is left out."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

Element = Any
"""Of lxml, which has no public name for what it makes."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Writer:
    """Makes elements of these namespaces: `write("cbc:ID", "1")`."""

    def __init__(self, namespaces: Mapping[str, str]) -> None:
        self._namespaces = dict(namespaces)

    def __call__(
        self, name: str, *inside: Element | str | None, **attributes: str | None
    ) -> Element | None:
        """An element with these texts and elements inside; None where there is nothing."""
        from lxml import etree

        content = [each for each in inside if each is not None and each != ""]
        if not content:
            return None
        prefix, _, local = name.partition(":")
        # One map for the whole tree, so that the namespaces are said once, at its root.
        element = etree.Element(f"{{{self._namespaces[prefix]}}}{local}", nsmap=self._namespaces)
        for attribute, value in attributes.items():
            if value is not None:
                element.set(attribute, value)
        for each in content:
            if isinstance(each, str):
                element.text = writable(each)
            else:
                element.append(each)
        return element


def as_bytes(root: Element | None) -> bytes:
    """The whole document."""
    from lxml import etree

    assert root is not None
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))


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
