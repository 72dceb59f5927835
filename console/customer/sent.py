"""What a form brought, however it was sent."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

_LONGEST_KEY = 64


@dataclass(frozen=True)
class Sent:
    """The fields of a form by name."""

    texts: dict[str, str]
    files: dict[str, UploadFile]

    def text(self, name: str) -> str:
        """The text of a field without blanks at its ends; empty without one."""
        return self.texts.get(name, "").strip()

    @property
    def key(self) -> str | None:
        """The id under which what this form asks for is done once."""
        return key_of(self.text("key"))

    def key_for(self, step: str) -> str | None:
        """Of one of several steps that one form asks for."""
        return f"{self.key}/{step}" if self.key else None


def key_of(given: str) -> str | None:
    """The id that a page gave to what it asks for, unless it is none."""
    return given if 0 < len(given) <= _LONGEST_KEY and given.isprintable() else None


async def _sent(request: Request) -> AsyncIterator[Sent]:
    async with request.form(max_files=1, max_fields=100) as form:
        given = form.items()
        texts = {name: value for name, value in given if isinstance(value, str)}
        files = {
            name: value for name, value in given if isinstance(value, UploadFile) and value.filename
        }
        yield Sent(texts, files)


SentForm = Annotated[Sent, Depends(_sent)]
"""A route's parameter of this type gets the sent form. It comes after the actor, so that nothing is
read before authentication."""
