"""E-invoices read back, each by another library than the one that wrote it: UBL by mock-einvoice
(the standard library's parser), CII by drafthorse."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import mockeinvoice
from drafthorse.models.document import Document

from domain.papers.paper import Paper, PaperKind


@dataclass(frozen=True)
class Read:
    """What an e-invoice says, whatever its format."""

    number: str
    type_code: str
    currency: str
    net: Decimal
    tax: Decimal
    gross: Decimal
    prepaid: Decimal
    due: Decimal
    lines: tuple[tuple[Decimal, Decimal, Decimal], ...]
    """Quantity, price and net."""
    taxes: tuple[tuple[str, Decimal, Decimal], ...]
    """Category, base and tax."""
    reference: str
    tax_in_ours: tuple[str, Decimal] | None = None
    """In the currency that the seller declares it in."""


def of_ubl(content: bytes) -> Read:
    document, _, _ = mockeinvoice.read(content)

    def number(term: str) -> Decimal:
        found = document.term(term)
        return found.number if found is not None else Decimal(0)

    return Read(
        document.text("BT-1"),
        document.text("BT-3"),
        document.text("BT-5"),
        number("BT-106"),
        number("BT-110"),
        number("BT-112"),
        number("BT-113"),
        number("BT-115"),
        lines=tuple(
            (each.term("BT-129").number, each.term("BT-146").number, each.term("BT-131").number)
            for each in document.all("BG-25")
        ),
        taxes=tuple(
            (each.text("BT-118"), each.term("BT-116").number, each.term("BT-117").number)
            for each in document.all("BG-23")
        ),
        reference=document.all("BG-16")[0].text("BT-83"),
        tax_in_ours=(ours, number("BT-111")) if (ours := document.text("BT-6")) else None,
    )


def of_cii(content: bytes) -> Read:
    document = Document.parse(content, strict=False)
    settlement = document.trade.settlement
    totals = settlement.monetary_summation
    tax, *other = totals.tax_total_other_currency.children
    ours = _text(settlement.tax_currency_code)
    return Read(
        _text(document.header.id),
        _text(document.header.type_code),
        _text(settlement.currency_code),
        _number(totals.line_total),
        Decimal(tax[0]),
        _number(totals.grand_total),
        _number(totals.prepaid_total),
        _number(totals.due_amount),
        lines=tuple(
            (
                _number(each.delivery.billed_quantity),
                _number(each.agreement.net.amount),
                _number(each.settlement.monetary_summation.total_amount),
            )
            for each in document.trade.items.children
        ),
        taxes=tuple(
            (_text(each.category_code), _number(each.basis_amount), _number(each.calculated_amount))
            for each in settlement.trade_tax.children
        ),
        reference=_text(settlement.payment_reference),
        tax_in_ours=(ours, Decimal(other[0][0])) if ours else None,
    )


def _text(element: Any) -> str:
    # Not str(): that of an amount fails.
    return element.to_etree().text or ""


def _number(element: Any) -> Decimal:
    return Decimal(_text(element) or 0)


def of_paper(paper: Paper) -> Read:
    """What the e-invoice of a paper must say."""
    totals = paper.totals
    return Read(
        paper.number,
        "381" if paper.kind is PaperKind.CREDIT_NOTE else "380",
        paper.currency,
        totals.net,
        totals.tax,
        totals.gross,
        totals.prepaid,
        totals.due,
        tuple((each.quantity, each.price, each.net) for each in paper.lines),
        tuple((each.category.value, each.base, each.amount) for each in paper.taxes),
        paper.reference,
        (ours.currency, ours.amount) if (ours := paper.tax_in_ours) else None,
    )
