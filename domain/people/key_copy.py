"""A copy of the keys that personal data is sealed with, as the ledger has them: each wrapped by a
master key, of no use to who has not that one."""

from datetime import datetime
from typing import Literal

from pydantic import ConfigDict, Field, ValidationError

from domain.errors import InvalidFile
from domain.field_problems import problems_of
from domain.values.record import Record


class CopiedMaster(Record):
    name: str = Field(min_length=1, max_length=2_000)
    since: datetime
    """When it began to wrap what is new."""


class CopiedKey(Record):
    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    id: str = Field(min_length=1, max_length=40)
    owner: str = Field(min_length=1, max_length=300)
    number: int = Field(gt=0, lt=2**31)
    """The owner's newest seals what is new."""
    master: str = Field(max_length=2_000)
    """What it is wrapped by."""
    wrapped: bytes | None
    """Nothing where it was destroyed, as its owner was erased."""


class KeyCopy(Record):
    format: Literal["pay-by-invoice data keys"] = "pay-by-invoice data keys"
    version: Literal[1] = 1
    made_at: datetime
    masters: tuple[CopiedMaster, ...] = ()
    """From the first to the one that wraps what is new."""
    keys: tuple[CopiedKey, ...] = ()

    @property
    def destroyed(self) -> int:
        return sum(each.wrapped is None for each in self.keys)


class KeysImported(Record):
    """What came of taking keys back from a copy."""

    copied_at: datetime
    """When the copy was made."""
    added: int = 0
    already: int = 0
    """The ledger has them."""
    rewrapped: int = 0
    """It has them wrapped by a master key of before, and this process does not have that one."""
    erased: int = 0
    """Their accounts were erased: they stay destroyed."""
    erase_again: tuple[str, ...] = ()
    """Accounts that were erased, of which the ledger was set back to before."""


def read_key_copy(text: str) -> KeyCopy:
    """Raises InvalidFile with every problem."""
    try:
        return KeyCopy.model_validate_json(text)
    except ValidationError as invalid:
        raise InvalidFile(problems_of(invalid)) from None
