"""What a billing system's answer over HTTP means: what was asked for, a definite no, or nothing
that can be relied on."""

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx
import structlog
from pydantic import BaseModel, ValidationError

from domain.errors import DomainError, ProviderRefused, ProviderUnavailable

_LONGEST_SAID = 500
_LONGEST_WAIT = 24 * 60 * 60
_NO_VERDICT = frozenset({401, 407, 408, 421, 425, 429})
"""Nobody looked at what was asked: it was not let in, came too early, or is one of too many."""

_log = structlog.stdlib.get_logger(__name__)

Shape = TypeVar("Shape", bound=BaseModel)


def understood(call: str, answer: httpx.Response, body: bytes, shape: type[Shape]) -> Shape:
    """The answer to a call.

    Raises:
        ProviderRefused: 4xx with a code in its body.
        ProviderUnavailable: anything else that is not the whole answer.
    """
    if answer.is_success:
        return _whole(call, body, shape)
    problem = object_in(body)
    code = problem.get("code")
    definite = answer.is_client_error and answer.status_code not in _NO_VERDICT
    if definite and isinstance(code, str) and code:
        raise _refused(call, answer.status_code, code, problem)
    _log.warning(
        "the billing system did not do what it was asked for",
        call=call,
        status=answer.status_code,
        code=code if isinstance(code, str) else None,
    )
    raise ProviderUnavailable(
        f"The billing system answered {answer.status_code}.",
        **{"call": call, "status": answer.status_code} | _retry_after(answer),
    )


def unusable(call: str, why: str) -> DomainError:
    """An answer that is there and cannot be relied on: said in the log, asked for again."""
    _log.warning("the billing system's answer cannot be used", call=call, why=why)
    return ProviderUnavailable(
        "The billing system's answer cannot be used.", call=call, problem=why
    )


def _whole(call: str, body: bytes, shape: type[Shape]) -> Shape:
    try:
        # A billing system may say more than it is asked for.
        return shape.model_validate_json(body, extra="ignore")
    except ValidationError as invalid:
        # Where and what, never a value: it may be somebody's.
        wrong = [
            f"{'.'.join(map(str, each['loc'])) or 'body'}: {each['type']}"
            for each in invalid.errors(include_url=False, include_context=False)
        ]
        raise unusable(call, ", ".join(sorted(wrong)[:10])) from None


def object_in(body: bytes) -> dict[str, Any]:
    """The fields of a body that is one JSON object; none of any other."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _refused(call: str, status: int, code: str, problem: dict[str, Any]) -> ProviderRefused:
    said = next(
        (problem[each] for each in ("detail", "title") if isinstance(problem.get(each), str)), ""
    )
    reason = said[:_LONGEST_SAID] or f"The billing system refused: {code[:100]}."
    return ProviderRefused(reason, call=call, status=status, provider_code=code[:100])


def _retry_after(answer: httpx.Response) -> dict[str, int]:
    """From the header, which holds seconds or a moment."""
    given = answer.headers.get("retry-after", "").strip()
    if given.isascii() and given.isdecimal():
        seconds = int(given[:9])
    else:
        try:
            moment = parsedate_to_datetime(given)
        except ValueError:
            return {}
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = int((aware - datetime.now(UTC)).total_seconds())
    return {"retry_after": min(max(seconds, 0), _LONGEST_WAIT)}
