"""How the sender of a message came in (a password, a link, a key …): set once, where they are
authenticated, and stamped on every message that they send. Senders cannot claim it themselves."""

from contextvars import ContextVar
from typing import TypeVar

from domain.messages import Message
from domain.through import Through

_THROUGH: ContextVar[Through | None] = ContextVar("through", default=None)

M = TypeVar("M", bound=Message)


def send_through(through: Through | None) -> None:
    """Sets how the sender came in, for this task and those that it starts."""
    _THROUGH.set(through)


def stamped(command: M) -> M:
    """The message with how its sender came in; unchanged where nobody was authenticated, as in a
    program that uses the clients."""
    through = _THROUGH.get()
    return command if through is None else command.model_copy(update={"through": through})
