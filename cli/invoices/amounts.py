"""Amounts and days as they are typed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from cli.usage import refuse

if TYPE_CHECKING:
    from domain.values.amounts import WrittenAmount
    from domain.values.money import Money


@dataclass(frozen=True)
class Amount:
    """An amount whose currency may be that of an invoice which has to be read first."""

    text: str
    written: "WrittenAmount"
    option: str

    @property
    def currency(self) -> str | None:
        """The currency that was typed with it."""
        return self.written.currency

    @property
    def said(self) -> str:
        """The same text for the same amount, as long as its currency is not known."""
        from pydantic_core import PydanticCustomError

        try:
            return f"{self.written.in_currency(None).normalize():f}"
        except PydanticCustomError:
            return self.text.strip()

    @property
    def for_now(self) -> "Money":
        """As it was typed, or else something to hold its place until the currency is known."""
        from domain.values.money import Money

        return self.in_currency(None) if self.currency else Money(amount=Decimal(1), currency="EUR")

    def in_currency(self, known: str | None) -> "Money":
        """As it was typed, or else in the currency that is known.

        Raises:
            WrongUsage: this currency has no such amount, or is none that is billed in.
        """
        from pydantic import ValidationError

        from domain.field_problems import problems_of
        from domain.values.money import Money

        try:
            content = {"amount": self.text, "currency": self.currency or known or ""}
            return Money.model_validate(content)
        except ValidationError as invalid:
            said = problems_of(invalid)[0]
            refuse(self.option, said["problem"], said["code"])


def amount_in(written: str, option: str = "--amount") -> Amount:
    """`120.00`, `1.250,50`, `120.00 EUR` or `€ 120`.

    Raises:
        WrongUsage: it is something else.
    """
    from pydantic_core import PydanticCustomError

    from domain.values.amounts import WrittenAmount

    try:
        amount = Amount(written, WrittenAmount(written), option)
    except PydanticCustomError as problem:
        refuse(option, problem.message(), problem.type)
    try:
        amount.written.in_currency(amount.currency)
    except PydanticCustomError as problem:
        # Which of two readings is meant may be plain once the invoice's currency is known.
        if problem.type != "amount_ambiguous":
            refuse(option, problem.message(), problem.type)
    amount.for_now  # noqa: B018 - refuses an amount that its own currency does not have
    return amount


def plain_amount_in(written: str, option: str) -> Decimal:
    """An amount in a currency that is known and not typed.

    Raises:
        WrongUsage: it is something else.
    """
    from pydantic_core import PydanticCustomError

    from domain.values.amounts import plain_amount

    try:
        return plain_amount(written)
    except PydanticCustomError as problem:
        refuse(option, problem.message(), problem.type)


def day_in(written: str, option: str) -> date:
    """A day such as 2026-11-30.

    Raises:
        WrongUsage: it is something else.
    """
    from pydantic_core import PydanticCustomError

    from domain.values import days

    try:
        return days.day_in(written)
    except PydanticCustomError as problem:
        refuse(option, problem.message(), problem.type)


def bank_reference_in(written: str) -> str:
    """A bank's reference.

    Raises:
        WrongUsage: it cannot be one.
    """
    from pydantic import TypeAdapter, ValidationError

    from domain.values.bank_references import NOT_A_REFERENCE, BankReference

    try:
        return TypeAdapter[str](BankReference).validate_python(written)
    except ValidationError:
        refuse("--bank-reference", NOT_A_REFERENCE, "bank_reference_invalid")
