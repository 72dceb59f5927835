"""Everything that people do about a letter that did not arrive, once: its message, and who may.

The client goes by this table, and commands, the API and the console's forms are held to it by
tests. Nothing is in the way of either: what is listed is stuck. That a reminder reminds of nothing
any more is found when it is sent again.
"""

from typing import Any

from domain.access import Action
from domain.letters.messages import DismissLetter, ResendLetter
from domain.operations.operation import Operation

RESEND = Operation("resend", Action.RESEND_LETTER, ResendLetter)
DISMISS = Operation("dismiss", Action.RESEND_LETTER, DismissLetter)

OPERATIONS: tuple[Operation[Any], ...] = (RESEND, DISMISS)
