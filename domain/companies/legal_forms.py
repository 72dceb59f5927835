"""Finds the legal form in a company's name (E6): at its end, in front of it, or joined to it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from domain.companies import legal_form_table as table
from domain.companies.folding import fold, in_a_word

_LONGEST = 7
"""Words in the longest legal form."""

_CO = frozenset({"co", "comp", "cie", "compagnie", "company"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a name, as folded, and what follows it: `.`, `/`, a blank, nothing."""

    text: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A name without its legal forms."""

    words: tuple[str, ...]
    forms: frozenset[str]
    """In their own spelling; empty where none is written."""
    only_beside: str = ""
    """A form that counts only if the other name has it, too: "AB Volta" and "Volta AB"."""


def without_forms(tokens: tuple[Token, ...]) -> Iterator[Read]:
    """The name's words and legal forms; twice, where what is in front may be either.

    A name of nothing but a legal form keeps it as its word.
    """
    tokens, main, slight = _at_the_end(tokens)
    forms = slight | ({main} if main else frozenset())
    tokens, in_front = _slight_in_front(tokens)
    forms |= in_front
    rest, front = _in_front(tokens)
    if main == "ab" and tokens[0].text == "oy" and len(tokens) > 1:
        yield Read(_texts(tokens[1:]), forms - {"ab"} | {"oy"})
    elif front and not main:
        yield Read(_texts(rest), forms | {front})
    else:
        yield Read(_texts(tokens), forms)
    rest, front = _perhaps_in_front(tokens)
    if front and not main:
        yield Read(_texts(rest), forms | {front}, only_beside=front)


def is_form(word: str) -> bool:
    """Whether a word is one of the legal forms as it is written."""
    return any(_squeezed(word, digraphs) in _plain() for digraphs in (True, False))


def _at_the_end(tokens: tuple[Token, ...]) -> tuple[tuple[Token, ...], str, frozenset[str]]:
    main, slight = "", set[str]()
    before: tuple[Token, ...] = ()
    while tokens != before:
        before = tokens
        for length in range(min(_LONGEST, len(tokens) - 1), 0, -1):
            last = tokens[-length:]
            form = "" if main or _takes_a_letter(last) else _form(last, _main())
            if form:
                tokens, main = _with_partner(tokens[:-length], form)
                break
            # "Smith & Co" names a partner, and no legal form.
            form = _form(last, _slight())
            if form and not (form == "co" and tokens[-length - 1].text == "&"):
                tokens = tokens[:-length]
                slight.add(form)
                break
        else:
            if not main:
                tokens, main = _cut_off(tokens)
    return tokens, main, frozenset(slight)


def _takes_a_letter(tokens: tuple[Token, ...]) -> bool:
    """Whether the first letter is the name's own: `Plan S A.S.` is `Plan S` and `A.S.`."""
    first, rest = tokens[0], tokens[1:]
    if len(first.text) > 1 or first.after not in ("", " ") or not rest:
        return False
    spelled_apart = all(len(each.text) == 1 and each.after in ("", " ") for each in rest)
    return not spelled_apart and bool(_form(rest, _main()))


def _with_partner(tokens: tuple[Token, ...], form: str) -> tuple[tuple[Token, ...], str]:
    """`GmbH & Co. KG` is one form."""
    if form in table.WITH_A_PARTNER and len(tokens) > 2 and tokens[-1].text in _CO:
        before = tokens[:-2] if tokens[-2].text == "&" else tokens[:-1]
        for length in range(min(_LONGEST, len(before) - 1), 0, -1):
            if partner := _form(before[-length:], _main()):
                return before[:-length], f"{partner} & co {form}"
    return tokens, form


def _slight_in_front(tokens: tuple[Token, ...]) -> tuple[tuple[Token, ...], frozenset[str]]:
    if len(tokens) > 1 and tokens[0].text in ("บริษัท", "شركة"):
        return tokens[1:], frozenset({tokens[0].text})
    if tokens and tokens[0].text.startswith("บริษัท") and len(tokens[0].text) > 6:
        first = Token(tokens[0].text.removeprefix("บริษัท"), tokens[0].after)
        return (first, *tokens[1:]), frozenset({"บริษัท"})
    return tokens, frozenset()


def _in_front(tokens: tuple[Token, ...]) -> tuple[tuple[Token, ...], str]:
    for length in range(min(_LONGEST, len(tokens) - 1), 0, -1):
        front = tokens[:length]
        certain = _written(front) in _front() or _is_dotted(front)
        form = _form(front, _main()) if certain else ""
        if form and _written(front) in _front() | _perhaps():
            return tokens[length:], form
    for joined in _joined():
        if tokens and tokens[0].text.startswith(joined) and joined in _front():
            rest = tokens[0].text.removeprefix(joined)
            if rest:
                return (Token(rest, tokens[0].after), *tokens[1:]), _main()[joined]
    return tokens, ""


def _perhaps_in_front(tokens: tuple[Token, ...]) -> tuple[tuple[Token, ...], str]:
    for length in range(min(_LONGEST, len(tokens) - 1), 0, -1):
        front = tokens[:length]
        if _written(front) in _perhaps() and not _is_dotted(front):
            return tokens[length:], _main().get(_written(front), "")
    return tokens, ""


def _cut_off(tokens: tuple[Token, ...]) -> tuple[tuple[Token, ...], str]:
    last = tokens[-1].text if tokens else ""
    for joined in _joined():
        if last.endswith(joined) and last != joined and joined in _main():
            return (*tokens[:-1], Token(last.removesuffix(joined))), _main()[joined]
    return tokens, ""


def _form(tokens: tuple[Token, ...], known: dict[str, str]) -> str:
    written = _written(tokens)
    form = known.get(written, "")
    return form if form and (written not in _dotted() or _is_dotted(tokens)) else ""


def _written(tokens: tuple[Token, ...]) -> str:
    return "".join(each.text for each in tokens)


def _is_dotted(tokens: tuple[Token, ...]) -> bool:
    return len(tokens) > 1 and all(each.after in (".", "/", ". ") for each in tokens[:-1])


def _texts(tokens: tuple[Token, ...]) -> tuple[str, ...]:
    return tuple(each.text for each in tokens)


def _squeezed(spelling: str, digraphs: bool) -> str:
    return "".join(char for char in fold(spelling, digraphs=digraphs) if in_a_word(char))


def _read(lines: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines.strip().splitlines():
        name, _, others = line.partition(":")
        for spelling in [name, *others.split("|")]:
            for digraphs in (True, False):
                if spelling.strip():
                    found.setdefault(_squeezed(spelling, digraphs), name.strip())
    return found


@cache
def _main() -> dict[str, str]:
    return _read(table.FORMS)


@cache
def _slight() -> dict[str, str]:
    return _read(table.SLIGHT_FORMS)


@cache
def _plain() -> frozenset[str]:
    return frozenset(_main() | _slight()) - _dotted()


@cache
def _dotted() -> frozenset[str]:
    """The forms that are words without their dots."""
    spellings = re.split(r"[\n:|]", table.FORMS + table.SLIGHT_FORMS)
    plain = {_squeezed(each, False) for each in spellings if "." not in each}
    return frozenset(_squeezed(each, False) for each in spellings if "." in each) - plain


@cache
def _front() -> frozenset[str]:
    return _listed(table.IN_FRONT)


@cache
def _perhaps() -> frozenset[str]:
    return _listed(table.IN_FRONT_OF_THE_SAME)


@cache
def _joined() -> tuple[str, ...]:
    return tuple(sorted(_listed(table.JOINED_TO_THE_NAME), key=lambda each: (-len(each), each)))


def _listed(lines: str) -> frozenset[str]:
    spellings = re.split(r"[\n|]", lines.strip())
    return frozenset(_squeezed(each, digraphs) for each in spellings for digraphs in (True, False))
