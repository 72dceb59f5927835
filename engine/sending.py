"""Through what whoever acts at this moment came in: said once, where they are let in, and written
into each message that they send. One who calls cannot say it of themselves."""

from contextvars import ContextVar
from typing import TypeVar

from domain.messages import Message
from domain.through import Through

_THROUGH: ContextVar[Through | None] = ContextVar("through", default=None)

M = TypeVar("M", bound=Message)


def send_through(through: Through | None) -> None:
    """From here on, in this task and those that it starts, messages are sent through this."""
    _THROUGH.set(through)


def stamped(command: M) -> M:
    """The message with what its sender came in through; as it is where nobody came in, as in a
    program of one's own."""
    through = _THROUGH.get()
    return command if through is None else command.model_copy(update={"through": through})
