"""Whether an entry is one that is known already: however often, in whatever file and format it
comes, it counts once.

Entries of one account, day and amount are compared with each other. A bank's reference decides
where both have one of the same kind of file. Else they are the same unless something that both say
differs: who paid, the payer's reference, the text. Two transfers of one file are two, whatever they
look like.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.bank.entries import Booking, Transaction
from domain.bank.statements import Form, ReferenceKind
from domain.bank.texts import squashed
from domain.invoices.bank_references import normal_form

_ALIKE = 12
"""Letters and digits that two texts must share at their start, or one be within the other."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells an entry from others of its account, day and amount."""

    form: Form
    bank_reference: str
    payer: str
    end_to_end: str
    text: str

    @classmethod
    def of(cls, parts: Sequence[Transaction]) -> "Marks":
        """Of an entry whose transactions were kept."""
        first = parts[0]
        ends = [
            reference.text
            for part in parts
            for reference in part.references
            if reference.kind is ReferenceKind.END_TO_END
        ]
        return cls(
            form=first.booking.form,
            bank_reference=normal_form(first.booking.bank_reference),
            payer=first.party.account if len(parts) == 1 else "",
            end_to_end=normal_form(ends[0]) if len(ends) == 1 else "",
            text=squashed("".join(part.text for part in parts)),
        )


@dataclass(frozen=True, slots=True)
class Known:
    """An entry that was read before."""

    id: str
    booking: Booking
    marks: Marks


def recognise(new: Sequence[Marks], known: Sequence[Known]) -> list[Known | None]:
    """For each new entry of one account, day, currency and amount the known one that it is; None
    for one that is really new. No known entry is two new ones."""
    left = list(known)
    found: list[Known | None] = [None] * len(new)
    for least in (_SURE, _LIKELY, _POSSIBLE):
        for at, marks in enumerate(new):
            if found[at] is not None:
                continue
            best = max(left, key=lambda each: _likeness(marks, each.marks), default=None)
            if best is not None and _likeness(marks, best.marks) >= least:
                found[at] = best
                left.remove(best)
    return found


_DIFFERENT, _POSSIBLE, _LIKELY, _SURE = -1, 0, 1, 100


def _likeness(one: Marks, other: Marks) -> int:
    """How much says that two are the same; `_DIFFERENT` where something says that they are not."""
    if one.bank_reference and other.bank_reference:
        if one.bank_reference == other.bank_reference:
            return _SURE
        if one.form is other.form:
            return _DIFFERENT
    score = 0
    for mine, theirs in ((one.end_to_end, other.end_to_end), (one.payer, other.payer)):
        if mine and theirs:
            if mine != theirs:
                return _DIFFERENT
            score += 10
    if one.text and other.text:
        if one.text == other.text:
            score += 5
        elif one.form is other.form:
            return _DIFFERENT
        elif _alike(one.text, other.text):
            score += 3
    return score


def _alike(one: str, other: str) -> bool:
    return one in other or other in one or one[:_ALIKE] == other[:_ALIKE]
