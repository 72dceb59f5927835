"""`If-Match`, `If-None-Match` and `ETag` of accounts; what they ask for holds or not by
`domain/accounts/preconditions.py`."""

from typing import Annotated

from fastapi import Header
from fastapi.responses import Response

from console.api.conditional import tags_in
from domain.accounts.preconditions import Precondition
from domain.errors import InvalidFile
from wording.catalogue import staff_words

_TAG = r'(W/)?"[!#-~]{0,100}"'
_TAGS = rf"^(\*|{_TAG}( *, *{_TAG}){{0,9}})$"

IfMatch = Annotated[
    str | None,
    Header(
        max_length=1000,
        pattern=_TAGS,
        description="The `ETag` that the account was seen with, so that nobody's change is"
        " overwritten; `*` for any, as long as there is one. Otherwise 412, with the present one.",
        examples=['"9f86d081884c7d659a2f"'],
    ),
]
IfNew = Annotated[
    str | None,
    Header(
        alias="If-None-Match",
        max_length=10,
        pattern=r"^\*$",
        description="`*`: only where there is no such account yet. Otherwise 412.",
        examples=["*"],
    ),
]


def precondition(if_match: str | None, if_new: str | None = None) -> Precondition:
    """What these headers ask for.

    Raises:
        InvalidFile: they are no tags, or a weak one, which no change goes by.
    """
    if if_match is None or if_match == "*":
        return Precondition(known=if_match is not None, new=if_new is not None)
    tags = tags_in(if_match)
    if any(weak for weak, _ in tags):
        said = staff_words()("api.weak_tag")
        raise InvalidFile([{"field": "if-match", "code": "weak_tag", "problem": said}])
    # What a tag says after the version is of the rest of an answer: see `tag`.
    versions = frozenset(tag.partition(".")[0] for _, tag in tags)
    return Precondition(versions=versions, new=if_new is not None)


def tag(response: Response, version: str) -> None:
    """Says the version of what is answered."""
    response.headers["ETag"] = f'"{version}"'
