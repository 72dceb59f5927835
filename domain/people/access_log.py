"""The access log: who came in or was refused, and who changed what others may do."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from domain.people.access_events import AccessEvent
from domain.values.record import Record


class AccessEntry(Record):
    number: int
    """Counts up; entries are never changed or removed."""
    at: datetime
    event: Annotated[AccessEvent | str, Field(union_mode="left_to_right")]
    """A plain string where a later release wrote an event that this one does not know."""
    actor: str | None
    """Who did it; None where nobody was identified yet."""
    subject: str | None
    """Whom or what it was done to: a sign-in, or the id of a key, link or session."""
    account: str | None
    through: str | None
    """The session, link or key that it was done by, or the command line."""
    address: str | None
    """Where it came from, as far as that is known."""
    details: dict[str, Any]
    """Such as the roles before and after; never a secret."""
