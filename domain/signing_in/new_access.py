"""What was asked for by somebody who let in a person or a program."""

from domain.values.record import Record


class NewAccess(Record):
    """As far as it may be stored."""

    kind: str
    name: str
    roles: tuple[str, ...] = ()
    account: str | None = None
    actions: tuple[str, ...] = ()
    """What a key is restricted to."""
