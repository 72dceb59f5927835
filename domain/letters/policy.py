"""What the policy file says of letters to customers."""

from typing import Annotated

from pydantic import Field

from domain.values.record import Record


class LettersPolicy(Record):
    link_days: Annotated[int, Field(ge=1, le=365)] = 14
    """How long the link in a letter works at the least; longer where the letter names a later
    day."""
    link_days_at_most: Annotated[int, Field(ge=1, le=3650)] = 120
    most_a_day: Annotated[int, Field(ge=1, le=10_000)] = 20
    """About one request, or one invoice, to its customer. The rest goes out the days after."""
    most_a_day_to_strangers: Annotated[int, Field(ge=1, le=10_000)] = 5
    """To one address that the account does not have, about requests, whichever they are."""
