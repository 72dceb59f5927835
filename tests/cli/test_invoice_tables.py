"""What a list of invoices says of each day that one is due on."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cli.pages.invoice_tables import invoices_table
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.views.lists import InvoiceLine
from tests.domain.requests.lives import euros

DUE_ON = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("time_zone", "midnight"),
    [
        ("Pacific/Auckland", datetime(2026, 12, 31, 11, tzinfo=UTC)),
        ("Europe/Amsterdam", datetime(2026, 12, 31, 23, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2027, 1, 1, 8, tzinfo=UTC)),
    ],
)
def test_the_day_it_is_due_on_ends_where_the_payer_is(time_zone: str, midnight: datetime) -> None:
    line = InvoiceLine(
        invoice="INV-1",
        account="contoso",
        scope="sub-1",
        state=InvoiceState.OPEN,
        issued_on=date(2026, 12, 1),
        due_on=DUE_ON,
        time_zone=time_zone,
        amount=euros("100.00"),
        open=euros("100.00"),
    )
    tables = [
        invoices_table([line], midnight + since, company=False)
        for since in (-timedelta(seconds=1), timedelta())
    ]
    said = [str(cell) for table in tables for cell in table.columns[3].cells]
    assert said == ["2026-12-31, today", "2026-12-31, 1 day ago OVERDUE"]
