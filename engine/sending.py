"""How the sender of a message came in (a password, a link, a key …): set once, where they are
authenticated, and stamped on every message that they send. Senders cannot claim it themselves."""

from contextvars import ContextVar
from typing import TypeVar

from domain.errors import MessageTooLarge
from domain.operations.messages import Message
from domain.people.through import Through

_THROUGH: ContextVar[Through | None] = ContextVar("through", default=None)

M = TypeVar("M", bound=Message)


def send_through(through: Through | None) -> None:
    """Sets how the sender came in, for this task and those that it starts."""
    _THROUGH.set(through)


AT_MOST_BYTES = 1024 * 1024
"""Of one message, as it is sent. The engine takes twice as much, and one that is larger would hold
up whatever its request or invoice does next."""


def stamped(command: M) -> M:
    """The message with how its sender came in; unchanged where nobody was authenticated, as in a
    program that uses the clients.

    Raises:
        MessageTooLarge: it is more than is taken at one time.
    """
    size = len(command.model_dump_json().encode())
    if size > AT_MOST_BYTES:
        raise MessageTooLarge(
            f"This message has {size // 1024:,} KB, and at most {AT_MOST_BYTES // 1024:,} KB are"
            " taken at one time. Nothing was done: send less.",
            at_most=AT_MOST_BYTES,
        )
    through = _THROUGH.get()
    return command if through is None else command.model_copy(update={"through": through})
