"""Whether two names are one company's (E6).

Equal is a match, once the legal form's spelling, punctuation, spacing and case are aside; so is a
form that one of the two leaves out. Nearly equal is no match, however near: "Hofmann" is not
"Hoffmann". Comparisons that look for one name anywhere in the other give false matches ("Bank" in
"Bank of Contoso") and are not used.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.companies.bands import Band
from domain.companies.look_alikes import odd_characters
from domain.companies.name_words import Reading, readings, scripts_in, without_marks

NAME_WITHIN_NAME = 75.0
"""The least that two names are alike when one is the other and more ("Contoso Nederland")."""

_NEVER_EQUAL = 99.0
"""The most that two names are alike that are not the same."""


class Difference(StrEnum):
    """What differs between two names."""

    WORDS = "words"
    MARKS = "marks"
    """Nothing but the marks upon letters."""
    ALPHABET = "alphabet"
    """The letters of one are of another alphabet."""
    LEGAL_FORM = "legal_form"
    ODD_CHARACTERS = "odd_characters"
    """Look-alike letters, or characters that are not seen."""


@dataclass(frozen=True, slots=True)
class NameComparison:
    band: Band | None
    """None: nothing is left to compare."""
    likeness: float
    """In percent; 100 only for the same words."""
    differs: tuple[Difference, ...]
    evidence: dict[str, Any]
    """What differs, for operators: plain JSON values."""


def compare(one: str, other: str, *, ask_at: float) -> NameComparison:
    """Compare two names; the same the other way round.

    Args:
        ask_at: likeness in percent from which a document is asked for. Below it, and where the
            words are the same but not the legal forms it is asked for as well, a verifier decides.
    """
    mine, theirs = readings(one), readings(other)
    if not mine or not theirs:
        return NameComparison(None, 0, (), {})
    pair = _best_pair(mine, theirs)
    first, second = pair
    same_words, same_forms = first.key == second.key, _go_together(first, second)
    likeness = 100.0 if same_words else _likeness(mine, theirs)
    odd = {"form": odd_characters(one), "account": odd_characters(other)}
    differs = []
    if not same_words:
        differs.append(_kind_of(first, second))
    if not same_forms:
        differs.append(Difference.LEGAL_FORM)
    if any(odd.values()):
        differs.append(Difference.ODD_CHARACTERS)
    if not differs:
        band = Band.MATCH
    else:
        band = Band.ASK if likeness >= ask_at else Band.MISMATCH
    evidence = _evidence(first, second)
    if any(odd.values()):
        evidence["odd_characters"] = {
            side: [each.shown for each in found] for side, found in odd.items()
        }
    return NameComparison(band, round(likeness, 1), tuple(differs), evidence)


def _best_pair(mine: tuple[Reading, ...], theirs: tuple[Reading, ...]) -> tuple[Reading, Reading]:
    """The readings by which the two names are the same; otherwise the plainest, of which the words
    are the same if any are."""
    pairs = [(first, second) for first in mine for second in theirs if _allowed(first, second)]
    for first, second in pairs:
        if first.key == second.key and _go_together(first, second):
            return first, second
    return next((pair for pair in pairs if pair[0].key == pair[1].key), pairs[0])


def _allowed(first: Reading, second: Reading) -> bool:
    """A form that counts only with the same form in the other name is ignored elsewhere."""
    return all(
        not one.read.only_beside or one.read.only_beside in other.read.forms
        for one, other in ((first, second), (second, first))
    )


def _go_together(first: Reading, second: Reading) -> bool:
    """A legal form that one leaves out is nothing; two different ones are never the same."""
    return first.read.forms <= second.read.forms or second.read.forms <= first.read.forms


def _likeness(mine: tuple[Reading, ...], theirs: tuple[Reading, ...]) -> float:
    from rapidfuzz import fuzz

    best = 0.0
    for first in {reading.read.words for reading in mine}:
        for second in {reading.read.words for reading in theirs}:
            score = fuzz.ratio(" ".join(first), " ".join(second))
            score = max(score, fuzz.ratio(" ".join(sorted(first)), " ".join(sorted(second))))
            if set(first) <= set(second) or set(second) <= set(first):
                score = max(score, NAME_WITHIN_NAME)
            best = max(best, score)
    return min(best, _NEVER_EQUAL)


def _kind_of(first: Reading, second: Reading) -> Difference:
    if without_marks(first.key) == without_marks(second.key):
        return Difference.MARKS
    if not scripts_in(first.key) & scripts_in(second.key):
        return Difference.ALPHABET
    return Difference.WORDS


def _evidence(first: Reading, second: Reading) -> dict[str, Any]:
    sides = {"form": first.read, "account": second.read}
    words = {side: list(read.words) for side, read in sides.items()}
    only = {
        "form": [word for word in first.read.words if word not in second.read.words],
        "account": [word for word in second.read.words if word not in first.read.words],
    }
    forms = {side: sorted(read.forms) for side, read in sides.items()}
    found: dict[str, Any] = {"compared": {side: " ".join(said) for side, said in words.items()}}
    if first.key != second.key:
        found["other_words"] = only
    if any(forms.values()):
        found["legal_forms"] = forms
    return found
