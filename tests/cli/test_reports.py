"""Reports on the command line, which needs no engine for them."""

import csv
import io
from typing import get_args

from cli.words import ReportChoice
from domain.reports.figures import FIGURES, ReportName
from domain.reports.tables import columns
from tests.cli.shell import EXAMPLES, Shell
from wording.catalogue import staff_words


def test_every_report_can_be_asked_for() -> None:
    assert get_args(ReportChoice) == tuple(ReportName)


def test_all_reports_are_shown_unless_one_is_named(lonely: Shell) -> None:
    lonely.asked("account", "import", EXAMPLES / "accounts.yaml")
    shown = lonely.run("report")
    assert shown.status == 0
    assert all(staff_words()(f"report.title.{name}") in shown.out for name in ReportName)
    assert set(lonely.asked("report")) == set(FIGURES)
    one = lonely.asked("report", "overdue", "--since", "2026-01-01", "--until", "2026-06-30")
    assert (one["name"], one["lines"]) == ("overdue", [])
    assert one["period"] == {"since": "2026-01-01", "until": "2026-06-30"}


def test_csv_is_the_header_and_a_row_for_each_line(lonely: Shell) -> None:
    for name in ReportName:
        done = lonely.run("report", name, "--csv")
        assert done.status == 0
        rows = list(csv.reader(io.StringIO(done.out, newline="")))
        assert rows == [[column.name for column in columns(name)]]


def test_what_makes_no_sense_is_said(lonely: Shell) -> None:
    assert set(lonely.invalid("report", "salaries")) == {"NAME"}
    assert set(lonely.invalid("report", "--since", "yesterday")) == {"--since"}
    assert set(lonely.invalid("report", "overdue", "--csv")) == {"--csv"}
    reversed_ = lonely.invalid("report", "--since", "2026-02-01", "--until", "2026-01-31")
    assert set(reversed_) == {"--until"}
    assert "Name the report" in lonely.run("report", "--csv").err
