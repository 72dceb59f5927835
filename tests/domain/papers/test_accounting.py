"""Tax in the currency that the seller declares it in: by which rate, and that there is one."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from domain.papers.accounting import Accounting, ExchangeRate
from domain.papers.adding_up import problems_of
from domain.papers.crediting import Credit, credit_note_of
from domain.papers.policy import PapersPolicy
from tests.domain.papers.building import BRITISH, a_paper

FRIDAY = date(2026, 10, 30)


def a_rate(on: date, rate: str = "1.10", currency: str = "USD") -> ExchangeRate:
    return ExchangeRate(currency=currency, on=on, rate=Decimal(rate))


def in_euro(*rates: ExchangeRate, **changes: Any) -> Accounting:
    return Accounting(currency="EUR", rates=rates, **changes)


def selling(*rates: ExchangeRate) -> PapersPolicy:
    return PapersPolicy(accounting=in_euro(*rates))


def test_the_newest_rate_of_the_day_or_before_it_counts() -> None:
    known = in_euro(
        a_rate(date(2026, 11, 3), "1.3"),
        a_rate(FRIDAY, "1.1"),
        a_rate(date(2026, 10, 29), "1.2"),
        a_rate(date(2026, 11, 2), "9", "SEK"),
    )
    found = known.rate_on("USD", date(2026, 11, 2))
    assert found is not None and (found.on, found.rate) == (FRIDAY, Decimal("1.1"))


def test_a_rate_that_is_too_old_is_none() -> None:
    known = in_euro(a_rate(FRIDAY), rate_days=3)
    assert known.rate_on("USD", date(2026, 11, 2)) is not None
    assert known.rate_on("USD", date(2026, 11, 3)) is None


def test_an_invoice_says_its_tax_in_both() -> None:
    made = a_paper(amount="121.00", currency="USD", policy=selling(a_rate(FRIDAY)))
    ours = made.tax_in_ours
    assert ours is not None
    assert (ours.currency, str(ours.amount), ours.rate_on) == ("EUR", "19.09", FRIDAY)
    assert problems_of(made) == ()


def test_one_in_the_sellers_currency_or_without_tax_does_not() -> None:
    policy = selling(a_rate(FRIDAY))
    assert a_paper(amount="121.00", policy=policy).tax_in_ours is None
    outside = a_paper(amount="121.00", currency="USD", buyer=BRITISH, policy=policy)
    assert not outside.totals.tax and outside.tax_in_ours is None


def test_its_credit_notes_are_at_its_own_rate() -> None:
    made = a_paper(amount="121.00", currency="USD", policy=selling(a_rate(FRIDAY)))
    for amount, expected in (("121.00", "19.09"), ("60.50", "9.55")):
        credit = Credit("CN-1", date(2026, 12, 30), Decimal(amount), Decimal(0))
        note = credit_note_of(made, credit)
        assert note.tax_in_ours is not None
        assert (str(note.tax_in_ours.amount), note.tax_in_ours.rate_on) == (expected, FRIDAY)
        assert problems_of(note) == ()


def test_tax_that_is_not_worked_out_by_its_rate_is_found() -> None:
    made = a_paper(amount="121.00", currency="USD", policy=selling(a_rate(FRIDAY)))
    assert made.tax_in_ours is not None
    wrong = made.tax_in_ours.model_copy(
        update={"amount": Decimal("19.10"), "currency": "USD", "rate_on": date(2027, 1, 1)}
    )
    found = problems_of(made.model_copy(update={"tax_in_ours": wrong}))
    assert [each.code for each in found] == [
        "tax_in_ours_does_not_add_up",
        "tax_in_ours_not_another",
        "tax_in_ours_rate_too_new",
    ]


@pytest.mark.parametrize("wrong", [{"rate": 0}, {"rate": -1}, {"currency": "usd"}])
def test_a_rate_that_is_none_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ExchangeRate.model_validate({"currency": "USD", "on": FRIDAY, "rate": 1} | wrong)
