"""From pydantic's errors to problems that a person can put right."""

from typing import Any

from pydantic import ValidationError

_PLAIN_WORDS = {
    "missing": "This is required.",
    "extra_forbidden": "There is no field of this name.",
    "string_too_short": "This must not be empty.",
    "decimal_parsing": "This is not a number.",
    "int_parsing": "This is not a whole number.",
    "date_from_datetime_parsing": "This is not a date like 2026-11-30.",
    "model_type": "This must be a block of fields.",
    "list_type": "This must be a list.",
    "tuple_type": "This must be a list.",
    "string_type": "This must be text.",
}


def problems_of(invalid: ValidationError, prefix: str = "") -> list[dict[str, Any]]:
    """Every problem as `{field, code, problem}`, fields dotted (`company.tax_id`)."""
    return [
        {
            "field": ".".join([prefix] * bool(prefix) + [str(part) for part in error["loc"]]),
            "code": error["type"],
            "problem": _PLAIN_WORDS.get(error["type"], error["msg"]),
        }
        for error in invalid.errors(include_url=False, include_input=False, include_context=False)
    ]
