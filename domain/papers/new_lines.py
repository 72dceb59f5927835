"""Lines of an invoice as they are handed in, and everything that is wrong with them."""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, model_validator
from pydantic_core import PydanticCustomError

from domain.field_problems import one_line_problem
from domain.papers.paper import Period, TaxCategory, as_text
from domain.papers.problems import PaperProblem
from domain.values.days import read_day
from domain.values.money import minor_digits
from domain.values.record import Record

MOST_LINES = 500
"""Of one invoice: they travel in one message to the engine."""


def _number(value: Any) -> Any:
    """A number of YAML or JSON means what its characters mean."""
    return str(getattr(value, "written", value)) if isinstance(value, float) else value


def _absent(value: Any) -> bool:
    return value is None


Exact = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(max_digits=18, decimal_places=6, allow_inf_nan=False),
    PlainSerializer(as_text, return_type=str),
]


def one_line(text: str) -> str:
    """The text, where it is one line of ordinary characters: papers are XML, too."""
    found = one_line_problem(text[:200])
    if found is not None:
        raise PydanticCustomError(*found)
    if any(unicodedata.category(char) in _NO_TEXT for char in text):
        raise PydanticCustomError("unprintable", "This must be one line of ordinary characters.")
    return text.strip()


_NO_TEXT = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})

Named = Annotated[str, Field(min_length=1, max_length=50), AfterValidator(one_line)]
"""A reference of the buyer's."""
Day = Annotated[date, BeforeValidator(read_day)]

REASON_CODES = {
    TaxCategory.REVERSE_CHARGE: "VATEX-EU-AE",
    TaxCategory.INTRA_COMMUNITY: "VATEX-EU-IC",
    TaxCategory.EXPORT: "VATEX-EU-G",
    TaxCategory.OUTSIDE_SCOPE: "VATEX-EU-O",
}
"""Why no tax is charged, where the category says so by itself: codes of the VATEX list."""


class LinePeriod(Record):
    """From the first to the last day, both of them included."""

    first: Day
    last: Day

    @model_validator(mode="after")
    def _in_order(self) -> "LinePeriod":
        if self.last < self.first:
            raise PydanticCustomError("period_reversed", "A period ends no earlier than it begins.")
        return self

    def as_period(self) -> Period:
        return Period(first=self.first, last=self.last)


class LineTax(Record):
    """How something is taxed."""

    category: TaxCategory = TaxCategory.STANDARD
    rate: Exact = Decimal(0)
    """In percent; none but of the category S."""
    reason: str | None = Field(default=None, min_length=1, max_length=300, exclude_if=_absent)
    """Why no tax is charged, in words: an exemption (E) needs it, the others have a code."""

    @model_validator(mode="after")
    def _rate_of_the_category(self) -> "LineTax":
        standard = self.category is TaxCategory.STANDARD
        if standard and not 0 < self.rate <= 100:
            raise PydanticCustomError(
                "tax_rate_missing",
                "The category S needs a rate of more than 0 and no more than 100 percent.",
            )
        if not standard and self.rate:
            raise PydanticCustomError(
                "tax_rate_not_possible", "A category other than S has the rate 0."
            )
        if self.category is TaxCategory.EXEMPT and not self.reason:
            raise PydanticCustomError(
                "tax_reason_missing", "An exemption needs the reason why no tax is charged."
            )
        return self

    @property
    def reason_code(self) -> str | None:
        return REASON_CODES.get(self.category)


class NewLine(Record):
    """A line as it is handed in. What it leaves out is the policy's."""

    description: Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(one_line)]
    period: LinePeriod | None = Field(default=None, exclude_if=_absent)
    quantity: Exact = Decimal(1)
    unit: str = Field(default="C62", pattern="^[A-Z0-9]{2,3}$")
    """A code of UN/ECE recommendation 20: C62 one, HUR hour, MON month."""
    price: Exact = Field(ge=0)
    """Of one unit, without tax."""
    net: Exact | None = Field(default=None, exclude_if=_absent)
    """Quantity times price: where it is given, it must be that."""
    tax: LineTax | None = Field(default=None, exclude_if=_absent)
    """By the policy and the customer's country where it is not given."""

    def net_in(self, currency: str) -> Decimal:
        return rounded(self.quantity * self.price, currency)


def rounded(number: Decimal, currency: str) -> Decimal:
    """Half up, to the currency's digits."""
    return number.quantize(Decimal(1).scaleb(-minor_digits(currency)), ROUND_HALF_UP)


def faults_of(
    lines: Sequence[NewLine],
    amount: Decimal,
    prepaid: Decimal,
    currency: str,
    by_default: LineTax | None = None,
) -> tuple[PaperProblem, ...]:
    """Everything that does not add up.

    Args:
        amount: What is to be paid.
        prepaid: What was paid before, of the sum of lines and tax.
        by_default: The tax of lines that name none; the sum is not checked without it where there
            is such a line.
    """
    found = [*_of_each(lines, currency)]
    digits = minor_digits(currency)
    if prepaid < 0:
        found.append(_fault("prepaid", "prepaid_negative", "What was prepaid is zero or more."))
    if prepaid != rounded(prepaid, currency):
        said = f"An amount in {currency} has at most {digits} decimals."
        found.append(_fault("prepaid", "amount_too_fine", said))
    if not lines:
        return tuple(found)
    taxes = [line.tax or by_default for line in lines]
    if not all(taxes):
        return tuple(found)
    outside = {tax.category is TaxCategory.OUTSIDE_SCOPE for tax in taxes if tax}
    if len(outside) > 1:
        said = "What is outside the scope of tax (O) needs an invoice of its own."
        found.append(_fault("lines", "outside_scope_mixed", said))
    total = gross_of(lines, [tax for tax in taxes if tax], currency)
    if total - prepaid != amount:
        said = f"The lines and their tax come to {total:f} {currency}"
        said += f", less {prepaid:f} prepaid" if prepaid else ""
        found.append(_fault("amount", "total_differs", f"{said}, and not to {amount:f}."))
    return tuple(found)


def gross_of(lines: Sequence[NewLine], taxes: Sequence[LineTax], currency: str) -> Decimal:
    """The lines with their tax, which is rounded for each category and rate."""
    bases: dict[tuple[TaxCategory, Decimal], Decimal] = {}
    for line, tax in zip(lines, taxes, strict=True):
        each = tax.category, tax.rate
        bases[each] = bases.get(each, Decimal(0)) + line.net_in(currency)
    tax_sum = sum(
        (rounded(base * rate / 100, currency) for (_, rate), base in bases.items()), Decimal(0)
    )
    return sum(bases.values(), Decimal(0)) + tax_sum


def _of_each(lines: Sequence[NewLine], currency: str) -> Iterator[PaperProblem]:
    for index, line in enumerate(lines):
        if line.quantity == 0:
            said = "The quantity is not zero."
            yield _fault(f"lines.{index}.quantity", "quantity_zero", said)
        if line.net is not None and line.net != (net := line.net_in(currency)):
            said = f"Quantity times price is {net:f}, and not {line.net:f}."
            yield _fault(f"lines.{index}.net", "line_does_not_add_up", said)


def _fault(field: str, code: str, problem: str) -> PaperProblem:
    return PaperProblem(field, code, problem)
