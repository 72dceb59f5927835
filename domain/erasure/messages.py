"""What people ask of the erasure of an account."""

from domain.operations.messages import Message, Reason


class ErasureMessage(Message):
    pass


class EraseAccount(ErasureMessage):
    """Erase the account's people; its books stay."""

    reason: Reason
    """It is kept, and names nobody."""
    when_possible: bool = False
    """Where it may not be done yet, it is done once it may."""


class ConfirmErasure(ErasureMessage):
    """What somebody else asked for."""


class CancelErasure(ErasureMessage):
    """Take back what waits."""
