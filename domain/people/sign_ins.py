"""Names that people sign in by: which may be one, and when two are the same person's.

Four eyes are two people, however a name is spelled.
"""

import re
import unicodedata

from domain.errors import AccessNotAcceptable
from domain.people.reserved_names import is_reserved

_NAME = re.compile(r"[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]{0,198}[^\s\x00-\x1f\x7f])?")


def same_person(one: str, other: str) -> bool:
    return as_compared(one) == as_compared(other)


def as_compared(sign_in: str) -> str:
    """Without what makes no other person: case, spaces around it, another form of a letter."""
    return unicodedata.normalize("NFKC", sign_in).strip().casefold()


def normal_name(sign_in: str) -> str:
    """A sign-in name as it is stored, independent of upper and lower case."""
    return unicodedata.normalize("NFKC", sign_in).strip().lower()


def checked_name(sign_in: str) -> str:
    """The sign-in name as it is stored.

    Raises:
        AccessNotAcceptable: it is empty, too long, has characters that cannot be shown, or is a
            name of the program or of a team of ours.
    """
    name = normal_name(sign_in)
    if _NAME.fullmatch(name) is None or not name.isprintable():
        said = "A sign-in name has between 1 and 200 characters, all of them readable."
        raise AccessNotAcceptable(said, field="sign_in")
    refuse_reserved(name, "sign_in")
    return name


def refuse_reserved(name: str, field: str) -> None:
    """Raises AccessNotAcceptable for a name of the program or of a team of ours."""
    if is_reserved(name):
        said = "Nobody is called that: it stands for the program itself, or for a team."
        raise AccessNotAcceptable(said, field=field)
