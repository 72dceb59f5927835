"""Our own rules of a paper: what the official ones let through, such as tax that is 0.99 wrong."""

from collections.abc import Iterator
from decimal import Decimal

from domain.papers.new_lines import rounded
from domain.papers.paper import Line, Paper, PaperKind, TaxCategory
from domain.papers.problems import PaperProblem
from domain.values.money import minor_digits

_NEEDS_BUYERS_VAT = (TaxCategory.REVERSE_CHARGE, TaxCategory.INTRA_COMMUNITY)


def problems_of(paper: Paper) -> tuple[PaperProblem, ...]:
    """Everything that is wrong with a paper, by rules of ours."""
    return (
        *_lines(paper),
        *_taxes(paper),
        *_totals(paper),
        *_tax_in_ours(paper),
        *_parties(paper),
        *_payment(paper),
        *_credit_note(paper),
    )


def _problem(field: str, code: str, problem: str) -> PaperProblem:
    return PaperProblem(field, code, problem)


def _lines(paper: Paper) -> Iterator[PaperProblem]:
    seen: set[str] = set()
    for index, line in enumerate(paper.lines):
        at = f"lines.{index}"
        if line.id in seen:
            yield _problem(f"{at}.id", "line_twice", f"There are two lines {line.id}.")
        seen.add(line.id)
        net = rounded(line.quantity * line.price, paper.currency)
        if line.net != net:
            said = f"Quantity times price is {net:f}, and not {line.net:f}."
            yield _problem(f"{at}.net", "line_does_not_add_up", said)
        if line.price < 0:
            yield _problem(f"{at}.price", "price_negative", "A price is not below zero.")
        if (line.category is TaxCategory.STANDARD) != (line.rate > 0):
            said = "The category S has a rate above zero, and no other has one."
            yield _problem(f"{at}.rate", "rate_does_not_fit", said)
        if line.period and line.period.last < line.period.first:
            said = "A period ends no earlier than it begins."
            yield _problem(f"{at}.period", "period_reversed", said)


def _taxes(paper: Paper) -> Iterator[PaperProblem]:
    bases: dict[tuple[TaxCategory, Decimal], Decimal] = {}
    for line in paper.lines:
        each = _taxed(line)
        bases[each] = bases.get(each, Decimal(0)) + line.net
    named: set[tuple[TaxCategory, Decimal]] = set()
    for index, tax in enumerate(paper.taxes):
        at, each = f"taxes.{index}", (tax.category, tax.rate.normalize())
        if each in named or each not in bases:
            said = "Each category and rate of the lines has its tax once, and no other has one."
            yield _problem(at, "tax_not_of_the_lines", said)
            continue
        named.add(each)
        if tax.base != bases[each]:
            said = f"The lines come to {bases[each]:f}, and not to {tax.base:f}."
            yield _problem(f"{at}.base", "tax_base_does_not_add_up", said)
        amount = rounded(tax.base * tax.rate / 100, paper.currency)
        if tax.amount != amount:
            said = f"{tax.rate:f} percent of {tax.base:f} is {amount:f}, and not {tax.amount:f}."
            yield _problem(f"{at}.amount", "tax_does_not_add_up", said)
        charged = tax.category in (TaxCategory.STANDARD, TaxCategory.ZERO)
        if not charged and not (tax.reason or tax.reason_code):
            said = "Say why no tax is charged."
            yield _problem(f"{at}.reason", "tax_reason_missing", said)
    for category, rate in bases.keys() - named:
        said = f"The tax of category {category} at {rate:f} percent is missing."
        yield _problem("taxes", "tax_missing", said)


def _taxed(line: Line) -> tuple[TaxCategory, Decimal]:
    return line.category, line.rate.normalize()


def _totals(paper: Paper) -> Iterator[PaperProblem]:
    totals = paper.totals
    sums = {
        "net": sum((line.net for line in paper.lines), Decimal(0)),
        "tax": sum((tax.amount for tax in paper.taxes), Decimal(0)),
        "gross": totals.net + totals.tax,
        "due": totals.gross - totals.prepaid + totals.rounding,
    }
    for name, expected in sums.items():
        if (written := getattr(totals, name)) != expected:
            said = f"This is {expected:f}, and not {written:f}."
            yield _problem(f"totals.{name}", "total_does_not_add_up", said)
    for name in ("net", "tax", "gross", "prepaid", "rounding", "due"):
        written = getattr(totals, name)
        if written != rounded(written, paper.currency):
            said = f"This has more decimals than {paper.currency} has."
            yield _problem(f"totals.{name}", "amount_too_fine", said)
    if totals.due <= 0:
        yield _problem("totals.due", "nothing_due", "A paper is about more than zero.")
    most = len(paper.taxes) * Decimal(1).scaleb(-minor_digits(paper.currency))
    if abs(totals.rounding) > most:
        said = "What is rounded is no more than a unit for each rate."
        yield _problem("totals.rounding", "rounding_too_large", said)


def _tax_in_ours(paper: Paper) -> Iterator[PaperProblem]:
    ours = paper.tax_in_ours
    if ours is None:
        return
    amount = rounded(paper.totals.tax / ours.rate, ours.currency)
    if ours.amount != amount:
        said = f"At this rate the tax is {amount:f} {ours.currency}, and not {ours.amount:f}."
        yield _problem("tax_in_ours.amount", "tax_in_ours_does_not_add_up", said)
    if ours.currency == paper.currency:
        said = "Tax is said in another currency than the invoice's, or not at all."
        yield _problem("tax_in_ours.currency", "tax_in_ours_not_another", said)
    if ours.rate_on > paper.issued_on:
        said = "The rate is of a day after the date of issue."
        yield _problem("tax_in_ours.rate_on", "tax_in_ours_rate_too_new", said)


def _parties(paper: Paper) -> Iterator[PaperProblem]:
    categories = {tax.category for tax in paper.taxes}
    if categories.intersection(_NEEDS_BUYERS_VAT) and not paper.buyer.vat_id:
        said = "Without tax, as here, the buyer's VAT number must be on the invoice."
        yield _problem("buyer.vat_id", "buyer_vat_id_missing", said)
    outside = TaxCategory.OUTSIDE_SCOPE in categories
    if not outside and not (paper.seller.vat_id or paper.seller.tax_id):
        said = "The seller's VAT or tax number must be on the invoice."
        yield _problem("seller.vat_id", "seller_tax_id_missing", said)
    if outside and len(categories) > 1:
        said = "What is outside the scope of tax needs an invoice of its own."
        yield _problem("taxes", "outside_scope_mixed", said)


def _payment(paper: Paper) -> Iterator[PaperProblem]:
    from stdnum import iban, iso11649

    if paper.kind is PaperKind.INVOICE and paper.due_on is None:
        yield _problem("due_on", "due_date_missing", "An invoice says when it is due.")
    if paper.due_on is not None and paper.due_on < paper.issued_on:
        said = "An invoice is not due before it was issued."
        yield _problem("due_on", "due_before_issued", said)
    if not iban.is_valid(paper.account.iban):
        yield _problem("account.iban", "iban_invalid", "This is not a valid IBAN.")
    if not iso11649.is_valid(paper.reference):
        said = "This is not a creditor reference (ISO 11649)."
        yield _problem("reference", "reference_invalid", said)


def _credit_note(paper: Paper) -> Iterator[PaperProblem]:
    if paper.kind is PaperKind.CREDIT_NOTE and paper.of_invoice is None:
        said = "A credit note names the invoice that it is for."
        yield _problem("of_invoice", "invoice_not_named", said)
