"""What staff read of drift: what the billing system did otherwise than switched, how it ended."""

from collections.abc import Callable

from domain.billing.drift import Drift, DriftEnd, DriftStep
from domain.values.money import Money
from wording.catalogue import staff_words


def drifted(step: DriftStep, write: Callable[[Money], str] = str) -> str:
    """A line of a history, without a full stop.

    Args:
        write: how amounts are written.
    """
    if step.end is not None:
        return _ended(step.end, step.drift, write)
    return staff_words()(f"drifted.{step.drift.kind}", amount=_amount(step.drift, write))


def became(drift: Drift, write: Callable[[Money], str] = str) -> str:
    """What became of it and who has seen to it, or that somebody is to; without a full stop."""
    if drift.end is None:
        return staff_words()("drift.to_be_seen_to", trouble=drift.trouble)
    ended = _ended(drift.end, drift, write)
    return staff_words()("drift.ended", ended=ended, by=drift.ended_by)


def _ended(end: DriftEnd, drift: Drift, write: Callable[[Money], str]) -> str:
    return staff_words()(f"drift_ended.{end}", amount=_amount(drift, write))


def _amount(drift: Drift, write: Callable[[Money], str]) -> str | None:
    return write(drift.amount) if drift.amount else None
