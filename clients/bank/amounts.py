"""An amount in the shape of `--json` and of the API."""

from typing import Any

from domain.values.money import Money


def money_document(minor: int, currency: str) -> dict[str, Any]:
    return Money.from_minor(minor, currency).model_dump(mode="json")
