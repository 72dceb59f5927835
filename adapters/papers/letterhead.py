"""The letterhead of our paper: who it is from, and who it is for."""

import re
from datetime import date
from typing import Any

from adapters.papers.xml import writable
from domain.companies.address import Address
from domain.papers.paper import Party
from wording.catalogue import Words, words_in
from wording.papers import country_name

_LONG = re.compile(r"\S{12}(?=\S)")


def letterhead(title: str, day: date, seller: Party, language: str, country: str) -> dict[str, Any]:
    """What every template of a page begins with.

    Args:
        day: Of the document.
        country: Where it goes: ours is named where it is another.
    """
    words = words_in(language)
    return {
        "language": language,
        "title": title,
        "issued": [day.year, day.month, day.day],
        "continued": words("paper.continued", title=title),
        "page": words("paper.page", page="PAGE", pages="PAGES"),
        "seller": _sender(seller, words, language, country),
    }


def _sender(seller: Party, words: Words, language: str, country: str) -> dict[str, Any]:
    registered = " ".join(filter(None, (seller.register_name, seller.register_id)))
    numbers = (
        ("" if seller.register_name else words("paper.register_id"), registered),
        (words("paper.vat_id"), seller.vat_id),
        (words("paper.tax_id"), seller.tax_id),
    )
    contact = (seller.contact_phone, seller.contact_email)
    return {
        "name": writable(seller.name),
        "address": address_lines(seller.address, language, country),
        "contact": [writable(each) for each in contact if each],
        "numbers": [[label, writable(value)] for label, value in numbers if value],
    }


def address_lines(address: Address, language: str, abroad: str) -> list[str]:
    """An address, with its country in words where it is another than this one."""
    town = " ".join(filter(None, (address.postal_code, address.city)))
    country = country_name(address.country, language) if address.country != abroad else None
    lines = (address.line1, address.line2, town, address.region, country)
    return [writable(line) for line in lines if line]


def breakable(code: str) -> str:
    """A text that a line may end in where it has no blank for long: banks write references so."""
    return _LONG.sub(lambda found: f"{found[0]}\N{ZERO WIDTH SPACE}", code)
