"""Characters that make a name look like another: refused in names, named in evidence (E6).

Marks that change the direction of writing and invisible characters have no place in a name, except
the joiners that Persian and the writings of India need between letters. One word is written in one
alphabet: a Cyrillic а among Latin letters deceives the eye. Whole words may be in several ("Ромашка
LLC"), and the writings of China, Japan and Korea mix with Latin freely.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from domain.companies.folding import script_of
from domain.companies.legal_forms import is_form


class Oddity(StrEnum):
    """Why a character does not belong into a name; the code of the form's problem as well."""

    DIRECTION_MARK = "direction_mark"
    INVISIBLE = "invisible_character"
    UNREADABLE = "unreadable_character"
    LOOK_ALIKE = "look_alike_letter"


_SENTENCES = {
    Oddity.DIRECTION_MARK: "Character {place} is a hidden mark that turns the direction of writing:"
    " type this anew, without copying it.",
    Oddity.INVISIBLE: "Character {place} cannot be seen: type this anew, without copying it.",
    Oddity.UNREADABLE: "Character {place} cannot be read: type this anew, without copying it.",
    Oddity.LOOK_ALIKE: "Character {place} is a letter of another alphabet, which only looks like"
    " its neighbours: type this anew, each word in one alphabet.",
}


@dataclass(frozen=True, slots=True)
class OddCharacter:
    kind: Oddity
    place: int
    """The first character is 1."""
    character: str

    @property
    def shown(self) -> dict[str, str | int]:
        """For evidence: what cannot be seen is named."""
        name = unicodedata.name(self.character, "no name")
        code = f"U+{ord(self.character):04X} {name}"
        return {"kind": self.kind.value, "place": self.place, "character": code}


_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSEEN = frozenset("\u00ad\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""What is shown as nothing and yet is no format character."""
_JOINERS = frozenset("\u200c\u200d")
_JOINED = frozenset({
    "ARABIC", "SYRIAC", "MONGOLIAN", "NKO", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI",
    "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "KHMER", "MYANMAR",
})  # fmt: skip
_ALPHABETS = frozenset({
    "LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU", "DESERET", "GOTHIC",
    "MATHEMATICAL",
})  # fmt: skip
"""The alphabets that share shapes; letters for formulas are one by their look."""
_LIKE_LATIN = frozenset("АВЕЅІЈКМНОРСТУХаеѕіјорсухѵԁԛԝһΑΒΕΖΗΙΚΜΝΟΡΤΥΧοιν")
_UNREADABLE = ("Cc", "Co", "Cn", "Cs", "Zl", "Zp")
_DOTTED = re.compile(r"(?<!\w)(?:[^\W\d_]{1,3}\. ?)+[^\W\d_]{1,3}(?!\w)")
_MOST_MARKS = 4
"""On one letter."""


@lru_cache(maxsize=4000)
def odd_characters(text: str) -> tuple[OddCharacter, ...]:
    """What in this name, or line of an address, does not belong there, in order of place."""
    if text.isascii() and text.isprintable():
        return ()
    hidden = list(_hidden(text))
    return tuple(sorted([*hidden, *_look_alikes(text)], key=lambda odd: odd.place))


def hidden_characters(text: str) -> tuple[OddCharacter, ...]:
    """Those that cannot be seen or read; for lines in which alphabets may mix, as in addresses."""
    return tuple(odd for odd in odd_characters(text) if odd.kind is not Oddity.LOOK_ALIKE)


def problem_of_name(text: str) -> tuple[Oddity, str] | None:
    """Why this name cannot be taken, as a code and a sentence for its writer."""
    return _problem(odd_characters(text))


def problem_of_line(text: str) -> tuple[Oddity, str] | None:
    """The same for a line of an address, where alphabets may mix."""
    return _problem(hidden_characters(text))


def _problem(found: tuple[OddCharacter, ...]) -> tuple[Oddity, str] | None:
    if not found:
        return None
    return found[0].kind, _SENTENCES[found[0].kind].format(place=found[0].place)


def _hidden(text: str) -> Iterator[OddCharacter]:
    marks = 0
    for index, char in enumerate(text):
        category = unicodedata.category(char)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if char in _DIRECTION:
            yield OddCharacter(Oddity.DIRECTION_MARK, index + 1, char)
        elif char in _JOINERS:
            if not _joins(text, index):
                yield OddCharacter(Oddity.INVISIBLE, index + 1, char)
        elif category == "Cf" or char in _UNSEEN or _is_stray_selector(text, index):
            yield OddCharacter(Oddity.INVISIBLE, index + 1, char)
        elif category in _UNREADABLE or char in "\ufffc\ufffd" or marks > _MOST_MARKS:
            yield OddCharacter(Oddity.UNREADABLE, index + 1, char)


def _joins(text: str, index: int) -> bool:
    return (
        0 < index < len(text) - 1
        and script_of(text[index - 1]) in _JOINED
        and script_of(text[index + 1]) in _JOINED
    )


def _is_stray_selector(text: str, index: int) -> bool:
    """A variation selector chooses between shapes of a Chinese character, and of nothing else."""
    char = text[index]
    if not ("\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"):
        return False
    return index == 0 or script_of(text[index - 1]) != "CJK"


def _look_alikes(text: str) -> Iterator[OddCharacter]:
    words = list(_words(text))
    dotted_forms = [found.span() for found in _DOTTED.finditer(text) if _is_dotted_form(found[0])]
    latin_elsewhere = any(_alphabets(word) == {"LATIN"} for _, word in words)
    for start, word in words:
        alphabets = _alphabets(word)
        if len(alphabets) > 1:
            odd_one = _fewest(word)
            strangers = [at for at, char in enumerate(word) if _alphabet(char) == odd_one]
        elif any(first <= start < end for first, end in dotted_forms):
            strangers = []
        elif latin_elsewhere and _is_disguised(word):
            strangers = [0]
        else:
            strangers = [at for at, char in enumerate(word) if _alphabet(char) == "MATHEMATICAL"]
        for at in strangers:
            yield OddCharacter(Oddity.LOOK_ALIKE, start + at + 1, word[at])


def _is_disguised(word: str) -> bool:
    """A word of another alphabet whose letters could all be Latin ones, among Latin words.

    Legal forms are made of such letters, and are added to names in any alphabet.
    """
    foreign = [char for char in word if _alphabet(char)]
    return bool(foreign) and all(char in _LIKE_LATIN for char in foreign) and not is_form(word)


def _is_dotted_form(written: str) -> bool:
    """`Α.Ε.` behind a name in Latin letters, in letters of one alphabet."""
    return len(_alphabets(written)) == 1 and is_form(re.sub(r"[\W_]", "", written))


def _fewest(word: str) -> str:
    counted = [char_alphabet for char in word if (char_alphabet := _alphabet(char))]
    # A tie goes to the letters that are not Latin.
    return min(set(counted), key=lambda each: (counted.count(each), each == "LATIN", each))


def _words(text: str) -> Iterator[tuple[int, str]]:
    start = None
    for index, char in enumerate(f"{text} "):
        inside = unicodedata.category(char)[0] in "LMN" or char in _JOINERS
        if inside and start is None:
            start = index
        elif not inside and start is not None:
            yield start, text[start:index]
            start = None


def _alphabets(word: str) -> set[str]:
    return {alphabet for char in word if (alphabet := _alphabet(char))}


def _alphabet(char: str) -> str:
    if unicodedata.category(char)[0] != "L" or char == "\N{MICRO SIGN}":
        return ""
    script = script_of(char)
    if script == "FULLWIDTH":
        return "LATIN"
    return script if script in _ALPHABETS else ""
