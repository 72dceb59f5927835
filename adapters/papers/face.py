"""Every text of a paper that people read as it is printed, for the template."""

import re
from decimal import Decimal
from typing import Any

from adapters.papers import content
from adapters.papers.letterhead import address_lines, letterhead
from adapters.papers.swiss import swiss_slip
from adapters.papers.transfers import as_svg, asks_for_money, epc_code, epc_of_paper
from adapters.papers.xml import writable
from domain.papers.paper import Line, Paper, PaperKind, Tax, TaxCategory
from domain.values.currencies import minor_digits
from domain.values.money import Money
from wording.catalogue import Words, words_in
from wording.money import written_money
from wording.papers import (
    day_on_paper,
    figure,
    percent,
    period_on_paper,
    quantity_on_paper,
    tax_in_ours_in_words,
    terms_in_words,
    title_of,
    why_no_tax,
)

Rows = list[list[str]]

_LONG = re.compile(r"\S{28}(?=\S{8})")
"""Of a word that no column has room for: it may be broken after so many letters."""

_CODE_BEFORE = re.compile("(?<=[A-Z])(?=[0-9])")


def face(paper: Paper, logo: str | None) -> dict[str, Any]:
    """The texts of a paper, in its language.

    Args:
        logo: A picture in SVG.
    """
    words = words_in(paper.language)
    title, country = title_of(paper), paper.buyer.address.country
    return {
        **letterhead(title, paper.issued_on, paper.seller, paper.language, country),
        "kind": words("paper.credit_note" if _is_credit_note(paper) else "paper.invoice"),
        "number": paper.number,
        "logo": logo,
        "buyer": _buyer(paper),
        "bill_to": words("paper.bill_to"),
        "facts": _facts(paper, words),
        "heads": [
            words("paper.description"),
            words("paper.quantity"),
            words("paper.price"),
            words("paper.tax"),
            words("paper.amount"),
        ],
        "rows": [_row(line, paper) for line in paper.lines],
        "totals": _totals(paper, words),
        "outcome": _outcome(paper, words),
        "reasons": _reasons(paper),
        "amounts_in": words("paper.amounts_in", currency=paper.currency),
        "terms": terms_in_words(paper),
        "note": writable(paper.note or ""),
        "payment": _payment(paper, words),
        "slip": swiss_slip(paper),
    }


def _is_credit_note(paper: Paper) -> bool:
    return paper.kind is PaperKind.CREDIT_NOTE


def _sum(number: Decimal, paper: Paper) -> str:
    written = written_money(Money(amount=number, currency=paper.currency), paper.language)
    return _CODE_BEFORE.sub("\u00a0", written)


def _buyer(paper: Paper) -> list[str]:
    buyer = paper.buyer
    address = address_lines(buyer.address, paper.language, paper.seller.address.country)
    who = [writable(each) for each in (buyer.name, buyer.contact_name) if each]
    return [_LONG.sub("\\g<0>\u200b", each) for each in (*who, *address)]


def _facts(paper: Paper, words: Words) -> Rows:
    language = paper.language
    of, period = paper.of_invoice, content.period(paper)
    of_value = of and words(
        "paper.of_invoice_value", number=of.number, day=day_on_paper(of.issued_on, language)
    )
    facts = (
        (words("paper.number_label"), paper.number),
        (words("paper.issued_on"), day_on_paper(paper.issued_on, language)),
        (words("paper.due_on"), paper.due_on and day_on_paper(paper.due_on, language)),
        (words("paper.of_invoice"), of_value),
        (words("paper.period"), period and period_on_paper(period, language)),
        (words("paper.purchase_order"), paper.purchase_order),
        (words("paper.buyer_reference"), paper.buyer_reference),
        (words("paper.buyer_vat_id"), paper.buyer.vat_id),
    )
    return [[label, writable(value)] for label, value in facts if value]


def _row(line: Line, paper: Paper) -> list[str]:
    language = paper.language
    outside = line.category is TaxCategory.OUTSIDE_SCOPE
    return [
        writable(line.description),
        period_on_paper(line.period, language) if line.period else "",
        quantity_on_paper(line, language),
        figure(line.price, language, least=minor_digits(paper.currency)),
        "" if outside else percent(line.rate, language),
        figure(line.net, language),
    ]


def _totals(paper: Paper, words: Words) -> Rows:
    totals = paper.totals
    rows = [[words("paper.net"), _sum(totals.net, paper)]]
    rows += [[_tax_label(tax, paper, words), _sum(tax.amount, paper)] for tax in paper.taxes]
    if totals.prepaid or totals.rounding:
        rows.append([words("paper.gross"), _sum(totals.gross, paper)])
    if totals.prepaid:
        rows.append([words("paper.prepaid"), _sum(-totals.prepaid, paper)])
    if totals.rounding:
        rows.append([words("paper.rounding"), _sum(totals.rounding, paper)])
    return rows


def _tax_label(tax: Tax, paper: Paper, words: Words) -> str:
    base = _sum(tax.base, paper)
    if tax.category is TaxCategory.STANDARD:
        return words("paper.tax_line", rate=percent(tax.rate, paper.language), base=base)
    return words("paper.no_tax_line", base=base)


def _outcome(paper: Paper, words: Words) -> list[str]:
    label = words("paper.credited") if _is_credit_note(paper) else words("paper.to_pay")
    return [label, _sum(paper.totals.due, paper)]


def _reasons(paper: Paper) -> list[str]:
    """Why there is no tax, once for each reason; and the tax in the seller's own currency."""
    why = [why_no_tax(tax, paper.language) for tax in paper.taxes]
    said = [*why, tax_in_ours_in_words(paper)]
    return list(dict.fromkeys(f"{writable(reason).rstrip('.')}." for reason in said if reason))


def _payment(paper: Paper, words: Words) -> dict[str, Any] | None:
    """How to pay; None where there is nothing to pay."""
    if not asks_for_money(paper):
        return None
    account, code = paper.account, epc_of_paper(paper)
    return {
        "title": words("paper.payment"),
        "rows": [
            [label, writable(value)]
            for label, value in (
                (words("paper.account_name"), account.name),
                (words("paper.bic"), account.bic),
            )
            if value
        ],
        # Printed in groups that are no words: copied, they are as a bank's form takes them.
        "grouped": [
            [words("paper.account"), _groups(account.iban)],
            [words("paper.reference"), _groups(paper.reference)],
        ],
        "code": code and as_svg(epc_code(code)),
        "scan": words("paper.scan"),
        "code_in_words": words(
            "paper.scan_in_words",
            amount=_sum(paper.totals.due, paper),
            account=account.iban,
            reference=paper.reference,
        ),
    }


def _groups(code: str) -> list[str]:
    return [code[start : start + 4] for start in range(0, len(code), 4)]
