"""The API's refusals as its own description documents them, in the shapes of the command line's.

What is answered, and with which status, is decided in `console.door.errors`.
"""

from typing import Any

from pydantic import BaseModel, Field

REQUEST_ID: Any = Field(
    default=None, description="What the logs call this request, as `X-Request-Id` does."
)


class Refusal(BaseModel):
    code: str = Field(description="For programs.")
    reason: str = Field(description="For people; it may be shown to a customer as it is.")
    details: dict[str, Any] = {}


class Refused(BaseModel):
    """The business, or the console, says no: nothing was changed."""

    refused: Refusal
    request_id: str | None = REQUEST_ID


class Problem(BaseModel):
    field: str = Field(description="Dotted, such as `company.tax_id`.")
    code: str
    problem: str


class Invalid(BaseModel):
    """What was sent cannot be used: every problem of it."""

    invalid: list[Problem]
    request_id: str | None = REQUEST_ID
    request: str | None = Field(
        default=None, description="The draft that was kept of a form which could not be submitted."
    )


def _refused(said: str, code: str, reason: str, **details: Any) -> dict[str, Any]:
    example = {
        "refused": {"code": code, "reason": reason, "details": details},
        "request_id": "5f2c8e0a9b1d4c37",
    }
    return {
        "model": Refused,
        "description": said,
        "content": {"application/json": {"example": example}},
    }


READING: dict[int | str, dict[str, Any]] = {
    400: _refused(
        "The length of the body makes no sense.",
        "body_refused",
        "The length of what was sent makes no sense.",
    ),
    401: _refused(
        "No key, or one that is unknown, expired or revoked.", "not_signed_in", "Sign in first."
    ),
    403: _refused(
        "The key's roles do not allow it, or not for this account. To a customer, what is not"
        " theirs looks like what does not exist.",
        "not_allowed",
        "Your role does not allow this.",
        action="approve",
        roles=["legal"],
    ),
    404: _refused(
        "There is no such thing.",
        "request_not_found",
        "There is no request pay-by-invoice/sub-contoso-1.",
        request="pay-by-invoice/sub-contoso-1",
    ),
    413: _refused(
        "The body is too large.",
        "body_refused",
        "What was sent is larger than the 256 KB that are taken here.",
    ),
    422: {
        "model": Invalid | Refused,
        "description": "What was sent cannot be used: every problem, with its field.",
        "content": {
            "application/json": {
                "example": {
                    "invalid": [
                        {
                            "field": "company.tax_id",
                            "code": "missing",
                            "problem": "This is required.",
                        }
                    ]
                }
            }
        },
    },
    429: _refused(
        "Too many attempts; `Retry-After` says when to try again.",
        "too_many_attempts",
        "Try again later.",
        retry_after=60,
    ),
    503: _refused(
        "The engine or another service does not answer. What was asked for may still be done: look"
        " before asking again, or ask again under the same `Idempotency-Key`.",
        "service_unreachable",
        "No answer about pay-by-invoice/sub-contoso-1 within 20 seconds.",
    ),
    507: _refused(
        "There is no room to keep anything new. Nothing was done.",
        "storage_full",
        "The disk of the ledger's database is full. Nothing was done: ask again once there is room"
        " on it.",
    ),
}
"""Of every operation."""

CHANGING: dict[int | str, dict[str, Any]] = {
    **READING,
    408: _refused(
        "The body did not come in time.",
        "body_refused",
        "What was sent did not come in time. Send it again.",
    ),
    409: _refused(
        "The business refuses: the state does not allow it, or somebody else must act.",
        "not_possible_now",
        "This request is approved: only a draft is submitted.",
        trigger="submit",
        state="approved",
        because=None,
    ),
}
"""Of every operation that changes something."""

CHANGED_MEANWHILE: dict[int | str, dict[str, Any]] = {
    412: _refused(
        "It is not the version that `If-Match` or `If-None-Match` asks for; `ETag` and"
        " `details.version` say which one it is now. Nothing was changed.",
        "version_mismatch",
        "This account was changed meanwhile: look at it again, then say what it is to be.",
        version="9f86d081884c7d659a2f",
    ),
}
"""Of operations that go by a version."""

PROBLEM_DETAILS: dict[str, Any] = {
    "title": "ProblemDetails",
    "description": "RFC 9457, for who accepts `application/problem+json`; `refused` or `invalid`"
    " are beside it.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "description": "One for each code."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "description": "For programs; `invalid` where fields are."},
        "refused": {"$ref": "#/components/schemas/Refusal"},
        "invalid": {"type": "array", "items": {"$ref": "#/components/schemas/Problem"}},
        "request_id": {"type": ["string", "null"]},
    },
}
