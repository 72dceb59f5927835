"""Amounts as people write them: the one reader for every way in.

The same text means the same on the command line, in files, over HTTP and on every page. What can be
read in two ways is refused with both readings, and never guessed at.
"""

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from domain.values.currencies import CURRENCIES, LAKHS, SIGNS, SMALL_UNITS, minor_digits

LARGEST_AMOUNT = Decimal(100_000_000)
"""In main units: where no policy says otherwise, more than this is a slip of the hand."""

LONGEST_WHOLE = 18
"""Digits before the decimals, of sums too: more are no amount at all."""

_MOST_DECIMALS = 3
"""Of any currency."""

_BLANK = " \u00a0\u2007\u2009\u202f"
_GROUPING = f"[.,'\u2019{_BLANK}]"
_GROUPED = re.compile(rf"[1-9][0-9]{{0,2}}(?P<mark>{_GROUPING})[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*")
_LAKHS = re.compile(r"[1-9][0-9]?(?:,[0-9]{2})*,[0-9]{3}")
_PLAIN = re.compile(r"[0-9]+")
_DECIMALS = re.compile(r"(?P<whole>.+?)(?P<mark>[.,])(?P<digits>[0-9]+|-{1,2}|\u2013|\u2014)")
_EITHER = re.compile(r"(?P<whole>[1-9][0-9]{0,2})(?P<mark>[.,])(?P<rest>[0-9]{3})")
_PARTS = re.compile(
    rf"(?P<before>[^0-9{_BLANK}-]*)[{_BLANK}]*(?P<minus>-?)(?P<number>[0-9](?:.*[0-9]|)(?:[.,](?:-{{1,2}}|\u2013|\u2014))?)"
    rf"[{_BLANK}]*(?P<after>[^0-9{_BLANK}]*)"
)


class WrittenNumber(float):
    """A number of JSON that keeps how it was written: `1.200` is not `1.2`."""

    def __new__(cls, written: str) -> "WrittenNumber":
        number = super().__new__(cls, written)
        number.written = written
        return number

    written: str


class WrittenAmount:
    """What was written, taken apart: the number, and the currency where that is said with it.

    Raises (when made):
        PydanticCustomError: `not_an_amount`.
    """

    def __init__(self, text: str) -> None:
        found = _PARTS.fullmatch(text.strip(_BLANK + "\t\r\n"))
        if found is None or (found["before"] and found["after"]):
            raise _not_an_amount()
        self._named = found["before"] or found["after"]
        if self._named and self._named.upper() not in CURRENCIES and self._named not in SIGNS:
            raise _not_an_amount()
        self._minus, self._number = found["minus"], found["number"]

    @property
    def names_currency(self) -> bool:
        """Whether it contains a currency's code or sign."""
        return bool(self._named)

    @property
    def currency(self) -> str | None:
        """The currency that is said with the amount, where no other has the same sign."""
        could_be = SIGNS.get(self._named, {self._named.upper()} if self._named else set())
        return next(iter(could_be)) if len(could_be) == 1 else None

    def in_currency(self, currency: str | None) -> Decimal:
        """The amount in this currency; None where it is not known, and a lone separator before
        three digits stays ambiguous.

        Raises:
            PydanticCustomError: `not_an_amount`, `other_currency`, `amount_ambiguous`,
                `amount_too_fine` or `amount_out_of_range`.
        """
        self._refuse_other(currency)
        digits = minor_digits(currency) if currency else _MOST_DECIMALS
        number = _ungrouped(self._number, currency, digits)
        amount = Decimal(f"{self._minus}{number}")
        if len(number.partition(".")[0].lstrip("0")) > LONGEST_WHOLE:
            raise PydanticCustomError("amount_out_of_range", "This amount is out of range.")
        return amount

    def _refuse_other(self, currency: str | None) -> None:
        could_be = SIGNS.get(self._named, {self._named.upper()})
        if self._named and currency and currency not in could_be:
            raise PydanticCustomError(
                "other_currency",
                "This amount is written in another currency than {currency}.",
                {"currency": currency},
            )


def amount_in(text: str, currency: str | None) -> Decimal:
    """The amount that this text is: `1200`, `1200.50`, `1.200,50`, `1,200.50`, `1 200,50`,
    `1'200.50`, `1.200,-`, and any of them with the currency's code or sign before or after it.

    At most as many decimals as the currency has. `1.200` and `1,200` may be twelve hundred or one
    and a fifth: they are refused, except that in a currency of three decimals a point before three
    digits is the decimal point, as in everything that is printed here.

    Raises:
        PydanticCustomError: with a code and a sentence that a customer may read.
    """
    return WrittenAmount(text).in_currency(currency)


def as_written(value: Any) -> Any:
    """The text of a number that came as one; what is no number stays as it is. A number without
    quotes, in JSON or YAML, means what the same characters in quotes mean."""
    if isinstance(value, WrittenNumber):
        return value.written
    # Another reader's float: its shortest text is what was written.
    plain = isinstance(value, float | int) and not isinstance(value, bool)
    return str(value) if plain else value


def largest_amount(currency: str, most: Decimal = LARGEST_AMOUNT) -> Decimal:
    """The largest amount that is taken at once, in main units of this currency.

    Args:
        most: What the policy says; so many thousand times as much where the unit is that small.
    """
    return most * SMALL_UNITS.get(currency, 1)


def plain_amount(text: str) -> Decimal:
    """An amount whose currency is known elsewhere, and is not said with it.

    Raises:
        PydanticCustomError: with a code and a sentence that a customer may read.
    """
    written = WrittenAmount(text)
    if written.names_currency:
        raise PydanticCustomError("currency_not_here", "Write the amount without a currency here.")
    return written.in_currency(None)


def written_out(content: Any) -> Any:
    """What JSON holds, with every number as it was written: so it is kept when it is sent on."""
    if isinstance(content, dict):
        return {name: written_out(each) for name, each in content.items()}
    if isinstance(content, list):
        return [written_out(each) for each in content]
    return content.written if isinstance(content, WrittenNumber) else content


def _read_without_currency(value: Any) -> Any:
    written = as_written(value)
    return plain_amount(written) if isinstance(written, str) else written


PlainAmount = Annotated[Decimal, BeforeValidator(_read_without_currency)]
"""An amount whose currency is known elsewhere."""

FROM_A_PERSON = {"from_a_person": True}
"""The context of a validation in which `AmountInFile` is what somebody wrote; elsewhere it is what
was read before, and has been sent on."""


def _read_where_written(value: Any, info: ValidationInfo) -> Any:
    return _read_without_currency(value) if info.context == FROM_A_PERSON else value


AmountInFile = Annotated[Decimal, BeforeValidator(_read_where_written)]
"""A `PlainAmount` of a file's model that also travels between processes."""


def _ungrouped(written: str, currency: str | None, digits: int) -> str:
    either = _EITHER.fullmatch(written)
    if either is not None:
        if currency and digits == len(either["rest"]) and either["mark"] == ".":
            return written
        raise _ambiguous(either, digits)
    if _GROUPED.fullmatch(written) or (currency in LAKHS and _LAKHS.fullmatch(written)):
        return _digits_of(written)
    if _PLAIN.fullmatch(written):
        return written
    parts = _DECIMALS.fullmatch(written)
    if parts is None:
        raise _not_an_amount()
    whole, decimals = parts["whole"], parts["digits"] if parts["digits"].isdigit() else ""
    grouped = _GROUPED.fullmatch(whole)
    lakhs = currency in LAKHS and _LAKHS.fullmatch(whole)
    if not (_PLAIN.fullmatch(whole) or lakhs or (grouped and grouped["mark"] != parts["mark"])):
        raise _not_an_amount()
    if len(decimals) > digits:
        raise _too_fine(currency, digits)
    return f"{_digits_of(whole)}.{decimals}" if decimals else _digits_of(whole)


def _digits_of(written: str) -> str:
    return "".join(char for char in written if char in "0123456789")


def _not_an_amount() -> PydanticCustomError:
    return PydanticCustomError("not_an_amount", "This is not an amount such as 1200.00.")


def _ambiguous(either: "re.Match[str]", digits: int) -> PydanticCustomError:
    whole, rest = either["whole"], either["rest"]
    least = min(digits, len(rest)) or 1
    decimals = rest[:least] + rest[least:].rstrip("0")
    readings = (whole + rest, f"{whole}.{decimals}")
    return PydanticCustomError(
        "amount_ambiguous",
        f"This can be read as {readings[0]} or as {readings[1]}: write the one that you mean.",
        {"readings": readings},
    )


def _too_fine(currency: str | None, digits: int) -> PydanticCustomError:
    if currency is None:
        return PydanticCustomError("amount_too_fine", "This amount has too many decimals.")
    if digits == 0:
        said = "An amount in {currency} has no decimals."
        return PydanticCustomError("amount_too_fine", said, {"currency": currency})
    return PydanticCustomError(
        "amount_too_fine",
        "An amount in {currency} has at most {digits} decimals.",
        {"currency": currency, "digits": digits},
    )
