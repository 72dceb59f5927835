"""Making the paper of an invoice: from its lines, or of its one amount."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from domain.papers.accounting import tax_in_ours
from domain.papers.buyer import Buyer
from domain.papers.new_lines import LineTax, NewLine, rounded
from domain.papers.paper import (
    Line,
    Paper,
    PaperAccount,
    PaperKind,
    Party,
    Tax,
    TaxCategory,
    Totals,
)
from domain.papers.policy import PapersPolicy
from domain.pay_to import PayTo
from domain.values.languages import Spoken
from domain.values.money import Money
from domain.values.record import Record


class Issued(Record):
    """The facts of an invoice that its paper repeats."""

    number: str
    issued_on: date
    due_on: date
    amount: Money
    """What is to be paid."""
    reference: str
    language: Spoken
    pay_to: PayTo
    purchase_order: str | None = None
    buyer_reference: str | None = None
    prepaid: Decimal = Decimal(0)


def paper_of(issued: Issued, lines: Sequence[NewLine], buyer: Buyer, policy: PapersPolicy) -> Paper:
    """The paper of an invoice whose lines have no faults; of one line where it has none."""
    currency = issued.amount.currency
    default = tax_by_default(policy, buyer)
    given = [(line, line.tax or default) for line in lines]
    if not given:
        gross = issued.amount.amount + issued.prepaid
        line = NewLine(
            description=policy.line_in(issued.language), price=net_of(gross, default, currency)
        )
        given = [(line, default)]
    written = tuple(_line(str(place), *each, currency) for place, each in enumerate(given, 1))
    taxes = taxes_of(written, [tax for _, tax in given], currency)
    totals = totals_of(written, taxes, issued.prepaid, issued.amount.amount)
    seller, party = Party.model_validate(policy.seller.model_dump()), buyer.as_party()
    if any(tax.category is TaxCategory.OUTSIDE_SCOPE for tax in taxes):
        seller, party = without_vat_number(seller), without_vat_number(party)
    return Paper(
        number=issued.number,
        issued_on=issued.issued_on,
        due_on=issued.due_on,
        terms_days=_terms(issued),
        currency=currency,
        language=issued.language,
        seller=seller,
        buyer=party,
        purchase_order=issued.purchase_order or buyer.purchase_order,
        buyer_reference=issued.buyer_reference or buyer.buyer_reference,
        account=PaperAccount.model_construct(**issued.pay_to.model_dump()),
        reference=issued.reference,
        lines=written,
        taxes=taxes,
        totals=totals,
        tax_in_ours=tax_in_ours(policy.accounting, totals.tax, currency, issued.issued_on),
        kind=PaperKind.INVOICE,
    )


def tax_by_default(policy: PapersPolicy, buyer: Buyer) -> LineTax:
    """The tax of what names none, by the countries of both."""
    return policy.tax.of(
        policy.seller.address.country,
        buyer.address.country,
        has_vat_number=buyer.vat_id is not None,
    )


def net_of(gross: Decimal, tax: LineTax, currency: str) -> Decimal:
    """The amount without tax that comes nearest to this one with it."""
    return rounded(gross * 100 / (100 + tax.rate), currency)


def taxes_of(lines: Sequence[Line], taxes: Sequence[LineTax], currency: str) -> tuple[Tax, ...]:
    """The tax on the lines by category and rate, in the order of the lines."""
    bases: dict[tuple[TaxCategory, Decimal], Decimal] = {}
    why: dict[tuple[TaxCategory, Decimal], LineTax] = {}
    for line, tax in zip(lines, taxes, strict=True):
        each = line.category, line.rate.normalize()
        bases[each] = bases.get(each, Decimal(0)) + line.net
        if each not in why or (tax.reason and not why[each].reason):
            why[each] = tax
    return tuple(
        Tax(
            category=category,
            rate=_plain(rate),
            base=rounded(base, currency),
            amount=rounded(base * rate / 100, currency),
            reason_code=why[category, rate].reason_code,
            reason=why[category, rate].reason,
        )
        for (category, rate), base in bases.items()
    )


def totals_of(
    lines: Sequence[Line], taxes: Sequence[Tax], prepaid: Decimal, due: Decimal
) -> Totals:
    net = sum((line.net for line in lines), Decimal(0))
    tax = sum((each.amount for each in taxes), Decimal(0))
    return Totals(
        net=net,
        tax=tax,
        gross=net + tax,
        prepaid=prepaid,
        rounding=due + prepaid - net - tax,
        due=due,
    )


def without_vat_number(party: Party) -> Party:
    """What is outside the scope of tax names no VAT number (BR-O-02): ours stands there as a tax
    number."""
    if party.vat_id is None:
        return party
    return party.model_copy(update={"vat_id": None, "tax_id": party.tax_id or party.vat_id})


def _terms(issued: Issued) -> int | None:
    days = (issued.due_on - issued.issued_on).days
    return days if 0 <= days <= 365 else None


def _line(id_: str, line: NewLine, tax: LineTax, currency: str) -> Line:
    return Line(
        id=id_,
        description=line.description,
        period=line.period.as_period() if line.period else None,
        quantity=line.quantity,
        unit=line.unit,
        price=line.price,
        net=line.net_in(currency),
        category=tax.category,
        rate=_plain(tax.rate.normalize()),
    )


def _plain(rate: Decimal) -> Decimal:
    """Without an exponent, and with no zeros that say nothing."""
    return rate.quantize(Decimal(1)) if rate == rate.to_integral_value() else rate
