"""Everything that a policy file may say: of requests, of invoices, and of letters."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from domain.bank.policy import BankPolicy
from domain.billing.policy import BillingPolicy
from domain.errors import InvalidFile
from domain.field_problems import problems_of
from domain.invoices.policy import InvoicePolicy
from domain.letters.policy import LettersPolicy
from domain.limits.policy import LimitsPolicy
from domain.papers.policy import PapersPolicy
from domain.policy import Policy
from domain.retention.retention import RetentionPolicy
from domain.values.amounts import FROM_A_PERSON


class WholePolicy(Policy):
    """Everything that a policy file may say; it needs to name only what differs from the
    defaults."""

    invoices: InvoicePolicy = InvoicePolicy()
    """For invoices after the switch. No part of a request's policy, which travels with it."""
    letters: LettersPolicy = LettersPolicy()
    """For letters, as they go out."""
    billing: BillingPolicy = BillingPolicy()
    """For the billing system behind it."""
    bank: BankPolicy = BankPolicy()
    """For bank statements, as they come in."""
    limits: LimitsPolicy = LimitsPolicy()
    """For credit limits that are changed after the approval."""
    papers: PapersPolicy = PapersPolicy()
    """For what invoices and credit notes say as documents, when they are issued."""
    retention: RetentionPolicy = RetentionPolicy()
    """For what is kept for a while only, each day."""


_TAKEN_WHOLE = frozenset({"seller"})
"""Blocks of which a file gives all or nothing: another company's name must not stand beside the
tax number of the default."""


def read_policy(content: Any) -> WholePolicy:
    """The policy in a file's content; what it does not name keeps its default.

    Raises:
        InvalidFile: with every problem at once.
    """
    if not content:
        return WholePolicy()
    try:
        return WholePolicy.model_validate(
            _over(WholePolicy().model_dump(), content), context=FROM_A_PERSON
        )
    except ValidationError as invalid:
        raise InvalidFile(problems_of(invalid)) from invalid


def _over(defaults: Any, content: Any) -> Any:
    """The content with the defaults of whatever it does not name, block by block."""
    if not isinstance(defaults, Mapping) or not isinstance(content, Mapping):
        return content
    named = {
        name: value if name in _TAKEN_WHOLE else _over(defaults.get(name), value)
        for name, value in content.items()
    }
    return {**defaults, **named}
