"""Mistakes in the form, in the customer's words and with the field of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from console.customer.form_layout import FIELDS
from domain.papers.advice import Advice
from domain.rules.findings import Finding, Severity, failing
from wording.catalogue import words_in
from wording.codes import called
from wording.refusals import problem_said, readings

_MEANS = {"credit": "credit.amount", "core_quota": "core_quota.requested"}
"""The field at which a problem with a whole block is shown."""

_FIELD_OF_RULE = {
    "E4": "administrators",
    "E6": "company.name",
    "E7": "company.address.line1",
    "E8": "company.tax_id",
    "E9": "company.former_name",
}


@dataclass(frozen=True)
class Problem:
    words: str
    field: str | None = None
    """The form's field that it belongs to; None without one."""
    line: int | None = None
    """Which line of a list, counted from 1."""


@dataclass(frozen=True)
class Problems:
    """All that is wrong with a form, in its order."""

    all: tuple[Problem, ...] = ()
    by_field: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.all)

    @classmethod
    def of(cls, found: Iterable[Problem]) -> "Problems":
        listed = tuple(found)
        by_field: dict[str, tuple[Problem, ...]] = {}
        for each in listed:
            if each.field is not None:
                by_field[each.field] = (*by_field.get(each.field, ()), each)
        return cls(listed, by_field)


@dataclass(frozen=True)
class Hint:
    """A finding of a rule, as far as a customer may see it."""

    code: str
    severity: Severity
    words: str
    field: str | None


def problems_worded(found: Sequence[Mapping[str, Any]], language: str) -> Problems:
    """The domain's field problems (`field`, `code`, `problem`) in this language, in the order in
    which the page has the fields. A code without words of its own has the domain's sentence in
    English."""
    worded = [_worded(each, language) for each in found]
    order = {name: index for index, name in enumerate(FIELDS)}
    return Problems.of(sorted(worded, key=lambda each: order.get(each.field or "", len(order))))


def sheet_problems(
    found: Sequence[Mapping[str, Any]], typed: Mapping[str, str], language: str
) -> Problems:
    """The problems of a smaller form whose fields are named as in its message. Nothing at all in
    a field is missing, whatever else that makes it."""
    words = words_in(language)
    listed = {
        each["field"]: Problem(
            words.of(
                "problem",
                each["code"] if typed.get(each["field"]) else "missing",
                **readings(each),
            ),
            each["field"],
        )
        for each in reversed(found)
    }
    return Problems.of(listed[name] for name in typed if name in listed)


def _worded(found: Mapping[str, Any], language: str) -> Problem:
    return Problem(problem_said(found, language), *_field_of(found["field"]))


def _field_of(name: str) -> tuple[str | None, int | None]:
    name = _MEANS.get(name, name)
    if name in FIELDS:
        return name, None
    block, _, last = name.rpartition(".")
    if block in FIELDS and last.isdigit():
        return block, int(last) + 1
    return None, None


def advice_worded(advice: Sequence[Advice], language: str) -> tuple[Problem, ...]:
    """What their invoices will need, with the field of each. A code without words of its own has
    the domain's sentence, in English."""
    words = words_in(language)
    return tuple(
        Problem(
            words.of("advice", each.code) if words.knows("advice", each.code) else each.sentence,
            _field_of(each.field)[0],
        )
        for each in advice
    )


def hints_of(findings: Sequence[Finding], language: str) -> tuple[Hint, ...]:
    """What the rules found against the form or the account, the gravest first."""
    order = list(Severity)
    words_of = sorted(
        (finding for finding in findings if finding.failed),
        key=lambda finding: order.index(finding.severity),
    )
    return tuple(
        Hint(
            code=finding.code,
            severity=finding.severity,
            words=called(finding.code, language),
            field=_FIELD_OF_RULE.get(finding.code),
        )
        for finding in words_of
    )


def may_reapply_from(findings: tuple[Finding, ...]) -> date | None:
    """The date of E10 or E11 from which to apply again, the later if both fail; None where another
    rule rejects, which no date will change."""
    dates_of = [each.evidence.get("reapply_from") for each in failing(findings, Severity.REJECT)]
    dates = [date.fromisoformat(each) for each in dates_of if each is not None]
    return max(dates) if dates and len(dates) == len(dates_of) else None
