"""What people say of a letter that did not arrive."""

from typing import Annotated

from domain.operations.messages import Message, Reason
from domain.values.bounds import AtMostLong


class LetterMessage(Message):
    key: Annotated[str, AtMostLong(500)]
    """The notice's."""


class ResendLetter(LetterMessage):
    """It is sent again, to the address of today."""


class DismissLetter(LetterMessage):
    """It is not to be sent again."""

    reason: Reason
