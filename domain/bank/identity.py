"""Whether an entry is one that is known already: however often, in whatever file and format it
comes, it counts once.

Entries of one account, day and amount are compared with each other. A bank's reference decides
where both have one of the same kind of file. Else they are the same unless something that both say
differs: who paid, the payer's reference, the text. Two transfers of one file are two, whatever they
look like.
"""

from collections.abc import Callable, Container, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from domain.bank.entries import Booking, Transaction
from domain.bank.statements import Form, ReferenceKind
from domain.bank.texts import squashed
from domain.values.bank_references import normal_form

Key = TypeVar("Key", bound=Hashable)

DIFFERENT, POSSIBLE, LIKELY, SURE = -1, 0, 1, 100
"""How much says that two entries are the same: at the least nothing for it and nothing against
it."""

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

    def likeness(self, other: "Marks") -> int:
        """How much says that the two are the same; `DIFFERENT` where something says that they are
        not."""
        if self.bank_reference and other.bank_reference:
            if self.bank_reference == other.bank_reference:
                return SURE
            if self.form is other.form:
                return DIFFERENT
        score = 0
        for mine, theirs in (
            (self.end_to_end, other.end_to_end),
            (self.payer, other.payer),
        ):
            if mine and theirs:
                if mine != theirs:
                    return DIFFERENT
                score += 10
        if self.text and other.text:
            if self.text == other.text:
                score += 5
            elif self.form is other.form:
                return DIFFERENT
            elif _alike(self.text, other.text):
                score += 3
        return score


@dataclass(frozen=True, slots=True)
class Known:
    """An entry that was read before."""

    id: str
    booking: Booking
    marks: Marks


def recognise(new: Sequence[Marks], known: Sequence[Known]) -> list[Known | None]:
    """For each new entry of one account, day, currency and amount the known one that it is; None
    for one that is really new. No known entry is two new ones."""
    return Candidates(known, set()).recognise(new)


class Candidates:
    """Known entries that look alike, each of which is one new entry at the most, however many come
    one after the other.

    There may be tens of thousands of them. A bank's reference is looked up; what has none is
    compared with those alone that share a mark with it, and with equal ones once.
    """

    def __init__(self, known: Sequence[Known], taken: set[str]) -> None:
        """
        Args:
            taken: The ids of those that are a new entry already, here or elsewhere. What is
                recognised is added.
        """
        self._known, self._taken = known, taken
        self._by_reference = _in_turn(known, lambda each: each.marks.bank_reference)
        self._others: _Others | None = None

    def recognise(self, new: Sequence[Marks]) -> list[Known | None]:
        """For each of these the known one that it is, as the function of this name says."""
        found = [self._take(self._called(marks.bank_reference)) for marks in new]
        for least in (LIKELY, POSSIBLE):
            for at, marks in enumerate(new):
                if found[at] is None and self._known:
                    found[at] = self._take(self._most_alike(marks, least))
        return found

    def _called(self, reference: str) -> Known | None:
        queue = self._by_reference.get(reference) if reference else None
        return _first(queue, self._taken) if queue is not None else None

    def _most_alike(self, marks: Marks, least: int) -> Known | None:
        if self._others is None:  # most banks give references, and nothing else is looked at
            self._others = _Others(self._known, self._taken)
        return self._others.most_alike(marks, least)

    def _take(self, known: Known | None) -> Known | None:
        if known is not None:
            self._taken.add(known.id)
        return known


class _Others:
    """Known entries by what tells them apart."""

    def __init__(self, known: Sequence[Known], taken: set[str]) -> None:
        self._taken = taken
        self._places = {each.id: place for place, each in enumerate(known)}
        self._equal = _in_turn(known, lambda each: each.marks)
        self._forms = {marks.form for marks in self._equal}
        self._with: dict[_Mark, dict[Marks, None]] = {}
        for marks in self._equal:
            for mark in _marks_of(marks):
                self._with.setdefault(mark, {})[marks] = None

    def most_alike(self, marks: Marks, least: int) -> Known | None:
        """The first of those that are as like it as any, and not less than this."""
        found: list[tuple[int, int, Known]] = []
        for other in self._not_told_apart(marks):
            likeness = marks.likeness(other)
            if likeness >= least and (known := self._first(other)) is not None:
                found.append((likeness, -self._places[known.id], known))
        return max(found, key=lambda each: each[:2])[2] if found else None

    def _first(self, marks: Marks) -> Known | None:
        known = _first(self._equal[marks], self._taken)
        if known is None:
            for mark in _marks_of(marks):
                del self._with[mark][marks]
        return known

    def _not_told_apart(self, marks: Marks) -> list[Marks]:
        """All that one mark of this one does not tell from it: the mark that leaves the fewest."""
        others: list[_Mark] = [(form, "", "") for form in self._forms if form is not marks.form]
        ways: list[list[_Mark]] = [[(marks.form, "", ""), *others]]
        for form, name, value in _marks_of(marks):
            if value:
                ways.append([(form, name, value), (form, name, ""), *(others if form else ())])
        left = ([self._with.get(mark, {}) for mark in way] for way in ways)
        fewest = min(left, key=lambda some: sum(map(len, some)))
        return [each for some in fewest for each in some]


_Mark = tuple[str, str, str]
"""The form within which it tells entries apart, or nothing where it does in all of them; its name;
and what it is."""


def _marks_of(marks: Marks) -> tuple[_Mark, ...]:
    """The last one has every entry of the form."""
    return (
        ("", "end_to_end", marks.end_to_end),
        ("", "payer", marks.payer),
        (marks.form, "text", marks.text),
        (marks.form, "bank_reference", marks.bank_reference),
        (marks.form, "", ""),
    )


def _in_turn(known: Sequence[Known], key: Callable[[Known], Key]) -> dict[Key, list[Known]]:
    """Those of each key; the first of them is last in its list, so that it is taken off there."""
    queues: dict[Key, list[Known]] = {}
    for each in reversed(known):
        queues.setdefault(key(each), []).append(each)
    return queues


def _first(queue: list[Known], taken: Container[str]) -> Known | None:
    """The first one that is not taken; it stays."""
    while queue and queue[-1].id in taken:
        queue.pop()
    return queue[-1] if queue else None


def _alike(one: str, other: str) -> bool:
    return one in other or other in one or one[:_ALIKE] == other[:_ALIKE]
