"""One spelling for the ways in which people write the same letters (E6, E7).

Case is set aside, and so are the marks that a language itself leaves out: accents in Latin and
Greek writing, the dots of ё, the vowel points of Hebrew and Arabic. Every other mark makes another
letter: й is not и, バ is not ハ, and a vowel sign of Hindi or Thai is as good as a letter.
"""

import unicodedata
from functools import cache, lru_cache

_DIGRAPHS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "’": "'"}
)
_BEFOREHAND = str.maketrans(
    dict.fromkeys("™®©℠")
    | {
        # Written apart, these two would come to a blank and a mark.
        "\N{KATAKANA-HIRAGANA VOICED SOUND MARK}": "\u3099",
        "\N{KATAKANA-HIRAGANA SEMI-VOICED SOUND MARK}": "\u309a",
    }
)
_LEFT_OUT = frozenset("\N{ARABIC TATWEEL}\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")
_MARKED_LETTERS = {
    "\N{COMBINING DIAERESIS}": frozenset("е"),
    "\N{COMBINING ACUTE ACCENT}": frozenset("аеиоуыэюяіє"),
    "\N{COMBINING GRAVE ACCENT}": frozenset("аеиоуъ"),
}
"""The marks that Cyrillic writing leaves out, and on which letters: dots of ё, and stress."""


@lru_cache(maxsize=4000)
def fold(text: str, *, digraphs: bool) -> str:
    """Lower-case letters without the marks that are left out; umlauts as two letters or as one.

    Folding twice changes nothing.
    """
    if text.isascii():
        return text.lower()
    before, after = text, _folded(text, digraphs)
    # A letter that one step makes may be one that the next step changes: ſ, ẛ̣, ϴ.
    while before != after:
        before, after = after, _folded(after, digraphs)
    return after


@cache
def in_a_word(char: str) -> bool:
    """Whether this is a letter, a digit or a mark upon one."""
    return unicodedata.category(char)[0] in "LMN"


def script_of(char: str) -> str:
    """The first word of a character's name: LATIN, CYRILLIC, GREEK, HIRAGANA; "" without one."""
    return _script(char)


def _folded(text: str, digraphs: bool) -> str:
    text = unicodedata.normalize("NFKC", text.translate(_BEFOREHAND)).casefold()
    text = unicodedata.normalize("NFC", text)
    if digraphs:
        text = text.translate(_DIGRAPHS)
    kept: list[str] = []
    base = ""
    for char in unicodedata.normalize("NFD", text.translate(_LETTERS)):
        if char in _LEFT_OUT:
            continue
        if not unicodedata.combining(char) and unicodedata.category(char) != "Mn":
            base = char
        elif _is_left_out(char, base):
            continue
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept))


def _is_left_out(mark: str, base: str) -> bool:
    script = _script(base) if base else ""
    if script in ("LATIN", "GREEK"):
        return _script(mark) == "COMBINING"
    if script == "CYRILLIC":
        return base in _MARKED_LETTERS.get(mark, ())
    if script == "HEBREW":
        return True
    # The vowel signs of Arabic; a hamza or madda makes another letter.
    return "\u064b" <= mark <= "\u0652" or mark == "\u0670"


@cache
def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0].partition("-")[0]
