"""What is done to an account as a whole, for its page."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from console.pages.decisions.account_case import Case
from console.pages.decisions.kinds import Making
from console.pages.forms import Field
from domain.access import Action
from wording.catalogue import staff_words


@dataclass(frozen=True, slots=True)
class AccountAct:
    """Something done to an account as a whole."""

    name: str
    """In its address, and in the catalogue, where it has an underscore for each hyphen."""
    action: Action
    act: Callable[[Making], Awaitable[str]]
    """Does it, and returns a sentence about the result; raises NotValid with every problem."""
    operation: str
    """Of which the case says whether it is possible."""
    fields: Callable[[Case], tuple[Field, ...]] = lambda case: ()
    items: Callable[[Case], tuple[str, ...]] = lambda case: ("",)
    item_name: str = ""
    irreversible: bool = False

    def called(self, item: str = "") -> str:
        """What it is called: about one of its items, or about none in particular."""
        return staff_words()(f"account_act.{self._key}", item=item)

    @property
    def causes(self) -> str:
        """What it will cause, in one plain sentence or two."""
        return staff_words()(f"account_act.{self._key}.causes")

    @property
    def _key(self) -> str:
        return self.name.replace("-", "_")
