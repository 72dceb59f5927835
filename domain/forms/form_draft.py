"""From a draft as somebody wrote it to words about it: what was meant, and what to put right."""

import dataclasses
import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from domain.companies.identifiers import as_meant as address_as_meant
from domain.field_problems import errors_of, problems_of
from domain.forms.form_rules import FieldProblem

_Change = Callable[[Any], Any]

_TEXT = (
    "order_id", "scope.id", "company.name", "company.former_name", "company.tax_id",
    "company.address.postal_code", "contact.phone",
)  # fmt: skip
"""Where YAML makes a number of what is written without quotes."""

_ADDRESSES = ("contact.email", "company.website")

_OPTIONAL = (
    "current_payment_method", "order_id", "company.former_name", "company.address.line2",
    "company.address.postal_code", "company.address.region", "other_domains", "prior_business",
    "core_quota",
)  # fmt: skip
"""Where nothing but blanks is the same as nothing."""

_UNKNOWN_REPORTED = 20
"""Unknown names that are reported one by one: finding the likely meant name takes long."""
_WORDS_OF_FIELD = {
    "company.address.country": "This is not the two-letter code of a country, such as NL.",
    "company.established": "This is not a year, such as 1998.",
}


@dataclasses.dataclass(frozen=True)
class Written:
    """A draft that is equal to another of the same text."""

    text: str
    """Unlike JSON it tells 1 from True and from "1"."""
    draft: Mapping[str, Any] = dataclasses.field(compare=False)


def as_meant(draft: Mapping[str, Any]) -> dict[str, Any]:
    """A copy with numbers as texts where texts are required, and without blanks at the ends of
    addresses."""
    meant: Any = dict(draft)
    for dotted in _TEXT:
        meant = _changed(meant, dotted.split("."), _number_as_text)
    for dotted in _OPTIONAL:
        meant = _changed(meant, dotted.split("."), _blank_as_nothing)
    for dotted in _ADDRESSES:
        meant = _changed(meant, dotted.split("."), _address)
    meant = _changed(meant, ["administrators"], _addresses)
    copy: dict[str, Any] = _changed(meant, ["company", "address", "country"], _country)
    return copy


def worded(invalid: ValidationError | None, model: type[BaseModel]) -> Iterator[FieldProblem]:
    """The problems of a draft's shape, in a customer's words."""
    if invalid is None:
        return
    unknown = 0
    for problem, error in zip(problems_of(invalid), errors_of(invalid), strict=True):
        field, code, value = problem["field"], problem["code"], error.get("input")
        if value is None or (isinstance(value, str) and not value.strip()):
            yield FieldProblem(field=field, code="missing", problem="This is required.")
        elif code in ("extra_forbidden", "invalid_key"):
            unknown += 1
            if unknown <= _UNKNOWN_REPORTED:
                said = _unknown(field, model)
                yield FieldProblem(field=field, code="unknown_field", problem=said)
        elif field in _WORDS_OF_FIELD:
            yield FieldProblem(field=field, code=code, problem=_WORDS_OF_FIELD[field])
        else:
            yield FieldProblem(**problem)
    if unknown > _UNKNOWN_REPORTED:
        said = (
            f"There are {unknown - _UNKNOWN_REPORTED:,} more names that are no fields of the form."
        )
        yield FieldProblem(field="form", code="unknown_field", problem=said)


def in_the_forms_order(
    problems: Sequence[FieldProblem], model: type[BaseModel]
) -> tuple[FieldProblem, ...]:
    """As the fields come in the form; names that are no field of it last."""
    order = {name: index for index, name in enumerate(_fields_of(model))}

    def place(problem: FieldProblem) -> int:
        field = problem.field
        while field and field not in order:
            field = field.rpartition(".")[0]
        known = field and problem.code != "unknown_field"
        return order[field] if known else len(order)

    return tuple(sorted(problems, key=place))


def _unknown(field: str, model: type[BaseModel]) -> str:
    block, _, name = field.rpartition(".")
    known = _fields_of(model)
    siblings = [other for other in known if other.rpartition(".")[0] == block]
    by_name = {other.rpartition(".")[2]: other for other in [*reversed(known), *siblings]}
    near = difflib.get_close_matches(
        name[:60], [other.rpartition(".")[2] for other in siblings], n=1, cutoff=0.5
    ) or difflib.get_close_matches(name[:60], list(by_name), n=1, cutoff=0.75)
    suggestion = f" Did you mean {by_name[near[0]]}?" if near else ""
    return f"There is no field of this name.{suggestion}"


@cache
def _fields_of(model: type[BaseModel], prefix: str = "") -> tuple[str, ...]:
    """Every field, dotted, each block before its parts."""
    names: list[str] = []
    for name, field in model.model_fields.items():
        names.append(prefix + name)
        for kind in (field.annotation, *get_args(field.annotation)):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                names.extend(_fields_of(kind, f"{prefix}{name}."))
    return tuple(names)


def _changed(block: Any, path: Sequence[str], change: _Change) -> Any:
    if not path:
        return change(block)
    if not isinstance(block, Mapping) or path[0] not in block:
        return block
    before = block[path[0]]
    after = _changed(before, path[1:], change)
    return block if after is before else {**block, path[0]: after}


def _number_as_text(value: Any) -> Any:
    plain = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if plain and abs(value) < 10**50 else value


def _blank_as_nothing(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _address(value: Any) -> Any:
    return address_as_meant(value) if isinstance(value, str) else value


def _addresses(value: Any) -> Any:
    return [_address(each) for each in value] if isinstance(value, list | tuple) else value


def _country(value: Any) -> Any:
    if value is False:  # YAML's reading of NO, which is Norway
        return "NO"
    return value.strip().upper() if isinstance(value, str) else value
