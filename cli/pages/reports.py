"""Reports for people."""

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from cli.pages.sentences import sentence
from cli.pages.tables import table_under
from cli.pages.text import plain
from domain.reports.figures import Figures, Report
from domain.reports.tables import Column, columns
from domain.values.money import Money
from wording.catalogue import staff_words
from wording.codes import list_with_names
from wording.counts import span


def report_pages(reports: Sequence[Report]) -> RenderableType:
    return Group(*(part for report in reports for part in _page(report)))


def _page(report: Report) -> Iterable[RenderableType]:
    yield Text(staff_words()(f"report.title.{report.name}"), "bold")
    if not report.lines:
        yield sentence("report.nothing").append("\n")
        return
    heads = columns(report.name)
    built = table_under((column.title for column in heads), (column.is_number for column in heads))
    for line in report.lines:
        built.add_row(*(_words(line, column) for column in heads))
    yield built


def _words(line: Figures, column: Column) -> str:
    value = getattr(line, column.name)
    if value is None:
        return ""
    if column.is_span:
        return span(value)
    if isinstance(value, int):
        return f"{value}%" if column.name == "percent" else f"{value:,}"
    return plain(value) if isinstance(value, Money) else plain(list_with_names(value))
