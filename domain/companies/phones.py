"""Phone numbers as people write them: with an extension, a note, a second number, `(0)`.

Possible is enough: new area codes are given out faster than any list learns of them.
"""

import re
import unicodedata
from collections.abc import Iterator

LONGEST_PHONE = 100
"""Characters, as written, notes included."""


def is_phone_of(country: str, phone: str) -> bool:
    """Whether this can be a number of the country, or of one that shares its calling code (+1).

    A country without telephones of its own takes any number written with its `+`.
    """
    import phonenumbers

    calling_code = phonenumbers.country_code_for_region(country)
    return any(code in (0, calling_code) or not calling_code for code in _codes_of(country, phone))


def is_phone(country: str, phone: str) -> bool:
    """Whether this can be a number of the country, or of any other when written with its `+`."""
    return any(True for _ in _codes_of(country, phone))


def _codes_of(country: str, phone: str) -> Iterator[int]:
    """The calling codes of what this text can be a number of."""
    import phonenumbers

    for written in dict.fromkeys(_readings(phone)):
        try:
            number = phonenumbers.parse(written, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            yield number.country_code or 0


def _readings(phone: str) -> Iterator[str]:
    """The text, and then without what people put before and after the number."""
    text = (phone if phone.isascii() else _in_ascii_digits(phone)).strip()
    if not re.search(r"[1-9]", text):
        return
    yield text
    text = re.sub(r"\(\s*0\s*\)", "", text)
    text = re.sub(r"[(\[][^)\]]*[^\W\d_][^)\]]*[)\]]", " ", text)
    begins = re.search(r"[+(]*\s*\d", text)
    if begins is None:
        return
    number = text[begins.start() :]
    for ends in (r"[^\W\d_]|[#,;|*]", r"[^\W\d_]|[#,;|*]|\s[/–—-]\s?|/"):
        first = re.split(ends, number, maxsplit=1)[0].strip(" .:-/(")
        yield first
        yield re.sub(r"^\+?\s*00\s*", "+", first)
        yield re.sub(r"^\+\s*0+", "+", first)


def _in_ascii_digits(phone: str) -> str:
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char
        for char in unicodedata.normalize("NFKC", phone)
        if unicodedata.category(char) != "Cf"
    )
