"""Papers in words: dates, figures, units and taxes as a language writes them."""

from datetime import date
from decimal import Decimal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from domain.papers.paper import Line, Paper, PaperKind, Period, Tax
from wording.catalogue import LOCALES, words_in


def day_on_paper(day: date, language: str) -> str:
    """The month in letters: 5 January 2026."""
    return format_date(day, "d MMMM y", locale=LOCALES[language])


def short_day(day: date, language: str) -> str:
    """The day, the month and the year in digits, in the language's order and with its marks."""
    return format_date(day, {"nl": "dd-MM-y"}.get(language, "dd/MM/y"), locale=LOCALES[language])


def period_on_paper(period: Period, language: str) -> str:
    """The first and the last day; one day alone where it is no more."""
    days = dict.fromkeys((period.first, period.last))
    return " – ".join(short_day(day, language) for day in days)


def figure(number: Decimal, language: str, least: int = 0) -> str:
    """Grouped, with the decimals that it has, and no fewer than `least`."""
    exponent = number.as_tuple().exponent
    decimals = max(least, -exponent) if isinstance(exponent, int) else least
    pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    return format_decimal(
        number, format=pattern, locale=LOCALES[language], decimal_quantization=False
    )


def percent(rate: Decimal, language: str) -> str:
    """Without zeros that say nothing."""
    return f"{figure(Decimal(f'{rate.normalize():f}'), language)}%"


def quantity_on_paper(line: Line, language: str) -> str:
    """So many hours or months; where we have no word for the unit, its code."""
    words = words_in(language)
    written = figure(line.quantity, language)
    if line.unit in ("C62", "EA"):
        return written
    unit = words.of("paper_unit", line.unit) if words.knows("paper_unit", line.unit) else line.unit
    return f"{written} {unit}"


def title_of(paper: Paper) -> str:
    """What it is, and its number."""
    return words_in(paper.language)(
        "paper.credit_note_number" if paper.kind is PaperKind.CREDIT_NOTE else "paper.number",
        number=paper.number,
    )


def terms_in_words(paper: Paper) -> str:
    """By when to pay; on a credit note, what it is set off against."""
    words = words_in(paper.language)
    if paper.kind is PaperKind.CREDIT_NOTE:
        of = paper.of_invoice
        return words("paper.set_off", invoice=of and of.number)
    due = paper.due_on and day_on_paper(paper.due_on, paper.language)
    if paper.terms_days is None or not due:
        return words("paper.due_by", due=due)
    return words.counted("paper.terms", paper.terms_days, due=due)


def why_no_tax(tax: Tax, language: str) -> str | None:
    """Why there is no tax, as it must be said on the paper: in its own words, or else in ours;
    None where there is tax."""
    words, category = words_in(language), tax.category
    if tax.reason or not words.knows("paper_tax", category):
        return tax.reason
    return words.of("paper_tax", category)


def tax_in_ours_in_words(paper: Paper) -> str | None:
    """The tax in the currency that the seller declares it in, with its rate and the rate's day."""
    ours, language = paper.tax_in_ours, paper.language
    if ours is None:
        return None
    return words_in(language)(
        "paper.tax_in_ours",
        amount=f"{ours.currency} {figure(ours.amount, language)}",
        ours=ours.currency,
        rate=f"{figure(ours.rate, language)} {paper.currency}",
        day=day_on_paper(ours.rate_on, language),
    )


def country_name(code: str, language: str) -> str:
    """A country in words; the code itself where Babel has no name for it."""
    return str(Locale.parse(LOCALES[language]).territories.get(code, code))
