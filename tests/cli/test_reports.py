"""Reports on the command line, which needs no engine for them."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from adapters.ledger.database import Database
from cli.words import ReportChoice
from domain.reports.figures import FIGURES, ReportName
from domain.reports.tables import columns
from tests.cli.shell import EXAMPLES, Shell
from tests.ledger.reported import something_for_every_report
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


async def test_people_read_the_figures_that_programs_do(lonely: Shell, tmp_path: Path) -> None:
    database = await Database.open(f"sqlite:///{tmp_path / 'ledger.db'}")
    await something_for_every_report(database, datetime.now(UTC))
    await database.close()

    figures = lonely.asked("report")
    said = lonely.run("report", COLUMNS="200").out

    assert all(figures[name]["lines"] for name in ReportName)
    assert staff_words()("report.nothing") not in said
    rows = [line.split() for line in said.splitlines()]
    for name in ReportName:
        heads = " ".join(column.title for column in columns(name)).split()
        assert heads in rows
    assert ["rejected", "=1+1", "1"] in rows
    assert ["EUR", "0-30", "1", "1200.00", "EUR", "0.00", "EUR"] in rows


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
