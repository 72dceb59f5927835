"""The paper of a credit note: an amount of an invoice, split over its tax rates."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from domain.papers.accounting import at_the_same_rate
from domain.papers.making import net_of, taxes_of, totals_of
from domain.papers.new_lines import LineTax
from domain.papers.paper import Line, NumberedPaper, Paper, PaperKind, Tax, TaxCategory
from domain.papers.provider_reasons import ProviderReason
from domain.values.money import minor_digits

_LONGEST_NOTE = 1000

_REASONS: Mapping[str, Mapping[str, str]] = {
    "nl": {ProviderReason.VOIDED: "Ingetrokken in het factureringssysteem."}
}
"""Reasons that are stored in English, in the language of the paper."""

_WORDS = {
    "en": ("Credit for invoice {number}", "Late charges given back", "Late charges bear no tax"),
    "nl": (
        "Creditering van factuur {number}",
        "Kosten van te late betaling teruggegeven",
        "Over kosten van te late betaling is geen btw verschuldigd",
    ),
}


class Credit(NamedTuple):
    """What is credited of an invoice."""

    number: str
    """The credit note's."""
    on: date
    amount: Decimal
    """With its tax."""
    before: Decimal
    """What was credited of the invoice before."""
    reason: str | None = None
    """In words that the customer may read."""


def credit_note_of(paper: Paper, credit: Credit) -> Paper:
    """The credit note of an invoice's paper. A credit of all of it has the invoice's lines; a
    part is split over the rates in proportion, so that the sums hold to the cent. What is more than
    the invoice is late charges, which bear no tax."""
    due = paper.totals.due
    whole = credit.amount == due and not credit.before and not paper.totals.prepaid
    lines, taxes = (paper.lines, paper.taxes) if whole else _of_a_part(paper, credit)
    totals = totals_of(lines, taxes, Decimal(0), credit.amount)
    return paper.model_copy(
        update={
            "kind": PaperKind.CREDIT_NOTE,
            "number": credit.number,
            "issued_on": credit.on,
            "due_on": None,
            "terms_days": None,
            "lines": lines,
            "taxes": taxes,
            "totals": totals,
            "tax_in_ours": at_the_same_rate(paper.tax_in_ours, totals.tax),
            "of_invoice": NumberedPaper(number=paper.number, issued_on=paper.issued_on),
            "note": _note(credit.reason, paper.language),
        }
    )


def _of_a_part(paper: Paper, credit: Credit) -> tuple[tuple[Line, ...], tuple[Tax, ...]]:
    charges = min(credit.amount, max(Decimal(0), credit.before + credit.amount - paper.totals.due))
    gross = [tax.base + tax.amount for tax in paper.taxes]
    words, back, free = _WORDS.get(paper.language, _WORDS["en"])
    parts = [
        (
            words.format(number=paper.number),
            share,
            LineTax.model_construct(category=tax.category, rate=tax.rate, reason=tax.reason),
        )
        for tax, share in zip(
            paper.taxes, shares(credit.amount - charges, gross, paper.currency), strict=True
        )
    ]
    if charges:
        parts.append((back, charges, _untaxed(paper.taxes, free)))
    lines, taxed = [], []
    for place, (description, share, tax) in enumerate([each for each in parts if each[1]], 1):
        net = net_of(share, tax, paper.currency)
        lines.append(
            Line(
                id=str(place),
                description=description,
                price=net,
                net=net,
                category=tax.category,
                rate=tax.rate,
            )
        )
        taxed.append(tax)
    return tuple(lines), taxes_of(lines, taxed, paper.currency)


def shares(amount: Decimal, of: Sequence[Decimal], currency: str) -> list[Decimal]:
    """The amount in proportion to these sums: what is rounded is carried on, so that the shares
    come to the amount."""
    digits, total = minor_digits(currency), sum(of, Decimal(0))
    minor, passed, given = int(amount.scaleb(digits)), Decimal(0), 0
    found = []
    for each in of:
        passed += each
        upto = int(minor * passed / total) if passed != total else minor
        found.append(Decimal(upto - given).scaleb(-digits))
        given = upto
    return found


def _untaxed(taxes: Sequence[Tax], reason: str) -> LineTax:
    outside = [tax for tax in taxes if tax.category is TaxCategory.OUTSIDE_SCOPE]
    category = TaxCategory.OUTSIDE_SCOPE if outside else TaxCategory.EXEMPT
    return LineTax.model_construct(category=category, rate=Decimal(0), reason=reason)


def _note(reason: str | None, language: str) -> str | None:
    """One line of ordinary characters."""
    said = _REASONS.get(language, {}).get(reason or "", reason or "")
    words = "".join(each if each.isprintable() else " " for each in said).split()
    return " ".join(words)[:_LONGEST_NOTE] or None
