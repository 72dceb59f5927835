"""From pydantic's errors to problems that a person can put right, in our own words."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ErrorType

SENTENCES = {
    "missing": "This is required.",
    "extra_forbidden": "There is no field of this name.",
    "invalid_key": "There is no field of this name.",
    "string_too_short": "This must not be empty.",
    "string_too_long": "This is too long: at most {max_length} characters.",
    "string_pattern_mismatch": "This does not have the form that is asked for here.",
    "string_unicode": "This must be one line of ordinary characters.",
    "string_type": "This must be text.",
    "too_long": "These are too many: at most {max_length}.",
    "too_short": "Give at least one.",
    "enum": "Choose one of {expected}.",
    "literal_error": "Choose one of {expected}.",
    "greater_than": "This must be more than {gt}.",
    "greater_than_equal": "This must be {ge} or more.",
    "less_than": "This must be less than {lt}.",
    "less_than_equal": "This must be {le} or less.",
    "int_parsing": "This is not a whole number.",
    "int_parsing_size": "This number is out of range.",
    "int_type": "This is not a whole number.",
    "int_from_float": "This is not a whole number.",
    "float_parsing": "This is not a number.",
    "float_type": "This is not a number.",
    "decimal_parsing": "This is not a number.",
    "decimal_type": "This is not an amount such as 1200.00.",
    "decimal_max_digits": "This number has too many digits.",
    "decimal_max_places": "This number has too many decimals.",
    "finite_number": "This is not an amount such as 1200.00.",
    "bool_parsing": "This must be true or false.",
    "bool_type": "This must be true or false.",
    "model_type": "This must be a block of fields.",
    "model_attributes_type": "This must be a block of fields.",
    "dict_type": "This must be a block of fields.",
    "list_type": "This must be a list.",
    "tuple_type": "This must be a list.",
}
"""What is said of each of the library's codes that a field of ours can have."""
_OF_A_KIND = {
    "date": "This is not a date like 2026-11-30.",
    "datetime": "This is not a moment like 2026-11-30T09:00:00Z.",
    "timezone": "This is not a moment like 2026-11-30T09:00:00Z.",
    "time": "This is not a time.",
    "decimal": "This is not a number.",
    "url": "This is not the address of a website.",
    "uuid": "This is not an id: 32 digits and letters a to f in five groups.",
}
PATTERNS = {
    r"^[A-Za-z0-9._:-]+$": "Only letters, digits and . _ : - can be used here.",
    r"^[A-Za-z0-9][A-Za-z0-9._/-]*$": "Only letters, digits and . _ / - can be used here, a letter"
    " or digit first.",
    r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$": "This is no invoice number: at most 40 letters, digits"
    " and . _ / -, a letter or digit first.",
    "^[A-Za-z0-9-]+$": "Only letters, digits and - can be used here.",
    r"^[A-Za-z0-9]+$": "Only letters and digits can be used here.",
    r"^[a-z0-9]+$": "Only small letters and digits can be used here.",
    r"^[A-Za-z0-9./ -]+$": "Only letters, digits, spaces and . / - can be used here.",
    r"^[A-Za-z]+[0-9]*$": "This is not the code of a rule, such as E6.",
    r"^[A-Z]{2}$": "This is not a country as two capitals, such as NL.",
    "^([A-Z]{3})?$": "This is not a currency as three capitals, such as EUR.",
    r"^[A-Z0-9]{2,3}$": "This is not the code of a unit, such as C62 or HUR.",
    r"^[A-Z0-9]{8}([A-Z0-9]{3})?$": "This is not a BIC: 8 or 11 capitals and digits.",
    r"^evt_[a-z2-7]+$": "This is not the id of an event, which begins with evt_.",
    r"^we_[a-z0-9]+$": "This is not the id of an endpoint, which begins with we_.",
    r"^drift_[a-z0-9]+$": "This is not the id of a drift, which begins with drift_.",
    r"^[0-9a-f]{64}\.(pdf|png|jpg|tif)$": "This is not the id of a document, as its upload was"
    " answered.",
    r"^[A-Za-z0-9_=./~-]+$": "This is not where a page ends: take `next` of the one before.",
    r"^[A-Za-z0-9_=.~-]+$": "This is not where a page ends: take `next` of the one before.",
    r'^(\*|(W/)?"[!#-~]{0,100}"( *, *(W/)?"[!#-~]{0,100}"){0,9})$': "This is not a version in"
    ' quotation marks, such as "9f86d081884c7d659a2f".',
    r"^\*$": "Only * can be used here.",
    r"^[!-~]+$": "Only letters, digits and other signs of ASCII can be used here, and no spaces.",
}
"""What is wrong where a text does not have the form of a pattern."""
_CODES_OF_THE_LIBRARY = frozenset(get_args(ErrorType))
_OTHER = "This cannot be read: look at what is asked for here."


def problems_of(invalid: ValidationError, prefix: str = "") -> list[dict[str, Any]]:
    """Every problem as `{field, code, problem}`, fields dotted (`company.tax_id`); with both
    `readings` where an amount has two."""
    return [problem_of(error, [prefix] * bool(prefix)) for error in errors_of(invalid)]


def problem_of(error: Mapping[str, Any], prefix: Sequence[str] = ()) -> dict[str, Any]:
    """One error of the library, which says `type`, `loc`, `msg` and perhaps `ctx`."""
    return {
        "field": ".".join([*prefix, *(str(part) for part in error["loc"])]),
        "code": error["type"],
        "problem": _sentence(error["type"], error["msg"], error.get("ctx", {})),
        **_readings(error.get("ctx", {})),
    }


def errors_of(invalid: ValidationError) -> list[ErrorDetails]:
    """The library's errors, less that a list is too short where each of its entries is wrong."""
    errors = invalid.errors(include_url=False)
    blocks = {error["loc"][:depth] for error in errors for depth in range(len(error["loc"]))}
    return [each for each in errors if each["type"] != "too_short" or each["loc"] not in blocks]


def one_line_problem(value: str) -> tuple[str, str] | None:
    """Code and sentence for a text that is no line of ordinary characters; None where it is."""
    if not value.strip():
        return "missing", "This is required."
    if len(value) > 200:
        return "string_too_long", "This is too long: at most 200 characters."
    if any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in value):
        return "unprintable", "This must be one line of ordinary characters."
    return None


def _readings(context: dict[str, Any]) -> dict[str, Any]:
    return {"readings": context["readings"]} if "readings" in context else {}


def _sentence(code: str, message: str, context: dict[str, Any]) -> str:
    if context.get("pattern") in PATTERNS:
        return PATTERNS[context["pattern"]]
    if code in SENTENCES:
        return SENTENCES[code].format_map(context)
    if code not in _CODES_OF_THE_LIBRARY:
        return message  # one of ours
    return _OF_A_KIND.get(code.partition("_")[0], _OTHER)
