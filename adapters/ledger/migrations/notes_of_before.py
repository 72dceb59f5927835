"""The facts in notes of a version that wrote nothing else; None where they are not certain.

A bank reference may hold most of what separates it from the rest: where a note can be read in two
ways it is left as it is.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

Facts = dict[str, Any]

_DAY = r"(\d{4}-\d\d-\d\d)"
_REMINDER = re.compile(r"reminder (\d+) days? (before due|overdue)")
_RECEIVED = re.compile(rf"(.+), (wire|ach|cheque), value date {_DAY}")
_NOTHING = re.compile(r"(.+): (nothing of it was left|nothing was open)")
_FROM_CREDIT = re.compile(r"from unapplied credit of (.+)")
_CORRECTED = re.compile(
    r"(?:payment (.+?)|(credit note|write off)) was entered wrongly: (.*)", re.S
)
_INTEREST = re.compile(rf"Late interest up to {_DAY}(?: since {_DAY})?(?:: not owed)?")
_COMPENSATION = re.compile(r"Fixed compensation for collection(?:: not owed)?")
_TOLERANCE = re.compile(
    r"within the tolerance of (\S+) ([A-Z]{3}): no reminder, no late charge, no hold"
)
_DECLARED = re.compile(
    rf"(.+), (domestic|ach|international), expected by {_DAY}"
    r"(; allowed although one before it did not come)?"
)
_ANSWER_BY = re.compile(rf"to be answered by {_DAY}")
_RESOLVED = re.compile(r"(upheld|rejected): (.*)", re.S)
_SETTLED = re.compile(r"nothing is open any more: (paid|credited|written off)")
_DISMISSED = re.compile(r"([a-z ]+): (.*)", re.S)

_SKIPPED = {
    "overtaken by a later one": "overtaken",
    "the due date has passed": "past_due",
    "the invoice had not been issued then": "not_issued",
    "the invoice was settled then": "was_settled",
}
_WHY_NOTHING = {"nothing of it was left": "nothing_left", "nothing was open": "nothing_open"}


def facts_of_event(
    trigger: str, note: str, amount: int | None, is_reference: Callable[[str], bool]
) -> Facts | None:
    """Of an entry of an invoice's timeline.

    Args:
        is_reference: Whether a payment has this reference.
    """
    if found := _FROM_CREDIT.fullmatch(note) if trigger == "pay" else None:
        return _from_credit(found[1], is_reference)
    if trigger == "reverse":
        return _reversed(note, nothing=amount == 0)
    return _EVENTS[trigger](note) if trigger in _EVENTS else None


def facts_of_adjustment(kind: str, why: str) -> Facts | None:
    """Of what raised or lowered an invoice otherwise than by payments."""
    if kind in ("late_interest", "compensation", "charge_given_back"):
        return _charged(why)
    reference, reason = why.removeprefix("payment "), why.removeprefix("dispute upheld: ")
    if kind == "recovery" and reference != why:
        return {"codes": ["payment"], "ids": _by_reference(reference)}
    if kind == "credit_note" and reason != why:
        return {"codes": ["upheld"], "said": reason}
    return _said(why)


def _paid(note: str) -> Facts | None:
    if found := _RECEIVED.fullmatch(note):
        return {"codes": [found[2]], "ids": _by_reference(found[1]), "day": found[3]}
    if found := _NOTHING.fullmatch(note):
        return {"codes": [_WHY_NOTHING[found[2]]], "ids": _by_reference(found[1])}
    return None


def _from_credit(references: str, is_reference: Callable[[str], bool]) -> Facts | None:
    named = references.split(", ")
    if len(named) > 1 and (is_reference(references) or not all(map(is_reference, named))):
        return None
    ids = [each for reference in named for each in _by_reference(reference)]
    return {"codes": ["from_unapplied_credit"], "ids": ids}


def _reversed(note: str, nothing: bool) -> Facts | None:
    if note.count(": ") != 1:
        return None
    reference, _, reason = note.partition(": ")
    facts: Facts = {"ids": _by_reference(reference), "said": reason}
    if nothing:
        facts["codes"] = ["settled_nothing"]
        facts["said"] = reason.removesuffix("; it settled nothing")
    return facts


def _corrected(note: str) -> Facts | None:
    found = _CORRECTED.fullmatch(note)
    if found is None:
        return None
    if found[1]:
        return {"codes": ["payment"], "ids": _by_reference(found[1]), "said": found[3]}
    return {"codes": [found[2].replace(" ", "_")], "said": found[3]}


def _charged(note: str) -> Facts | None:
    if _COMPENSATION.fullmatch(note):
        return {"codes": ["compensation"]}
    found = _INTEREST.fullmatch(note)
    if found is None:
        return None
    since = {"since": found[2]} if found[2] else {}
    return {"codes": ["late_interest"], "day": found[1], **since}


def _tolerated(note: str) -> Facts | None:
    found = _TOLERANCE.fullmatch(note)
    return {"tolerance": {"amount": found[1], "currency": found[2]}} if found else None


def _reminder(note: str) -> Facts | None:
    found = _REMINDER.fullmatch(note)
    if found is None:
        return None
    return {"days": int(found[1]) if found[2] == "overdue" else -int(found[1])}


def _skipped(note: str) -> Facts | None:
    name, _, why = note.partition(": ")
    facts = _reminder(name)
    return facts | {"codes": [_SKIPPED[why]]} if facts is not None and why in _SKIPPED else None


def _declared(note: str) -> Facts | None:
    found = _DECLARED.fullmatch(note)
    if found is None:
        return None
    codes = [found[2], *(["allowed_again"] if found[4] else [])]
    return {"codes": codes, "ids": _by_reference(found[1]), "day": found[3]}


def _not_arrived(note: str) -> Facts:
    return {"ids": _by_reference(note)}


def _answer_by(note: str) -> Facts | None:
    found = _ANSWER_BY.fullmatch(note)
    return {"day": found[1]} if found else None


def _resolved(note: str) -> Facts | None:
    found = _RESOLVED.fullmatch(note)
    return {"codes": [found[1]], "said": found[2]} if found else None


def _ended(note: str) -> Facts | None:
    if note == "what was disputed is credited":
        return {"codes": ["dispute_credited"]}
    found = _SETTLED.fullmatch(note)
    return {"codes": ["nothing_open", found[1].replace(" ", "_")]} if found else None


def _letter(note: str) -> Facts:
    return {"ids": [{"kind": "letter", "id": note.replace(" ", "_")}]}


def _dismissed(note: str) -> Facts | None:
    found = _DISMISSED.fullmatch(note)
    return {**_letter(found[1]), "said": found[2]} if found else None


def _said(note: str) -> Facts | None:
    return {"said": note} if note else None


def _by_reference(reference: str) -> list[dict[str, str]]:
    return [{"kind": "bank_reference", "id": reference}]


_EVENTS: Mapping[str, Callable[[str], Facts | None]] = {
    "pay": _paid,
    "recover": _paid,
    "correct": _corrected,
    "credit": _said,
    "write_off": _said,
    "charge": _charged,
    "give_back_charge": _charged,
    "tolerate": _tolerated,
    "write_reminder": _reminder,
    "remind": _reminder,
    "skip": _skipped,
    "dispute": _said,
    "dispute_reminder": _answer_by,
    "dispute_late": _answer_by,
    "resolve": _resolved,
    "dispute_ended": _ended,
    "declare_in_transit": _declared,
    "wire_not_arrived": _not_arrived,
    "letter_refused": _letter,
    "letter_unconfirmed": _letter,
    "letter_sent_again": _letter,
    "dismiss_letter": _dismissed,
}
