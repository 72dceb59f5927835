"""Who must act, on a request or an invoice: for what, since when and until when."""

from datetime import datetime
from enum import StrEnum

from pydantic import AliasChoices, ConfigDict, Field

from domain.account import Record


class Part(Record):
    model_config = ConfigDict(frozen=True, extra="ignore", serialize_by_alias=True)


class Who(StrEnum):
    CUSTOMER = "customer"
    CREDIT = "credit"
    LEGAL = "legal"
    BILLING = "billing"
    NOBODY = "nobody"


class WaitingOn(Part):
    """Who has the ball, for what, since when and until when."""

    who: Who
    for_: str = Field(
        validation_alias=AliasChoices("for", "for_"), serialization_alias="for", default=""
    )
    since: datetime
    until: datetime | None = None


WORKER = "worker"
"""Who acts when nobody does: the `by` of automatic steps."""
