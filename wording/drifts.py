"""What staff read of drift: what the billing system did otherwise than switched, how it ended."""

from collections.abc import Callable

from domain.billing.drift import Drift, DriftEnd, DriftStep
from domain.money import Money
from wording.catalogue import staff_words


def drifted(step: DriftStep, write: Callable[[Money], str] = str) -> str:
    """A line of a history, without a full stop.

    Args:
        write: how amounts are written.
    """
    if step.end is not None:
        return drift_end(step.end, step.drift, write)
    return staff_words()(f"drifted.{step.drift.kind}", amount=_amount(step.drift, write))


def drift_end(end: DriftEnd, drift: Drift, write: Callable[[Money], str] = str) -> str:
    """What became of it, without a full stop."""
    return staff_words()(f"drift_ended.{end}", amount=_amount(drift, write))


def _amount(drift: Drift, write: Callable[[Money], str]) -> str | None:
    return write(drift.amount) if drift.amount else None
