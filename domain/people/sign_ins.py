"""Names that people sign in by, compared: four eyes are two people, however a name is spelled."""

import unicodedata


def same_person(one: str, other: str) -> bool:
    return as_compared(one) == as_compared(other)


def as_compared(sign_in: str) -> str:
    """Without what makes no other person: case, spaces around it, another form of a letter."""
    return unicodedata.normalize("NFKC", sign_in).strip().casefold()
