"""A report as a table: what its columns are called and mean, and all of it as CSV."""

import csv
import inspect
import io
from enum import StrEnum
from typing import NamedTuple

from domain.reports.figures import FIGURES, Figures, Report, ReportName
from domain.values.csv_cells import harmless
from domain.values.money import Money

_SECONDS = "_seconds"


class Column(NamedTuple):
    name: str
    """As CSV and JSON have it. What ends in `_seconds` is a length of time."""
    title: str
    meaning: str
    """A sentence, or nothing where the title says it all."""
    is_number: bool
    """A count, an amount or a length of time."""

    @property
    def is_span(self) -> bool:
        return self.name.endswith(_SECONDS)


def columns(name: ReportName) -> tuple[Column, ...]:
    return tuple(
        Column(
            field_name,
            field.title or field_name.replace("_", " "),
            _one_line(field.description or ""),
            field.annotation in (int, int | None, Money),
        )
        for field_name, field in FIGURES[name].model_fields.items()
    )


def meaning(name: ReportName) -> str:
    """What the report counts, in a few sentences."""
    return _one_line(inspect.getdoc(FIGURES[name]) or "")


def cells(line: Figures) -> list[int | str | None]:
    """The line's figures in the order of the columns. An amount of money is its number: the
    currency has a column of its own."""
    return [_cell(getattr(line, field_name)) for field_name in type(line).model_fields]


def as_csv(report: Report) -> str:
    """The report with a header row, as RFC 4180 has it. A spreadsheet takes no text in it for a
    formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(column.name for column in columns(report.name))
    for line in report.lines:
        writer.writerow(harmless(cell) for cell in cells(line))
    return text.getvalue()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _cell(value: object) -> int | str | None:
    if isinstance(value, Money):
        return format(value.amount, "f")
    if isinstance(value, StrEnum):
        return value.value
    return value if isinstance(value, int) or value is None else str(value)
