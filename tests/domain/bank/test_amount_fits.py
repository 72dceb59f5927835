"""What an amount comes to against what is open, to the cent."""

from datetime import date

import pytest

from domain.bank.amount_fits import fit, is_exact, less_or_more
from domain.bank.open_items import Item
from domain.bank.proposals import Evidence, Incoming, Seen, Share
from domain.bank.statements import NOBODY, Charge

DAY = date(2026, 11, 30)
TWO = (Item("A", "contoso", "EUR", 10_000, DAY), Item("B", "contoso", "EUR", 500, DAY))


def money(minor: int, kept: int = 0) -> Incoming:
    return Incoming(
        minor=minor, currency="EUR", on=DAY, party=NOBODY, references=(), text="",
        charges=(Charge(kept, "EUR"),),
    )  # fmt: skip


def test_charges_that_are_more_than_the_last_invoice_are_of_the_one_before_too() -> None:
    fits = fit(money(9_700, kept=800), TWO, 2_000)
    assert fits.shares == (Share("A", 9_700, charges=300), Share("B", 0, charges=500))
    assert (fits.left, fits.evidence, fits.exact) == (0, Evidence(Seen.CHARGES), True)


@pytest.mark.parametrize(
    ("kept", "tolerated", "charges"),
    [(800, 800, True), (800, 799, False), (1, 800, True), (0, 800, False)],
    ids=["the most", "a cent more", "a cent", "none"],
)
def test_what_banks_kept_is_charges_up_to_the_tolerance(
    kept: int, tolerated: int, charges: bool
) -> None:
    short = money(10_500 - kept, kept)
    assert (fit(short, TWO, tolerated).evidence.seen is Seen.CHARGES) is charges
    assert is_exact(short, 10_500, tolerated) is (charges or kept == 0)


def test_the_last_cent_settles_what_it_reaches() -> None:
    fits = fit(money(10_001), TWO, 0)
    assert fits.shares == (Share("A", 10_000), Share("B", 1))
    assert (fits.left, fits.evidence, fits.exact) == (0, Evidence(Seen.AMOUNT_LESS), False)


def test_what_is_too_much_is_left() -> None:
    fits = fit(money(10_501), TWO, 0)
    assert (fits.left, fits.evidence) == (1, Evidence(Seen.AMOUNT_MORE))
    assert fit(money(10_500), TWO, 0).evidence == Evidence(Seen.AMOUNT_EQUAL)
    assert [less_or_more(minor, 5) for minor in (4, 6)] == [Seen.AMOUNT_LESS, Seen.AMOUNT_MORE]
