"""Where a letter goes and under which link, or until when it waits."""

from datetime import datetime

from domain.values.record import Record


class Addressed(Record):
    to: str | None = None
    """The customer's address; None for a team's, or where there is none."""
    instead: bool = False
    """To an administrator, since the contact on the form is not confirmed yet."""
    link: str | None = None
    """Where the recipient acts on it; None where the console's address is not known."""
    until: datetime | None = None
    """How long the link works; None: it asks for a sign-in."""
    wait_until: datetime | None = None
    why: str = ""
    """Why it waits, or is never sent; names nobody."""
    refused: bool = False
