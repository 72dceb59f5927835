"""Credit notes: an amount of an invoice, split over its rates so that the sums hold to the cent."""

from datetime import date
from decimal import Decimal

import pytest

from domain.papers.adding_up import problems_of
from domain.papers.crediting import Credit, credit_note_of, shares
from domain.papers.paper import Paper, PaperKind, TaxCategory
from domain.papers.provider_reasons import ProviderReason
from tests.domain.papers.building import BRITISH, a_line, a_paper, standard

MIXED = a_paper(
    a_line("10", quantity="3", tax=standard()), a_line("5", tax=standard("9")), amount="41.75"
)


def credited(paper: Paper, amount: str, before: str = "0", reason: str | None = None) -> Paper:
    return credit_note_of(
        paper,
        Credit(
            number="CN-2026-00001",
            on=date(2026, 11, 20),
            amount=Decimal(amount),
            before=Decimal(before),
            reason=reason,
        ),
    )


def test_a_credit_of_all_has_the_lines_of_the_invoice() -> None:
    note = credited(MIXED, "41.75", reason="Sent\ntwice")
    assert (note.kind, note.number) == (PaperKind.CREDIT_NOTE, "CN-2026-00001")
    assert (note.lines, note.taxes, note.totals) == (MIXED.lines, MIXED.taxes, MIXED.totals)
    assert note.of_invoice is not None
    assert (note.of_invoice.number, note.due_on, note.note) == ("INV-1", None, "Sent twice")
    assert problems_of(note) == ()


def test_what_the_billing_system_voided_is_said_in_the_language_of_the_paper() -> None:
    dutch = MIXED.model_copy(update={"language": "nl"})
    said = [credited(each, "41.75", reason=ProviderReason.VOIDED).note for each in (MIXED, dutch)]
    assert said == ["Voided in the billing system.", "Ingetrokken in het factureringssysteem."]


@pytest.mark.parametrize("cents", range(1, 4175, 13))
def test_a_part_is_split_over_the_rates_and_comes_to_the_amount(cents: int) -> None:
    note = credited(MIXED, f"{Decimal(cents) / 100:.2f}")
    assert note.totals.due == Decimal(cents) / 100
    assert abs(note.totals.rounding) <= Decimal("0.02")
    assert problems_of(note) == ()


def test_both_rates_have_their_share() -> None:
    note = credited(MIXED, "20.00")
    gross = {str(tax.rate): tax.base + tax.amount for tax in note.taxes}
    assert gross["21"] == pytest.approx(Decimal("20") * Decimal("36.30") / Decimal("41.75"), abs=1)
    assert sum(gross.values()) + note.totals.rounding == 20


def test_what_is_more_than_the_invoice_is_late_charges_without_tax() -> None:
    note = credited(MIXED, "10.00", before="36.75")
    late = note.lines[-1]
    assert (late.category, late.net) == (TaxCategory.EXEMPT, Decimal("5.00"))
    assert note.taxes[-1].reason == "Late charges bear no tax"
    assert problems_of(note) == ()


def test_outside_the_scope_everything_stays_so() -> None:
    note = credited(a_paper(amount="100.00", buyer=BRITISH), "10.00", before="95.00")
    assert {line.category for line in note.lines} == {TaxCategory.OUTSIDE_SCOPE}
    assert problems_of(note) == ()


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "101"), ("KWD", "0.101")])
def test_shares_come_to_the_amount_in_every_currency(currency: str, amount: str) -> None:
    parts = shares(Decimal(amount), [Decimal(1), Decimal(1), Decimal(1)], currency)
    assert sum(parts) == Decimal(amount)
    assert min(parts) >= 0
