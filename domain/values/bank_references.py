"""A bank's reference of a transfer: which characters it may have, and when two are the same.

People copy references, and every bank spaces, cases and punctuates them in its own way. The text is
kept as it was written; compared is its normal form.
"""

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

MAX_LENGTH = 70

BANK_REFERENCE_PATTERN = r"^[A-Za-z0-9/?:().,'+_ -]*[A-Za-z0-9][A-Za-z0-9/?:().,'+_ -]*$"
"""The characters that SEPA allows, and `_`; at least one letter or digit among them."""

NOT_A_REFERENCE = (
    "A bank reference has at most 70 letters, digits, spaces and / - ? : ( ) . , ' + _ and at least"
    " one letter or digit."
)

_REFERENCE = re.compile(BANK_REFERENCE_PATTERN.removeprefix("^").removesuffix("$"))
_LEFT_OUT = re.compile(r"[^A-Za-z0-9]+")
_BLANK = re.compile(r"[\t\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]")


def normal_form(reference: str) -> str:
    """What is compared: letters as capitals, and digits; spaces and punctuation say nothing."""
    return _LEFT_OUT.sub("", reference).upper()


def same_reference(one: str, other: str) -> bool:
    return normal_form(one) == normal_form(other)


def _without_blanks_around(given: object) -> object:
    """Without what copying adds: blanks at its ends, and special blanks within."""
    return _BLANK.sub(" ", given).strip() if isinstance(given, str) else given


def _checked(reference: str) -> str:
    if len(reference) > MAX_LENGTH or not _REFERENCE.fullmatch(reference):
        raise PydanticCustomError("bank_reference_invalid", NOT_A_REFERENCE)
    return reference


BankReference = Annotated[str, BeforeValidator(_without_blanks_around), AfterValidator(_checked)]
"""A reference as somebody wrote it."""

SoughtReference = Annotated[
    str, Field(min_length=1, max_length=MAX_LENGTH), BeforeValidator(_without_blanks_around)
]
"""For a search: it may have been written down when other characters were allowed."""
