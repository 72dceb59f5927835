"""Which version of an account somebody has seen: what is asked for it is in `preconditions`."""

import json
from collections.abc import Mapping
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
