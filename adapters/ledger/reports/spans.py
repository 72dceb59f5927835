"""SQL for moments in reports: the seconds between two, and whether a period contains one."""

from typing import Any

from sqlalchemy import ColumnElement, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from domain.reports.period import Period


class seconds_between(FunctionElement[int]):
    """Whole seconds from the first moment to the second; fractions are dropped."""

    type = Integer()
    inherit_cache = True
    name = "seconds_between"

    def __init__(self, since: ColumnElement[Any], until: ColumnElement[Any]) -> None:
        super().__init__(since, until)


@compiles(seconds_between, "postgresql")
def _on_postgresql(element: seconds_between, compiler: SQLCompiler, **how: Any) -> str:
    since, until = (compiler.process(each, **how) for each in element.clauses)
    return f"CAST(floor(extract(epoch FROM ({until}) - ({since}))) AS bigint)"


@compiles(seconds_between, "sqlite")
def _on_sqlite(element: seconds_between, compiler: SQLCompiler, **how: Any) -> str:
    # Julian days keep thousandths of a second and no more.
    since, until = (compiler.process(each, **how) for each in element.clauses)
    days = f"julianday({until}) - julianday({since})"
    return f"CAST(round(({days}) * 86400, 3) AS INTEGER)"


def within(moment: ColumnElement[Any], period: Period) -> list[ColumnElement[bool]]:
    """The conditions for a moment to be within the period."""
    conditions = []
    if period.begins is not None:
        conditions.append(moment >= period.begins)
    if period.ends is not None:
        conditions.append(moment < period.ends)
    return conditions
