"""Why an invoice is open: what it came from, which part waits for whom, and what a customer reads
of it."""

from datetime import date, timedelta

from console.invoice_privacy import WORDS_ARE_THEIRS
from console.safe_invoices import why_for_customer
from domain.invoices.views.why import BookedKind, RemainingKind, WhyOpen
from domain.invoices.why import why_open
from domain.turns import Who
from tests.ledger.billing import DUE_ON, Billing
from tests.ledger.samples import NOON, euros

LATE = {
    "late_interest": {"reference_rates": {"2026-07-01": "2.15"}},
    "compensation": {"EUR": "40.00"},
}


async def _why(billing: Billing, days: int = 0) -> WhyOpen:
    return why_open(await billing.view(now=NOON + timedelta(days=days)))


def _booked(why: WhyOpen) -> list[tuple[str, str, str | None]]:
    return [(each.kind, str(each.amount.amount), each.reference) for each in why.booked]


async def test_each_part_of_what_is_left_says_who_must_act_on_it_and_until_when(
    billing: Billing,
) -> None:
    await billing.issue()
    await billing.pay("30.00", "BANK-1")
    await billing.dispute("20.00")
    await billing.declare("15.00", "BANK-2")

    why = await _why(billing)

    assert _booked(why) == [("issued", "100.00", None), ("payment", "-30.00", "BANK-1")]
    disputed, coming, rest = why.remaining
    assert (disputed.kind, disputed.amount, disputed.who) == ("disputed", euros("20"), Who.BILLING)
    assert disputed.said == "wrong"
    assert disputed.until == NOON.date() + timedelta(days=30)
    assert (coming.kind, coming.amount, coming.references) == (
        "in_transit", euros("15"), ("BANK-2",),
    )  # fmt: skip
    assert coming.until is not None
    assert coming.until > NOON.date()
    assert (rest.kind, rest.amount, rest.who) == ("not_due", euros("35"), Who.CUSTOMER)
    assert rest.until == why.due_on == DUE_ON


async def test_what_came_to_nothing_is_a_reason_as_well(billing: Billing) -> None:
    await billing.issue()
    await billing.pay("100.00", "BANK-1")
    await billing.reverse("BANK-1")
    await billing.dispute("10.00")
    await billing.resolve(upheld=False)

    why = await _why(billing)

    assert _booked(why) == [
        ("issued", "100.00", None),
        ("taken_back", "0.00", "BANK-1"),
        ("dispute_rejected", "0.00", None),
    ]
    assert [each.of for each in why.booked] == [None, euros("100"), euros("10")]
    assert {each.kind for each in why.remaining} == {RemainingKind.IN_GRACE, RemainingKind.NOT_DUE}


async def test_late_charges_up_to_today_are_a_line_of_their_own(billing: Billing) -> None:
    await billing.issue(policy=LATE)
    late = (DUE_ON - NOON.date()).days + 20
    await billing.fire_alarms(now=NOON + timedelta(days=late - 10))

    why = await _why(billing, late)

    kinds = [each.kind for each in why.booked]
    assert kinds[0] is BookedKind.ISSUED
    assert kinds[-1] is BookedKind.CHARGED_SO_FAR
    assert BookedKind.COMPENSATION in kinds
    (rest,) = why.remaining
    assert (rest.kind, rest.amount) == (RemainingKind.OVERDUE, why.open)
    assert why.days_overdue == 20


async def test_a_part_of_a_payment_says_what_the_whole_was(billing: Billing) -> None:
    await billing.issue("INV-1", "100.00", issued_on=date(2026, 11, 1))
    await billing.issue("INV-2", "50.00")
    await billing.pay("120.00", "BANK-1", "INV-2")

    why = await _why(billing)

    paid = why.booked[-1]
    assert (paid.amount, paid.of) == (euros("-70"), euros("120"))


async def test_nothing_is_left_of_an_invoice_that_is_settled(billing: Billing) -> None:
    await billing.issue()
    await billing.credit("40.00")
    await billing.write_off()

    why = await _why(billing)

    assert why.remaining == ()
    assert [(each.kind, each.said) for each in why.booked[1:]] == [
        ("credit_note", "goodwill"),
        ("write_off", "bankrupt"),
    ]
    theirs = why_for_customer(why)
    assert [each.said for each in theirs.booked[1:]] == ["goodwill", None]
    assert [each.amount for each in theirs.booked] == [each.amount for each in why.booked]


def test_each_kind_says_whether_its_words_are_the_customers() -> None:
    assert set(WORDS_ARE_THEIRS) == set(BookedKind)
