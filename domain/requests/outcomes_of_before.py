"""Reads snapshots and endings that were stored with texts alone: the outcome, what was settled.

Nothing is written like this any more. They are in answers that the engine keeps.
"""

from typing import Any

from domain.requests.outcomes import OutcomeKind, SettledWith

_REJECTED = "rejected: "
_DOCUMENTS = "legal documents"
_KINDS = frozenset(OutcomeKind) - {OutcomeKind.REJECTED, OutcomeKind.OTHER}


def named_outcome(stored: Any) -> Any:
    """The outcome of a snapshot or an ending, where it was stored as a text."""
    if not isinstance(stored, str):
        return stored
    if stored.startswith(_REJECTED):
        codes = tuple(stored.removeprefix(_REJECTED).split(", "))
        return {"kind": OutcomeKind.REJECTED, "codes": codes}
    if stored in _KINDS:
        return {"kind": stored}
    return {"kind": OutcomeKind.OTHER, "codes": (stored,)}


def named_settled(stored: Any) -> Any:
    """What was settled, where it was stored as texts."""
    if not isinstance(stored, dict):
        return stored
    return {rule: _settled_of(how) if isinstance(how, str) else how for rule, how in stored.items()}


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
