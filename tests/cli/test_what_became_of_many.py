"""What the command line says of many invoices that were to be issued."""

from datetime import date

import pytest

from cli.invoices.bulk import Bulk
from cli.output import FOR_PEOPLE
from clients.invoices.issuing import Issued, IssueOutcome
from domain.invoices.new.new_invoice import NewInvoice
from files.invoices import Entry
from tests.domain.requests.lives import euros


def test_each_that_was_issued_after_its_due_date_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    entries = [Entry(line=line, invoice=dated(number)) for line, number in ((2, "NEW"), (3, "OLD"))]
    bulk = Bulk(entries)
    bulk.add(Issued(invoice="NEW", outcome=IssueOutcome.ISSUED, due_on=date(2026, 12, 31)))
    late = {"due_on": date(2026, 10, 31), "reminders_from": date(2026, 11, 29)}
    bulk.add(Issued(invoice="OLD", outcome=IssueOutcome.ISSUED, **late))
    bulk.show(FOR_PEOPLE)
    said = " ".join(capsys.readouterr().out.split())
    assert "3 OLD 2026-10-31" in said
    assert "counted from 2026-11-29" in said.replace(" OLD", "")
    assert "NEW" not in said
    assert "2 issued." in said


def dated(number: str) -> NewInvoice:
    return NewInvoice(
        number=number, scope="sub-1", issued_on=date(2026, 10, 1), amount=euros("1.00")
    )
