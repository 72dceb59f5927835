"""Reads snapshots and endings that were stored with texts alone: the outcome, what was settled.

Nothing is written like this any more. They stand in answers that the engine keeps.
"""

from collections.abc import Mapping
from typing import Any

from domain.requests.outcomes import OutcomeKind, SettledWith

_REJECTED = "rejected: "
_DOCUMENTS = "legal documents"
_KINDS = frozenset(OutcomeKind) - {OutcomeKind.REJECTED, OutcomeKind.OTHER}


def with_outcome(stored: Any) -> Any:
    """A stored snapshot or ending, with the facts that stood in it as texts."""
    if not isinstance(stored, Mapping):
        return stored
    read: dict[str, Any] = {}
    if "ended" not in stored and (outcome := stored.get("outcome")):
        read["ended"] = _outcome_of(outcome)
    if "settled" not in stored and (cleared := stored.get("cleared")):
        read["settled"] = {rule: _settled_of(text) for rule, text in cleared.items()}
    return {**stored, **read} if read else stored


def _outcome_of(text: str) -> dict[str, Any]:
    if text.startswith(_REJECTED):
        codes = tuple(text.removeprefix(_REJECTED).split(", "))
        return {"kind": OutcomeKind.REJECTED, "codes": codes}
    if text in _KINDS:
        return {"kind": text}
    return {"kind": OutcomeKind.OTHER, "codes": (text,)}


def _settled_of(text: str) -> dict[str, Any]:
    if text.startswith(_DOCUMENTS):
        by = text.removeprefix(_DOCUMENTS).removeprefix(", accepted by ")
        return {"how": SettledWith.DOCUMENTS, "by": by or None}
    by, _, reason = text.removeprefix("overruled by ").partition(": ")
    named = text.startswith("overruled by ")
    return {
        "how": SettledWith.OVERRULED,
        "by": by if named else None,
        "reason": reason if named else None,
    }
