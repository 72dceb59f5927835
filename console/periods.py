"""Periods as they are asked for in an address, by pages and by programs."""

from datetime import date

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from domain.reports.period import Period


def period_between(since: date | None, until: date | None) -> Period:
    """The days between two dates; without end where one is not given.

    Raises:
        RequestValidationError: about `until`, which is before `since`.
    """
    try:
        return Period(since=since, until=until)
    except ValidationError as reversed_:
        said = [{**each, "loc": ("until",)} for each in reversed_.errors()]
        raise RequestValidationError(said) from reversed_
