"""Everything that people ask of the erasure of an account, once: its message, and who may.

The client goes by this table, and commands, the API and the console are held to it by tests. What
is in the way is in `domain.erasure.erasure` and `domain.erasure.may_erase`.
"""

from typing import Any

from domain.access import Action
from domain.erasure.messages import CancelErasure, ConfirmErasure, EraseAccount
from domain.operations.operation import Operation

ERASE = Operation("erase", Action.ERASE_ACCOUNT, EraseAccount)
CONFIRM = Operation("confirm_erasure", Action.CONFIRM_ERASURE, ConfirmErasure)
CANCEL = Operation("cancel_erasure", Action.ERASE_ACCOUNT, CancelErasure)

OPERATIONS: tuple[Operation[Any], ...] = (ERASE, CONFIRM, CANCEL)
