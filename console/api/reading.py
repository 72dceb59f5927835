"""Reads JSON strictly, so that nothing in it surprises further inside.

A text with a NUL or half a character, an invalid number, one that is too large, a name given twice,
and endless nesting are reported like any other mistake in a field.
"""

import asyncio
import json
import math
import re
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from console.api.conditional import unless_known
from domain.errors import DomainError, InvalidFile
from domain.field_problems import problems_of
from domain.values.amounts import WrittenNumber
from wording.catalogue import staff_words

_DEEPEST = 20
_LONGEST_NUMBER = 30
_LARGEST = 10**18
_MOST_NAMES = 1000
"""In one block. No message has a twentieth of that, and each unknown name would be reported."""
_PROBLEMS_REPORTED = 20
_IN_A_THREAD_BYTES = 64 * 1024
"""What is larger is read in a thread: everybody else is answered meanwhile."""

_NO_TEXT = re.compile("[\0\ud800-\udfff]")

# No name in a document that is read can be one of these.
_TWICE = "\0twice"
_TOO_MANY = "\0too_many"


class ApiRequest(Request):
    async def json(self) -> Any:
        content = await self.body()
        if len(content) > _IN_A_THREAD_BYTES:
            return await asyncio.to_thread(read_json, content)
        return read_json(content)


@contextmanager
def of_the_body() -> Iterator[None]:
    """Where a message is made of a body: what the message alone knows to be wrong, such as two
    fields that do not go together, is a problem of the body."""
    try:
        yield
    except ValidationError as invalid:
        found = [{**each, "field": each["field"] or "body"} for each in problems_of(invalid)]
        raise InvalidFile(found) from None


class ApiRoute(APIRoute):
    """A route whose body is read by `read_json`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def read_and_answer(request: Request) -> Response:
            try:
                given = await answer(ApiRequest(request.scope, request.receive))
                return unless_known(request, given) if request.method == "GET" else given
            except HTTPException as error:
                # Whatever is raised while a body is read arrives as an error of HTTP.
                if isinstance(error.__cause__, DomainError):
                    raise error.__cause__ from None
                raise

        return read_and_answer


def read_json(content: bytes) -> Any:
    """The value that a body is.

    Raises:
        InvalidFile: with the problems of the body, the first twenty of them.
    """
    try:
        value = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_block,
            parse_int=_whole_number,
            parse_float=WrittenNumber,
            parse_constant=float,
        )
    except UnicodeDecodeError:
        raise _invalid(staff_words()("usage.not_text")) from None
    except json.JSONDecodeError as error:
        said = staff_words()("api.not_json", line=error.lineno, column=error.colno)
        raise _invalid(said) from None
    except RecursionError:
        raise _invalid(staff_words()("api.too_deep")) from None
    if problems := list(islice(_problems(value, []), _PROBLEMS_REPORTED)):
        raise InvalidFile(problems)
    return value


def _block(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > _MOST_NAMES:
        return {_TOO_MANY: len(pairs)}
    block = dict(pairs)
    if len(block) < len(pairs):
        block[_TWICE] = _first_repeated(name for name, _ in pairs)
    return block


def _first_repeated(names: Iterator[str]) -> str:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    raise AssertionError("no name is repeated")


def _whole_number(written: str) -> int | float:
    # As long as it likes it would take a long time to read.
    return int(written) if len(written) <= _LONGEST_NUMBER else math.inf


def _problems(value: Any, at: Sequence[str]) -> Iterator[dict[str, Any]]:
    if len(at) > _DEEPEST:
        yield _problem(at[:_DEEPEST], "too_deep", staff_words()("api.too_deep"))
    elif isinstance(value, dict):
        for name, each in value.items():
            if name == _TOO_MANY:
                said = staff_words()("api.too_many", count=f"{each:,}", most=f"{_MOST_NAMES:,}")
                yield _problem(at, "too_many", said)
            elif name == _TWICE:
                yield _problem([*at, each], "twice", staff_words()("api.field_twice"))
            elif not _is_text(name):
                yield _problem(at, "not_text", staff_words()("api.name_no_text"))
            else:
                yield from _problems(each, [*at, name])
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _problems(each, [*at, str(index)])
    elif isinstance(value, str):
        if not _is_text(value):
            yield _problem(at, "not_text", staff_words()("api.no_text"))
    elif isinstance(value, int | float) and not abs(value) <= _LARGEST:
        yield _problem(at, "out_of_range", staff_words()("api.number_out_of_range"))


def _is_text(written: str) -> bool:
    return _NO_TEXT.search(written) is None


def _problem(at: Sequence[str], code: str, said: str) -> dict[str, Any]:
    return {"field": ".".join(at) or "body", "code": code, "problem": said}


def _invalid(said: str) -> InvalidFile:
    return InvalidFile([_problem([], "json_invalid", said)])
