"""What was asked under a key, as digests: one of how it was written, one of what it means."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic_core import to_json

_NOT_ASKED = frozenset({"by", "through"})
"""Who asks is a part of each question by itself; how they came in is none."""


class Question(NamedTuple):
    """What somebody asks under a key of theirs, as two digests."""

    written: str
    """Of the question as it was written: what the releases before know it by."""
    meant: str
    """The same for equal questions, in whatever order or form their values were written: a form's
    fields, `40000` and `40000.00`, one moment in two time zones."""

    @property
    def meaning(self) -> str:
        """What is stored of `meant`. It holds for this way of writing alone, since a release
        before may have stored another one."""
        return self.meaning_for(self.written)

    def meaning_for(self, written: str) -> str:
        return digest(written, self.meant)


def question_of(by: str, operation: str, target: str, body: Any) -> Question:
    """The question of who asks for what, of what, and with which message or plain values."""
    asked = by, operation, target
    return Question(digest(*asked, _as_written(body)), digest(*asked, as_meant(body)))


def digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _as_written(body: Any) -> str:
    if isinstance(body, BaseModel):
        # Without defaults: a field that a later version adds does not change the digest.
        return body.model_dump_json(exclude=set(_NOT_ASKED), exclude_defaults=True)
    return to_json(body).decode()


def as_meant(body: Any) -> str:
    """The same text for equal messages or plain values."""
    return json.dumps(_plain(body), sort_keys=True)


def _plain(value: Any) -> Any:
    """The same for values that are equal, whether as the fields of a message or by themselves."""
    match value:
        case BaseModel():
            # Here, too, without defaults, and at every depth.
            fields = type(value).model_fields
            return {
                name: _plain(each)
                for name, each in value
                if name not in _NOT_ASKED and each != fields[name].default
            }
        case Mapping():
            return {str(_plain(name)): _plain(each) for name, each in value.items()}
        case set() | frozenset():
            return sorted((_plain(each) for each in value), key=json.dumps)
        case list() | tuple():
            return [_plain(each) for each in value]
        case Enum():
            return _plain(value.value)
        case bool() | None | str():
            return value
        case int() | float() | Decimal():
            return {"number": str(Decimal(str(value)).normalize())}
        case datetime() if value.tzinfo is not None:
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
    return to_json(value).decode()
