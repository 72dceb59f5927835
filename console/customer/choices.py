"""Countries and currencies by name, in the customer's language."""

import unicodedata
from functools import cache

from babel import Locale

from domain.companies.identifiers import ISO_COUNTRIES
from domain.values.money import CURRENCIES
from wording.catalogue import LOCALES

Choices = tuple[tuple[str, str], ...]
"""Each code with its name, in the order in which they are offered."""

_USUAL = ("EUR", "GBP", "USD")


@cache
def countries(language: str) -> Choices:
    """Every country by name. ISO 3166-1."""
    names = Locale.parse(LOCALES[language]).territories
    named = ((code, str(names.get(code, code))) for code in ISO_COUNTRIES)
    return tuple(sorted(named, key=lambda each: _sorted_as(each[1])))


@cache
def currencies(language: str) -> Choices:
    """The usual ones first, then every other one by code. ISO 4217."""
    names = Locale.parse(LOCALES[language]).currencies
    codes = (*_USUAL, *sorted(CURRENCIES - set(_USUAL)))
    return tuple((code, f"{code} – {names.get(code, code)}") for code in codes)


def _sorted_as(name: str) -> str:
    """Without accents: Åland is sorted among the A's."""
    return "".join(
        char for char in unicodedata.normalize("NFD", name) if not unicodedata.combining(char)
    ).casefold()
