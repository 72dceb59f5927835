"""How somebody came in: by which channel, by which link or key, and whether it was theirs alone."""

from enum import StrEnum

from domain.values.record import Record


class Channel(StrEnum):
    """How somebody came in."""

    PROVIDER = "provider"
    """The identity provider vouched for them."""
    PASSWORD = "password"  # noqa: S105 - a name, not a secret
    LINK = "link"
    """A customer's link."""
    KEY = "key"
    """An API key, which a program holds."""
    COMMAND_LINE = "command_line"
    """Typed by its operator; `by` is whom they named."""


class Through(Record):
    """How the person in `by` came in: a name alone does not prove who acted."""

    door: Channel
    id: str | None = None
    """Of the link or the key."""
    made_by: str | None = None
    """Who made the link or the key, or set the password; `worker` for a letter's link."""
    mailed: bool = False
    """A link that was mailed to the address on file and shown to nobody."""
    staff_could_read: bool = False
    """One of our people saw the link, or set the password: the person it names may never have
    acted. Not enough for what cannot be undone (S3)."""
