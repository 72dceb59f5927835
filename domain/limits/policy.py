"""The policy of credit limits after the approval."""

from datetime import timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from domain.values.amounts import AmountInFile
from domain.values.money import Money, is_money
from domain.values.record import Record


class LimitsPolicy(Record):
    second_approver_above: dict[str, AmountInFile] | None = {
        "EUR": Decimal(50000),
        "USD": Decimal(50000),
        "GBP": Decimal(50000),
    }
    """A limit that is raised to more than this, by currency, is proposed by one credit analyst and
    confirmed by another. A currency that is not listed always needs two; None: one is enough."""
    proposal_days: Annotated[int, Field(ge=1, le=365)] = 14
    """How long a proposed limit waits to be confirmed."""

    @property
    def proposals_last(self) -> timedelta:
        return timedelta(days=self.proposal_days)

    def needs_two(self, limit: Money) -> bool:
        """Whether raising a limit to this takes a second credit analyst."""
        if self.second_approver_above is None:
            return False
        most = self.second_approver_above.get(limit.currency)
        return most is None or limit.amount > most

    @field_validator("second_approver_above")
    @classmethod
    def _amounts(cls, amounts: dict[str, Decimal] | None) -> dict[str, Decimal] | None:
        for currency, amount in (amounts or {}).items():
            if amount < 0 or not is_money(amount, currency):
                raise PydanticCustomError(
                    "second_approver_invalid",
                    "{currency} is not a currency we bill in, or what is said of it is no amount of"
                    " it.",
                    {"currency": currency},
                )
        return amounts
