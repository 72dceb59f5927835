"""Which version of an account somebody has seen, so that two who change it do not overwrite each
other."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from domain.accounts.account import Account

_DIGITS = 20


def version_of(account: Account) -> str:
    """The version of an account's facts and scopes: equal accounts have equal ones, whatever else
    became of their invoices and money."""
    told = json.dumps(_plain(account.model_dump()), sort_keys=True, default=str)
    return sha256(told.encode()).hexdigest()[:_DIGITS]


def _plain(value: Any) -> Any:
    """Amounts without zeros at their end, since the ledger may keep them with other ones."""
    match value:
        case Mapping():
            return {str(name): _plain(each) for name, each in value.items()}
        case tuple() | list():
            return [_plain(each) for each in value]
        case Decimal():
            return format(value.normalize(), "f")
    return value


@dataclass(frozen=True)
class Precondition:
    """What must be so of the account that the ledger has, before it is changed."""

    versions: frozenset[str] = frozenset()
    """It is one of these; whatever it is where none is named."""
    known: bool = False
    """There is such an account."""
    new: bool = False
    """There is none yet."""

    def holds(self, present: str | None) -> bool:
        """Whether it is so.

        Args:
            present: The version in the ledger; None without such an account.
        """
        if present is None:
            return not self.known and not self.versions
        return not self.new and (not self.versions or present in self.versions)


NO_PRECONDITION = Precondition()
