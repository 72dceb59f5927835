"""Why something cannot be done with a request, an invoice, an account or an entry of a bank now, in
words."""

from typing import TypeVar

from pydantic import ValidationError

from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.statement import Statement
from domain.limits.limit import AccountLimit
from domain.operations.obstacles import Hindrance, Possible
from domain.requests.snapshot import Snapshot
from domain.values.money import Money
from wording.catalogue import staff_words
from wording.terms import term

Shown = TypeVar("Shown", Snapshot, InvoiceView, Statement, AccountLimit)

_UNKNOWN = "hindrance.other"
_AMOUNTS = frozenset({"before", "limit"})
"""Facts that are amounts: `12000.00 EUR`."""


def why_not(hindrance: Hindrance) -> str:
    """The sentence for it. A code that this version does not know says only that it is not."""
    words, key = staff_words(), f"hindrance.{hindrance.code}"
    facts = {**hindrance.facts}
    if isinstance(state := facts.get("state"), str):
        facts["state"] = term(state)
    for name in _AMOUNTS & facts.keys():
        facts[name] = _written(str(facts[name]))
    if key not in words:
        return words(_UNKNOWN)
    try:
        if isinstance(problems := hindrance.facts.get("problems"), int):
            return words.counted(key, problems)
        return words(key, **facts)
    except KeyError:
        return words(_UNKNOWN)


def _written(amount: str) -> str:
    number, _, currency = amount.partition(" ")
    try:
        return Money.model_validate({"amount": number, "currency": currency}).written
    except ValidationError:  # as another version writes it
        return amount


def in_words(shown: Shown) -> Shown:
    """The same with the reason of each code of what is not possible."""
    if shown.possible is None:
        return shown
    return shown.model_copy(update={"possible": with_reasons(shown.possible)})


def with_reasons(possible: Possible) -> Possible:
    return {
        name: each and each.model_copy(update={"reason": why_not(each)})
        for name, each in possible.items()
    }
