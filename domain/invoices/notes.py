"""Facts as sentences, for programs that have always read those (`note`, `why`). Our own code reads
none of them: texts for people are made from the facts."""

from collections.abc import Callable, Mapping

from domain.invoices.alarms import step_name
from domain.invoices.facts import FactCode, Facts, IdKind, SkipReason
from domain.invoices.happenings import EventKind
from domain.invoices.parts import DisputeState

_SKIPPED = {
    SkipReason.OVERTAKEN: "overtaken by a later one",
    SkipReason.PAST_DUE: "the due date has passed",
    SkipReason.NOT_ISSUED: "the invoice had not been issued then",
    SkipReason.WAS_SETTLED: "the invoice was settled then",
}
_NOTHING = {
    FactCode.NOTHING_LEFT: "nothing of it was left",
    FactCode.NOTHING_OPEN: "nothing was open",
}


def note_of(kind: EventKind, facts: Facts) -> str | None:
    """The note of an entry of a timeline; None where its kind says everything."""
    return _NOTES[kind](facts) if kind in _NOTES else facts.said


def why_of(facts: Facts) -> str:
    """The note of what raised or lowered an invoice otherwise than by payments."""
    if DisputeState.UPHELD in facts.codes:
        return f"dispute upheld: {facts.said}"
    if FactCode.PAYMENT in facts.codes:
        return f"payment {_reference(facts)}"
    return facts.said or ""


def charge_note(facts: Facts, given_back: bool = False) -> str:
    what = "Fixed compensation for collection"
    if facts.day is not None:
        since = f" since {facts.since}" if facts.since else ""
        what = f"Late interest up to {facts.day}{since}"
    return f"{what}: not owed" if given_back else what


def skip_note(reason: SkipReason, said: str | None = None) -> str:
    return f"its letter was dismissed: {said}" if said is not None else _SKIPPED[reason]


def dispute_ended_note(facts: Facts) -> str:
    if FactCode.DISPUTE_CREDITED in facts.codes:
        return "what was disputed is credited"
    return f"nothing is open any more: {_spaced(facts.codes[-1])}"


def _paid(facts: Facts) -> str:
    references = ", ".join(facts.ids_of(IdKind.BANK_REFERENCE))
    (code,) = facts.codes
    if code == FactCode.FROM_CREDIT:
        return f"from unapplied credit of {references}"
    if code in _NOTHING:
        return f"{references}: {_NOTHING[FactCode(code)]}"
    return f"{references}, {code}, value date {facts.day}"


def _reversed(facts: Facts) -> str:
    nothing = "; it settled nothing" if FactCode.SETTLED_NOTHING in facts.codes else ""
    return f"{_reference(facts)}: {facts.said}{nothing}"


def _corrected(facts: Facts) -> str:
    what = _spaced(facts.codes[0])
    if FactCode.PAYMENT in facts.codes:
        what += f" {_reference(facts)}"
    return f"{what} was entered wrongly: {facts.said}"


def _declared(facts: Facts) -> str:
    again = FactCode.ALLOWED_AGAIN in facts.codes
    allowed = "; allowed although one before it did not come" if again else ""
    return f"{_reference(facts)}, {facts.codes[0]}, expected by {facts.day}{allowed}"


def _dismissed(facts: Facts) -> str:
    return f"{_letter(facts)}: {facts.said}"


def _skipped(facts: Facts) -> str:
    return f"{_reminder(facts)}: {skip_note(SkipReason(facts.codes[0]))}"


def _tolerated(facts: Facts) -> str:
    return f"within the tolerance of {facts.tolerance}: no reminder, no late charge, no hold"


def _answer_by(facts: Facts) -> str:
    return f"to be answered by {facts.day}"


def _resolved(facts: Facts) -> str:
    return f"{facts.codes[0]}: {facts.said}"


def _given_back(facts: Facts) -> str:
    return charge_note(facts, given_back=True)


def _reminder(facts: Facts) -> str:
    return step_name(facts.days or 0)


def _reference(facts: Facts) -> str:
    return facts.ids_of(IdKind.BANK_REFERENCE)[0]


def _letter(facts: Facts) -> str:
    return _spaced(facts.ids_of(IdKind.LETTER)[0])


def _spaced(code: str) -> str:
    return code.replace("_", " ")


_NOTES: Mapping[EventKind, Callable[[Facts], str]] = {
    EventKind.PAY: _paid,
    EventKind.RECOVER: _paid,
    EventKind.REVERSE: _reversed,
    EventKind.CORRECT: _corrected,
    EventKind.CHARGE: charge_note,
    EventKind.GIVE_BACK_CHARGE: _given_back,
    EventKind.TOLERATE: _tolerated,
    EventKind.WRITE_REMINDER: _reminder,
    EventKind.REMIND: _reminder,
    EventKind.SKIP: _skipped,
    EventKind.DISPUTE_REMINDER: _answer_by,
    EventKind.DISPUTE_LATE: _answer_by,
    EventKind.RESOLVE: _resolved,
    EventKind.DISPUTE_ENDED: dispute_ended_note,
    EventKind.DECLARE_IN_TRANSIT: _declared,
    EventKind.WIRE_NOT_ARRIVED: _reference,
    EventKind.LETTER_REFUSED: _letter,
    EventKind.LETTER_UNCONFIRMED: _letter,
    EventKind.LETTER_SENT_AGAIN: _letter,
    EventKind.DISMISS_LETTER: _dismissed,
}
