"""What an entry is about, as a row keeps it."""

from typing import Any

from domain.invoices.facts import Facts

_FIELDS = frozenset(Facts.model_fields)


def facts_row(facts: Facts) -> dict[str, Any] | None:
    """The facts alone, also of an entry that has more; None where it has none."""
    return facts.model_dump(mode="json", include=set(_FIELDS), exclude_defaults=True) or None
