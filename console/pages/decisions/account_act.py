"""What is done to an account as a whole, for its page."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from console.pages.decisions.account_case import Case
from console.pages.decisions.kinds import Making
from console.pages.forms import Field
from domain.access import Action


@dataclass(frozen=True, slots=True)
class AccountAct:
    """Something done to an account as a whole."""

    name: str
    action: Action
    label: str
    causes: str
    act: Callable[[Making], Awaitable[str]]
    """Does it, and returns a sentence about the result; raises NotValid with every problem."""
    operation: str
    """Of which the case says whether it is possible."""
    fields: Callable[[Case], tuple[Field, ...]] = lambda case: ()
    items: Callable[[Case], tuple[str, ...]] = lambda case: ("",)
    item_name: str = ""
    irreversible: bool = False
