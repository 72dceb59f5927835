"""The lines of an invoice of Stripe's, with their tax."""

from datetime import UTC, datetime
from decimal import Decimal

from adapters.providers.stripe import lists
from adapters.providers.stripe.amounts import money_of
from adapters.providers.stripe.calling import Stripe
from adapters.providers.stripe.seen import SeenInvoice, SeenLine, SeenTax
from domain.billing.lines import RemoteLine
from domain.papers.new_lines import LineTax
from domain.papers.paper import TaxCategory

_NO_TAX = {
    "reverse_charge": TaxCategory.REVERSE_CHARGE,
    "zero_rated": TaxCategory.ZERO,
    "not_collecting": TaxCategory.OUTSIDE_SCOPE,
    "not_subject_to_tax": TaxCategory.OUTSIDE_SCOPE,
    "not_supported": TaxCategory.OUTSIDE_SCOPE,
    "customer_exempt": TaxCategory.EXEMPT,
    "product_exempt": TaxCategory.EXEMPT,
    "product_exempt_holiday": TaxCategory.EXEMPT,
    "portion_product_exempt": TaxCategory.EXEMPT,
}
_WHY_EXEMPT = "Exempt from tax."


class TaxRates:
    """What tax rates of Stripe's come to in percent; they never change."""

    def __init__(self, stripe: Stripe) -> None:
        self._stripe = stripe
        self._known: dict[str, Decimal] = {}

    async def percent(self, rate: str) -> Decimal:
        if rate not in self._known:
            found = await lists.tax_rate(self._stripe, rate)
            used = found.percentage
            if found.effective_percentage is not None:
                used = found.effective_percentage
            self._known[rate] = Decimal(str(used)).normalize()
        return self._known[rate]


async def lines_of(stripe: Stripe, rates: TaxRates, invoice: SeenInvoice) -> tuple[RemoteLine, ...]:
    lines = invoice.lines.data
    if invoice.lines.has_more:
        lines = await lists.lines_of(stripe, invoice.id)
    return tuple([await _line(rates, each, invoice.currency) for each in lines])


async def _line(rates: TaxRates, line: SeenLine, currency: str) -> RemoteLine:
    inclusive = sum(each.amount for each in line.taxes or () if each.tax_behavior == "inclusive")
    lowered = sum(
        each.amount
        for each in (*(line.discount_amounts or ()), *(line.pretax_credit_amounts or ()))
    )
    unit = line.pricing.unit_amount_decimal if line.pricing else None
    first = datetime.fromtimestamp(line.period.start, UTC).date()
    # The moment at which the next period begins is not a part of this one.
    last = datetime.fromtimestamp(max(line.period.start, line.period.end - 1), UTC).date()
    return RemoteLine(
        description=line.description or "",
        first=first,
        last=last,
        quantity=line.quantity_decimal or Decimal(line.quantity or 1),
        price=None if unit is None else unit * money_of(100, currency).amount / 100,
        net=money_of(line.amount - lowered - inclusive, currency),
        tax=await _tax(rates, line.taxes or []),
    )


async def _tax(rates: TaxRates, taxes: list[SeenTax]) -> LineTax | None:
    """None where Stripe says nothing of tax, or more than one line can: two taxes on one line."""
    charged = [each for each in taxes if each.amount]
    if len(charged) == 1 and charged[0].tax_rate_details is not None:
        percent = await rates.percent(charged[0].tax_rate_details.tax_rate)
        return LineTax(category=TaxCategory.STANDARD, rate=percent) if percent > 0 else None
    if charged or not taxes:
        return None
    category = _NO_TAX.get(taxes[0].taxability_reason)
    if category is None:
        return None
    exempt = category is TaxCategory.EXEMPT
    return LineTax(category=category, reason=_WHY_EXEMPT if exempt else None)
