"""The lines of an invoice that Stripe made final are those of ours."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from adapters.ledger.transactions import LedgerTransactions
from domain.billing.following import HintState
from domain.billing.lines import RemoteLine, lines_as_issued
from domain.papers.new_lines import LineTax
from domain.papers.paper import Line, TaxCategory
from domain.values.money import Money
from tests.providers.stripe_both import Both

NOVEMBER = {
    "start": int(datetime(2026, 11, 1, tzinfo=UTC).timestamp()),
    "end": int(datetime(2026, 12, 1, tzinfo=UTC).timestamp()),
}
TAXED = LineTax(category=TaxCategory.STANDARD, rate=Decimal(21))
FREE = LineTax(category=TaxCategory.REVERSE_CHARGE)


async def the_lines(both: Both, *items: dict[str, Any], percent: str | None) -> dict[str, Line]:
    v1 = both.tested.stripe.v1
    rates = []
    if percent is not None:
        asked: Any = {"display_name": "VAT", "percentage": percent, "inclusive": False}
        rates = [(await v1.tax_rates.create_async(asked)).id]
    for item in items:
        params: Any = {
            "customer": both.tested.customer, "subscription": both.tested.scope_id,
            "currency": "eur", "period": NOVEMBER, "tax_rates": rates, **item,
        }  # fmt: skip
        await v1.invoice_items.create_async(params)
    made: Any = {
        "customer": both.tested.customer, "subscription": both.tested.scope_id,
        "collection_method": "send_invoice", "days_until_due": 30,
    }  # fmt: skip
    draft = await v1.invoices.create_async(made)
    number = (await v1.invoices.finalize_invoice_async(draft.id)).number or ""
    await both.receive_events()
    assert HintState.REFUSED not in await both.states()
    async with LedgerTransactions(both.database).reading() as transaction:
        kept = await transaction.papers.of_invoice(number)
    assert kept is not None
    return {each.description: each for each in kept.paper.lines}


async def test_they_have_their_text_period_quantity_price_and_tax(both: Both) -> None:
    lines = await the_lines(
        both,
        {"description": "Virtual machines\n(large)", "quantity": 3, "unit_amount_decimal": "1050"},
        {"description": "Storage", "quantity": 1000, "unit_amount_decimal": "0.25"},
        percent="21",
    )
    vms, storage = lines["Virtual machines (large)"], lines["Storage"]
    assert (str(vms.quantity), str(vms.price)) == ("3", "10.5")
    assert vms.period is not None
    assert (vms.period.first, vms.period.last) == (date(2026, 11, 1), date(2026, 11, 30))
    assert (vms.category, str(vms.rate), str(vms.net)) == (TaxCategory.STANDARD, "21", "31.50")
    assert (str(storage.quantity), str(storage.price)) == ("1000", "0.0025")


async def test_where_stripe_says_nothing_of_tax_it_is_our_policys(both: Both) -> None:
    item = {"description": "Cloud", "quantity": 2, "unit_amount_decimal": "6050"}
    line = (await the_lines(both, item, percent=None))["Cloud"]
    assert (str(line.net), str(line.price), str(line.rate)) == ("100.00", "50", "21")


def a_line(net: str, quantity: str = "1", price: str | None = None, **more: Any) -> RemoteLine:
    given: dict[str, Any] = {
        "description": "Cloud", "first": date(2026, 11, 1), "last": date(2026, 11, 30),
        "quantity": Decimal(quantity), "price": None if price is None else Decimal(price),
        "net": Money(amount=Decimal(net), currency="EUR"), "tax": FREE, **more,
    }  # fmt: skip
    return RemoteLine(**given)


@pytest.mark.parametrize(
    ("line", "quantity", "price"),
    [
        (a_line("30.00", "3", "10"), "3", "10"),
        (a_line("27.00", "3", "10"), "3", "9"),
        (a_line("10.00", "7", "2"), "7", "1.428571"),
        (a_line("1000.01", "1234567"), "1", "1000.01"),
        (a_line("-4.20", "2", "2.10"), "-1", "4.20"),
        (a_line("0.00", "0", "3"), "1", "0"),
    ],
    ids=["list price", "with a discount", "tiers", "no price comes to it", "negative", "nothing"],
)
def test_a_quantity_and_a_price_come_to_what_the_line_is(
    line: RemoteLine, quantity: str, price: str
) -> None:
    rest = a_line("5000.00")
    amount = Money(amount=line.net.amount + rest.net.amount, currency="EUR")
    found, _ = lines_as_issued([line, rest], amount, Decimal(0), FREE, "Services")
    assert (found.quantity, found.price) == (Decimal(quantity), Decimal(price))


def test_what_does_not_come_to_the_amount_is_one_line_of_the_whole() -> None:
    amount = Money(amount=Decimal("12.10"), currency="EUR")
    taxed = a_line("10.00", tax=TAXED)
    assert lines_as_issued([taxed], amount, Decimal(0), TAXED, "Services")
    assert not lines_as_issued([a_line("10.01", tax=TAXED)], amount, Decimal(0), TAXED, "Services")
    assert not lines_as_issued([], amount, Decimal(0), TAXED, "Services")
    (line,) = lines_as_issued([a_line("12.10", tax=None)], amount, Decimal(0), TAXED, "Services")
    assert line.price == 10 and line.tax is None


def test_what_the_customers_balance_paid_was_prepaid() -> None:
    rest = Money(amount=Decimal("8.00"), currency="EUR")
    nameless = a_line("10.00", description="\t")
    (line,) = lines_as_issued([nameless], rest, Decimal("2.00"), FREE, "Services")
    assert line.description == "Services"
