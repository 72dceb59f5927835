"""A command that makes no sense as it was typed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from domain.errors import InvalidFile


class WrongUsage(InvalidFile):
    """What was typed, or what the environment says, cannot be used; every problem of it is listed
    under the name of its option, its argument or its variable."""

    code = "wrong_usage"


class DraftKept(InvalidFile):
    """A form that was to be submitted has mistakes: it was opened as a draft and no more."""

    def __init__(self, problems: list[dict[str, Any]], request: str) -> None:
        from wording.catalogue import staff_words

        super().__init__(problems)
        self.reason = staff_words()("usage.draft_kept")
        self.details["request"] = request


def problem(field: str, sentence: str, code: str) -> dict[str, Any]:
    return {"field": field, "code": code, "problem": sentence}


def refuse(field: str, sentence: str, code: str = "not_acceptable") -> NoReturn:
    """Raises WrongUsage about one option or argument."""
    raise WrongUsage([problem(field, sentence, code)])


@contextmanager
def options(**called: str) -> Iterator[None]:
    """Turns what a message says of its fields into what is wrong with the options of their name.

    Args:
        called: What the command calls a field by another name.
    """
    from pydantic import ValidationError

    from domain.field_problems import problems_of

    try:
        yield
    except ValidationError as invalid:
        found = [(each, each["field"].partition(".")[0]) for each in problems_of(invalid)]
        raise WrongUsage(
            [
                {**each, "field": called.get(field, "--" + field.replace("_", "-"))}
                for each, field in found
            ]
        ) from invalid
