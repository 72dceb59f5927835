"""The one way to build a draft, a form and an account in these tests: the examples, changed."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from domain.accounts.account import Account
from domain.forms.form import RequestForm, read_form
from domain.policy import EligibilityPolicy
from domain.rules.eligibility import assess
from domain.rules.facts import RegisterAnswer
from domain.rules.findings import Finding

EXAMPLES = Path(__file__).parents[2] / "examples"
TODAY = date(2026, 11, 22)


class _Gone:
    pass


GONE = _Gone()
"""The value of a change that takes a field away."""


@cache
def _example(path: str) -> Any:
    return yaml.safe_load((EXAMPLES / path).read_text(encoding="utf-8"))


def a_draft(example: str = "contoso", **changes: Any) -> dict[str, Any]:
    """The example's draft; `company__tax_id="…"` changes one field, `GONE` removes it."""
    return _changed(_example(f"forms/{example}.yaml"), changes)


def a_form(example: str = "contoso", **changes: Any) -> RequestForm:
    return read_form(a_draft(example, **changes), TODAY)


def an_account(name: str = "Contoso BV", **changes: Any) -> Account:
    found = next(a for a in _example("accounts.yaml")["accounts"] if a["name"] == name)
    return Account.model_validate(_changed(found, changes))


def with_scope(account: Account, **changes: Any) -> Account:
    """The account with its first scope changed."""
    first, *others = account.scopes
    changed = type(first).model_validate({**first.model_dump(), **changes})
    return account.model_copy(update={"scopes": (changed, *others)})


def findings(
    form: RequestForm | None = None,
    account: Account | None = None,
    policy: EligibilityPolicy | None = None,
    *,
    today: date = TODAY,
    register: RegisterAnswer | None = None,
) -> dict[str, Finding]:
    """What the rules say, by code: of Contoso, where nothing else is given."""
    found = assess(
        form or a_form(),
        account or an_account(),
        policy or EligibilityPolicy(),
        today=today,
        register=register,
    )
    return {finding.code: finding for finding in found}


def _changed(example: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    copy: dict[str, Any] = deepcopy(dict(example))
    for name, value in changes.items():
        *blocks, last = name.split("__")
        block = copy
        for inner in blocks:
            block = block[inner]
        if value is GONE:
            block.pop(last, None)
        else:
            block[last] = value
    return copy
