"""Reads entries that were stored before happenings had names: a trigger and a note in words.

Nothing is written like this any more. They are in answers that the engine keeps.
"""

from collections.abc import Callable, Mapping
from typing import Any

from domain.requests.happenings import Happening
from domain.requests.timeline_texts import TRIGGERS
from domain.values.money import Money

_HAPPENINGS = {trigger: happening for happening, trigger in TRIGGERS.items()}
_OVERRULED = "overrule "
_TAKES_BACK = "takes back what was settled: "
_ON_CONDITION = ", on condition of a "


def with_facts(stored: Any) -> Any:
    """A stored entry with its kind and its facts, where it has none that this version knows."""
    if not isinstance(stored, dict) or stored.get("kind") in _KNOWN:
        return stored
    trigger, note = stored.get("trigger", ""), stored.get("note")
    kind = Happening.OVERRULED if trigger.startswith(_OVERRULED) else _HAPPENINGS.get(trigger)
    if kind is None:
        return {**stored, "kind": Happening.OTHER, "codes": (trigger,), "said": note}
    facts = _READ.get(kind, _words)(note) if note else {}
    if kind is Happening.OVERRULED:
        facts["codes"] = (trigger.removeprefix(_OVERRULED),)
    return {**stored, **facts, "kind": kind}


def _words(note: str) -> dict[str, Any]:
    return {"said": note}


def _codes(note: str) -> dict[str, Any]:
    return {"codes": tuple(note.split(", "))}


def _kinds(note: str) -> dict[str, Any]:
    return {"codes": tuple(kind.replace(" ", "_") for kind in note.split(", "))}


def _taken_back(note: str) -> dict[str, Any]:
    return _codes(note.removeprefix(_TAKES_BACK))


def _added(note: str) -> dict[str, Any]:
    document, _, kind = note.partition(", ")
    return {"about": document, **(_kinds(kind) if kind else {})}


def _reviewed(note: str) -> dict[str, Any]:
    document, _, reason = note.partition(": ")
    return {"about": document, "said": reason or None}


def _rejected(note: str) -> dict[str, Any]:
    codes, _, reason = note.partition(": ")
    return {**_codes(codes), "said": reason or None}


def _money(text: str) -> Money:
    amount, _, currency = text.partition(" ")
    return Money.model_validate({"amount": amount, "currency": currency})


def _approved(note: str) -> dict[str, Any]:
    limit, _, condition = note.removeprefix("limit ").partition(_ON_CONDITION)
    security, _, worth = condition.rpartition(" of ")
    of_security = {**_kinds(security), "security": _money(worth)} if condition else {}
    return {"amount": _money(limit), **of_security}


def _skipped(note: str) -> dict[str, Any]:
    return {"codes": (note.partition(": ")[0],)}


def _letter(note: str) -> dict[str, Any]:
    kind, _, key = note.partition(": ")
    return {"codes": (kind,), "about": key}


def _letter_dismissed(note: str) -> dict[str, Any]:
    kind, _, rest = note.partition(": ")
    reason, _, key = rest.rpartition(" (")
    return {"codes": (kind,), "about": key.removesuffix(")"), "said": reason}


_KNOWN = frozenset(Happening)
_READ: Mapping[Happening, Callable[[str], dict[str, Any]]] = {
    Happening.EDITED: _taken_back,
    Happening.TO_FIX: _codes,
    Happening.TO_VERIFY: _codes,
    Happening.HELD_BACK: _codes,
    Happening.SWITCH_REFUSED: _codes,
    Happening.LAPSED: _codes,
    Happening.DOCUMENTS_ASKED: _kinds,
    Happening.MORE_DOCUMENTS_ASKED: _kinds,
    Happening.REMINDED: _kinds,
    Happening.DOCUMENT_ADDED: _added,
    Happening.DOCUMENT_ACCEPTED: _reviewed,
    Happening.DOCUMENT_REFUSED: _reviewed,
    Happening.CREDIT_CHECK: lambda note: {"amount": _money(note)},
    Happening.APPLICATION_RETURNED: lambda note: {"about": note},
    Happening.CREDIT_APPROVED: _approved,
    Happening.APPROVED: _approved,
    Happening.SWITCHED: lambda note: {"codes": tuple(note.split(" to "))},
    Happening.REJECTED: _rejected,
    Happening.REMINDER_SKIPPED: _skipped,
    Happening.LETTER_REFUSED: _letter,
    Happening.LETTER_UNCONFIRMED: _letter,
    Happening.LETTER_DISMISSED: _letter_dismissed,
}
