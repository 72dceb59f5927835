"""What a bank received adds up to what became of it, and what differs is named."""

import csv
import io
from datetime import date

import pytest

from application.bank.book import Decision
from application.bank.reconcile import OfCurrency, reckoned_lines, reconcile
from application.ports.bank import EntryFilter
from application.ports.bank_lines import Reconciled
from clients.bank.reconciling_table import COLUMNS, as_csv
from domain.bank.entry_states import EntryState
from domain.bank.reconciling import Differs, Line, Sum
from domain.invoices.messages import CorrectEntry
from tests.bank.camt_files import OURS, Booked, statement
from tests.ledger.bank_statements import RF1, RF2, ignored, imported
from tests.ledger.billing import CLERK, Billing
from tests.ledger.samples import NOON

MONTH = Reconciled(OURS, date(2026, 11, 1), date(2026, 11, 30))
DECIDED = Decision(CLERK, NOON, "no customer's")


@pytest.fixture(autouse=True)
async def issued(billing: Billing) -> None:
    await billing.issue("INV-1", "100.00")
    await billing.issue("INV-2", "250.00")


def paid(amount: str = "100.00", text: str = RF1, **more: object) -> Booked:
    return Booked(amount, text, **{"reference": "NTRF-1", **more})  # type: ignore[arg-type]


async def month(billing: Billing) -> OfCurrency:
    (found,) = (await reconcile(billing.ledger, MONTH)).currencies
    sums = found.sums
    for whole, lines in ((sums.received, sums.received_as), (sums.went_out, sums.went_out_as)):
        assert sum(each.minor for each in lines.values()) == whole.minor
    return found


def told(found: OfCurrency) -> list[tuple[Differs, int]]:
    return [(each.kind, each.minor) for each in found.differences]


def came_in(found: OfCurrency) -> dict[Line, int]:
    return {line: of.minor for line, of in found.sums.received_as.items() if of.entries}


async def test_each_cent_is_counted_under_one_line(billing: Billing) -> None:
    await imported(
        billing,
        statement(
            paid("130.00"),
            paid("40.00", "thank you", reference="NTRF-2"),
            paid("7.00", "interest", reference="NTRF-3"),
            paid("-3.00", "account fee", reference="NTRF-4"),
            paid("9.00", "announced", reference="NTRF-5", status="PDNG"),
        ),
    )
    async with billing.ledger.reading() as transaction:
        listed = await transaction.bank.listed(EntryFilter(), "", 10)
    interest = next(each.entry for each in listed if each.entry.transaction.minor == 700)
    await ignored(billing, interest.transaction.id)
    found = await month(billing)
    assert came_in(found) == {
        Line.ON_INVOICES: 13_000,  # what is too much settles the next invoice
        Line.UNMATCHED: 4_000,
        Line.IGNORED: 700,
    }
    assert found.sums.received == Sum(17_700, 3)
    assert found.sums.went_out_as[Line.OUTGOING] == Sum(-300, 1)
    assert found.sums.pending == Sum(900, 1)
    assert (found.opening, found.closing, found.explained) == (100_000, 117_400, True)
    assert found.differences == []


async def test_what_is_too_much_is_unapplied_credit_and_what_was_paid_back_is_told_apart(
    billing: Billing,
) -> None:
    await imported(billing, statement(paid("400.00", f"{RF1} {RF2}")))
    assert came_in(await month(billing)) == {Line.ON_INVOICES: 35_000, Line.UNAPPLIED: 5_000}
    await billing.refund("20.00", "OUT-1")
    assert came_in(await month(billing)) == {
        Line.ON_INVOICES: 35_000,
        Line.UNAPPLIED: 3_000,
        Line.REFUNDED: 2_000,
    }


async def test_charges_that_banks_kept_are_no_money_that_came_in(billing: Billing) -> None:
    await imported(billing, statement(paid("92.50", charges="7.50")))
    found = await month(billing)
    assert came_in(found) == {Line.ON_INVOICES: 9_250}
    assert (found.sums.charges, found.explained) == (Sum(750, 1), True)


async def test_what_the_bank_took_back_is_on_both_sides(billing: Billing) -> None:
    await imported(billing, statement(paid(end_to_end="E2E-77")))
    back = paid("-100.00", "returned", reference="NRTI-9", end_to_end="E2E-77", returned="AC04")
    await imported(billing, statement(back, id="S-2", number=2, opening="1100.00"))
    found = await month(billing)
    assert came_in(found) == {Line.RETURNED: 10_000}
    assert found.sums.went_out_as[Line.RETURNED] == Sum(-10_000, 1)
    assert (found.opening, found.closing, found.explained) == (100_000, 100_000, True)


async def test_a_payment_that_was_corrected_elsewhere_is_named_with_who_did_it(
    billing: Billing,
) -> None:
    await imported(billing, statement(paid()))
    (payment,) = (await billing.view("INV-1")).payments
    await billing.act(CorrectEntry(by=CLERK, entry=payment.entry, reason="The wrong customer."))
    found = await month(billing)
    assert came_in(found) == {Line.DIFFERENCE: 10_000}
    (difference,) = found.differences
    assert (difference.kind, difference.minor) == (Differs.TAKEN_BACK, 10_000)
    assert (difference.by, difference.at) == (CLERK, NOON)
    assert not found.explained


async def test_a_payment_that_was_reversed_in_part_differs_by_that_part(billing: Billing) -> None:
    await imported(billing, statement(paid()))
    await billing.reverse("NTRF-1", amount="30.00")
    found = await month(billing)
    assert came_in(found) == {Line.ON_INVOICES: 7_000, Line.DIFFERENCE: 3_000}
    assert told(found) == [(Differs.TAKEN_BACK, 3_000)]


async def test_what_was_entered_by_hand_before_is_named_and_no_difference(billing: Billing) -> None:
    await billing.pay("100.00", "ntrf 1")
    await imported(billing, statement(paid()))
    found = await month(billing)
    assert came_in(found) == {Line.ON_INVOICES: 10_000}
    assert told(found) == [(Differs.BY_HAND, 0)]
    assert found.explained


async def test_a_part_that_was_entered_by_hand_of_what_waits_is_named(billing: Billing) -> None:
    await imported(billing, statement(paid("70.00", "thank you")))
    await billing.pay("50.00", "ntrf 1")
    found = await month(billing)
    assert came_in(found) == {Line.UNMATCHED: 7_000}
    assert told(found) == [(Differs.COUNTS_BESIDE, 5_000)]


async def test_a_statement_that_is_missing_is_named_by_its_neighbours(billing: Billing) -> None:
    first = statement(paid(on=date(2026, 11, 3)), number=3)
    third = statement(
        paid("7.00", "one", reference="NTRF-3", on=date(2026, 11, 5)),
        id="S-3", number=5, opening="1160.00",
    )  # fmt: skip
    await imported(billing, first, third)
    found = await month(billing)
    (difference,) = found.differences
    assert (difference.kind, difference.minor) == (Differs.STATEMENT_MISSING, 6_000)
    assert difference.statements == ("3 (2026-11-03)", "5 (2026-11-05)")
    assert difference.missing == "4"
    assert (found.opening, found.closing, found.explained) == (100_000, 116_700, False)


async def test_a_statement_that_comes_twice_or_within_the_day_is_no_gap(billing: Billing) -> None:
    one, two = paid("60.00", "one"), paid("7.00", "two", reference="NTRF-2")
    await imported(billing, statement(one, id="S-0"), statement(one, two), statement(two, one))
    later = paid("8.00", "three", reference="NTRF-3", on=date(2026, 11, 6))
    await imported(billing, statement(later, id="S-4", number=2, opening="1067.00"))
    found = await month(billing)
    assert (found.opening, found.closing, found.differences) == (100_000, 107_500, [])


async def test_of_two_entries_under_one_reference_one_is_the_payment_entered_by_hand(
    billing: Billing,
) -> None:
    await billing.pay("100.00", "NTRF-1")
    later = paid(on=date(2026, 11, 9))
    await imported(billing, statement(paid(), later))
    found = await month(billing)
    assert came_in(found)[Line.ON_INVOICES] == 10_000
    assert told(found) == [(Differs.BY_HAND, 0)]
    again = paid(on=date(2026, 11, 12))
    await imported(billing, statement(again, id="S-2", number=2, opening="1200.00"))
    found = await month(billing)
    assert came_in(found)[Line.ON_INVOICES] == 10_000
    assert sum(came_in(found).values()) == 30_000
    assert found.explained


async def test_a_period_has_its_own_entries_only(billing: Billing) -> None:
    early = paid("60.00", "one", on=date(2026, 10, 31))
    late = paid("7.00", "two", reference="NTRF-2", on=date(2026, 12, 1))
    await imported(
        billing,
        statement(early, id="S-1"),
        statement(paid(reference="NTRF-5"), id="S-2", number=2, opening="1060.00"),
        statement(late, id="S-3", number=3, opening="1160.00"),
    )
    found = await month(billing)
    assert found.sums.received == Sum(10_000, 1)
    assert (found.opening, found.closing, found.differences) == (106_000, 116_000, [])
    december = Reconciled("NL00NOBODY", MONTH.since, MONTH.until)
    assert (await reconcile(billing.ledger, december)).currencies == ()


async def test_the_table_has_each_entry_and_no_formula(billing: Billing) -> None:
    risky = paid("7.00", '=HYPERLINK("x")', reference="NTRF-2", payer="@SUM(A1)")
    await imported(billing, statement(paid(), risky, paid("-3.00", "fee", reference="N-3")))
    written = "".join([each async for each in as_csv(reckoned_lines(billing.ledger, MONTH))])
    rows = list(csv.DictReader(io.StringIO(written, newline="")))
    assert tuple(rows[0]) == COLUMNS
    by_amount = {row["amount"]: row for row in rows}
    assert set(by_amount) == {"100.00", "7.00", "-3.00"}
    assert by_amount["100.00"]["on_invoices"] == "100.00"
    assert by_amount["7.00"]["text"] == '\'=HYPERLINK("x")'
    assert by_amount["7.00"]["payer"] == "'@SUM(A1)"
    assert by_amount["-3.00"]["outgoing"] == "-3.00"
    assert by_amount["7.00"]["state"] == EntryState.UNMATCHED
