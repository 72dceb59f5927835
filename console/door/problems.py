"""Errors as problem details (RFC 9457), for programs that ask for them by `Accept`."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from wording.catalogue import staff_words

PROBLEM = "application/problem+json"

_NOT_AT_ALL = re.compile(r";\s*q\s*=\s*0(\.0{1,3})?\s*(;|$)")
_TYPE = "urn:paybyinvoice:problem:"


def wants_problem(accept: Iterable[str]) -> bool:
    """Whether problem details are named among what is accepted. Whoever accepts anything gets the
    shape that there was before."""
    said = (each.strip().lower() for line in accept for each in line.split(","))
    return any(
        each.partition(";")[0].strip() == PROBLEM and not _NOT_AT_ALL.search(each) for each in said
    )


def problem_details(said: Mapping[str, Any], status: int) -> dict[str, Any]:
    """The members that RFC 9457 names, and the code.

    Args:
        said: `refused`, or `invalid` with every problem.
    """
    if refused := said.get("refused"):
        code, detail = refused["code"], refused["reason"]
    else:
        problems = said["invalid"]
        code, detail = "invalid", staff_words()("door.cannot_be_used")
        if len(problems) == 1:
            detail = f"{problems[0]['field']}: {problems[0]['problem']}"
    title = code.replace("_", " ").capitalize()
    return {
        "type": f"{_TYPE}{code}",
        "title": title,
        "status": int(status),
        "detail": detail,
        "code": code,
    }
