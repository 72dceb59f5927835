"""A company's name as words: without legal forms and punctuation, and with one word for "and"."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from domain.companies.folding import fold, in_a_word, script_of
from domain.companies.legal_forms import Read, Token, without_forms

_AND = frozenset(
    ["and", "und", "en", "et", "og", "och", "ja", "és", "si", "και", "и", "та", "ve", "dan"]
)
_SINGLE = re.compile(r"(?<=\s)[eyiuіκ](?=\s)", re.IGNORECASE)
_SINGLE_IN_LOWER_CASE = re.compile(_SINGLE.pattern)
"""Words for "and" in lower case or in a name of capitals; `E` in "Plan E Design" is a letter."""

_APOSTROPHES = re.compile(r"['’‘ʼ`´ʹ′״׳]|(?<=[\u05d0-\u05ea])\"(?=[\u05d0-\u05ea])")
_COUNTED_SIGNS = frozenset("%@€$£¥")
"""They are words of their own; a number sign and a plus where a letter stands before: C#, Canal+"""
_CO = frozenset({"co", "c", "comp", "cie", "cia", "company", "compagnie", "compañia", "compania"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name."""

    key: str
    """The words without blanks; the same for names that are the same."""
    read: Read


@lru_cache(maxsize=4000)
def readings(name: str) -> tuple[Reading, ...]:
    """Every way to read a name, the plainest first; empty where there is nothing to compare."""
    tokenised = dict.fromkeys(
        _tokens(name, digraphs, single_letters)
        for digraphs in ((False,) if name.isascii() else (True, False))
        for single_letters in ((False, True) if _SINGLE.search(name) else (False,))
    )
    found: dict[Reading, None] = {}
    for tokens in tokenised:
        if not any(in_a_word(char) for token in tokens for char in token.text):
            continue
        for read in without_forms(_without_article(tokens)):
            words = _partner_as_co(read.words)
            found.setdefault(Reading(_key(words), Read(words, read.forms, read.only_beside)))
    return tuple(found)


def _tokens(name: str, digraphs: bool, single_letters: bool) -> tuple[Token, ...]:
    # Where "u." and single letters stand for "and" is seen before the case is lost.
    text = re.sub(r"(?<=\s)u\.(?=\s)", " & ", _APOSTROPHES.sub("", name))
    if single_letters:
        single = _SINGLE if name.upper() == name else _SINGLE_IN_LOWER_CASE
        text = single.sub(" & ", text)
    text = re.sub(r"(?<=\w)#(?!\w)", " # ", fold(text, digraphs=digraphs))
    text = re.sub(r"(?<=[^\W\d])\+(?!\s*\w)", " ＋ ", text)
    text = re.sub(r"[&+＆]", " & ", text)
    return _with_and(_split(text))


def _split(text: str) -> list[Token]:
    tokens: list[Token] = []
    word, between = "", ""
    for char in f"{text} ":
        inside = in_a_word(char)
        if inside and (not word or not between):
            word += char
        elif inside:
            tokens.append(Token(word, _after(between)))
            word, between = char, ""
        elif char in _COUNTED_SIGNS or char in "&#＋":
            if word:
                tokens.append(Token(word, _after(between)))
            tokens.append(Token("+" if char == "＋" else char, " "))
            word, between = "", ""
        elif word:
            between += char
    if word:
        tokens.append(Token(word, _after(between)))
    return tokens


def _after(between: str) -> str:
    plain = between if between in (".", "/") else ". " if between.strip() == "." else ""
    return plain or (")" if ")" in between else " ")


def _with_and(tokens: list[Token]) -> tuple[Token, ...]:
    last = len(tokens) - 1
    return tuple(
        Token("&", " ") if token.text in _AND and 0 < index < last else token
        for index, token in enumerate(tokens)
    )


def _without_article(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    while len(tokens) > 1 and tokens[0].text in ("the", "&"):
        tokens = tokens[1:]
    while len(tokens) > 1 and tokens[-1].text == "&":
        tokens = tokens[:-1]
    return tokens


def _partner_as_co(words: tuple[str, ...]) -> tuple[str, ...]:
    if len(words) > 2 and words[-2] == "&" and words[-1] in _CO:
        return (*words[:-1], "co")
    return words


def _key(words: tuple[str, ...]) -> str:
    """Blanks are of no account, but between two numbers: "Studio 5 4" is not "Studio 54"."""
    key = ""
    for word in words:
        apart = key[-1:].isdigit() and word[:1].isdigit()
        key += f" {word}" if apart else word
    return key


def without_marks(text: str) -> str:
    """With every mark taken off, to say that nothing but marks differs."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(char for char in decomposed if unicodedata.category(char)[0] != "M")


def scripts_in(text: str) -> frozenset[str]:
    """The writings of its letters, such as LATIN and CYRILLIC."""
    letters = (char for char in text if unicodedata.category(char)[0] == "L")
    return frozenset(script_of(char) for char in letters)
