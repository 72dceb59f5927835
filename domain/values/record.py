"""The base of what is kept or sent."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """Base of everything kept or sent: immutable, and a name that is not known is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")
