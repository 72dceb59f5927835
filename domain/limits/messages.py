"""What credit analysts ask of an account's credit limit."""

from datetime import date

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from domain.operations.messages import Message, Reason
from domain.values.money import Money


class ChangeLimit(Message):
    """Set the limit, freeze or unfreeze it; say when it is to be reviewed, alone or with one of
    these; or take the review away."""

    amount: Money | None = None
    """The limit from now on, over all scopes of the account."""
    freeze: bool | None = None
    """True: nothing new is issued from now on; False: it may be again."""
    review_on: date | None = None
    no_review: bool = False
    """True: no day of review is set any more; it stands alone."""
    reason: Reason
    """For colleagues; the customer does not read it."""

    @model_validator(mode="after")
    def _asks_something(self) -> "ChangeLimit":
        if self.amount is not None and self.freeze is not None:
            raise PydanticCustomError(
                "one_at_a_time", "Set the amount, or freeze or unfreeze it: one at a time."
            )
        asked = [self.amount, self.freeze, self.review_on]
        if self.no_review and asked != [None, None, None]:
            raise PydanticCustomError(
                "one_at_a_time", "Take the review away by itself, and nothing beside it."
            )
        if asked == [None, None, None] and not self.no_review:
            raise PydanticCustomError(
                "nothing_asked",
                "Say what to change: the amount, whether it is frozen, or when it is reviewed.",
            )
        return self


class ConfirmLimit(Message):
    """Confirm or decline a limit that somebody else proposed."""

    proposal: int = Field(ge=1, le=1_000_000)
    """Its number: what was read is what is confirmed."""
    accept: bool = True
    reason: Reason | None = None
