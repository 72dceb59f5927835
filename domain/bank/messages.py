"""What people decide on an entry of a bank statement."""

from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from domain.field_problems import problems_of
from domain.invoices.messages import MOST_SHARES
from domain.operations.messages import Message, Reason
from domain.values.amounts import FROM_A_PERSON
from domain.values.bounds import AtMostLong
from domain.values.money import Money


class EntryMessage(Message):
    @property
    def asked(self) -> Any:
        """What a caller's key is kept for, in plain values."""
        raise NotImplementedError


class AcceptProposal(EntryMessage):
    """Book it as it is proposed."""

    proposal: int = Field(default=1, le=1_000_000)
    """Which of the proposals, from 1: the first is the best."""

    @property
    def asked(self) -> int:
        return self.proposal


class InvoicePart(BaseModel):
    """An invoice with its part of the money."""

    model_config = ConfigDict(frozen=True)

    invoice: Annotated[str, AtMostLong(200)]
    amount: Money | None = None
    """In the currency of the entry; all that it can be where nobody says it."""

    @field_validator("amount")
    @classmethod
    def _more_than_nothing(cls, amount: Money | None) -> Money | None:
        if amount is not None and amount.minor <= 0:
            raise PydanticCustomError("amount_invalid", "A part is more than zero.")
        return amount

    @property
    def minor(self) -> int | None:
        return None if self.amount is None else self.amount.minor


def part_in(written: str, currency: str) -> InvoicePart:
    """`NUMBER`, or `NUMBER=AMOUNT` with an amount in this currency; raises PydanticCustomError."""
    number, equals, amount = (each.strip() for each in written.partition("="))
    if not number or (equals and not amount):
        said = "'{written}' names no invoice, or no amount."
        raise PydanticCustomError("invalid", said, {"written": written.strip()})
    if not equals:
        return InvoicePart(invoice=number)
    try:
        money = Money.model_validate(
            {"amount": amount, "currency": currency}, context=FROM_A_PERSON
        )
        return InvoicePart(invoice=number, amount=money)
    except ValidationError as invalid:
        problem = problems_of(invalid)[0]["problem"]
        said = "'{amount}': {problem}"
        raise PydanticCustomError(
            "amount_invalid", said, {"amount": amount, "problem": problem}
        ) from None


class AssignEntry(EntryMessage):
    """Book it for these invoices, or for an account's oldest ones."""

    account: Annotated[str | None, AtMostLong(200)] = None
    invoices: Annotated[tuple[InvoicePart, ...], AtMostLong(MOST_SHARES)] = Field(
        default=(), validate_default=True
    )
    apart: bool = False
    """It is another transfer than what is recorded under the bank's reference."""

    @field_validator("invoices")
    @classmethod
    def _or_an_account(
        cls, invoices: tuple[InvoicePart, ...], info: ValidationInfo
    ) -> tuple[InvoicePart, ...]:
        if bool(invoices) == (info.data.get("account") is not None):
            raise PydanticCustomError("one_of_both", "Name invoices, or an account.")
        return invoices

    @property
    def asked(self) -> list[Any]:
        parts = [[each.invoice, each.minor] for each in self.invoices]
        return [parts, self.account, *([True] if self.apart else [])]


class IgnoreEntry(EntryMessage):
    """It is no payment of a customer's."""

    reason: Reason
    """For colleagues; no customer reads it."""

    @property
    def asked(self) -> str:
        return self.reason


class UndoDecision(EntryMessage):
    """Take back what was decided."""

    reason: Reason
    """For colleagues; no customer reads it."""

    @property
    def asked(self) -> str:
        return self.reason
