"""Which passwords are taken: long ones that are not among the first that anybody would try."""

import re
import unicodedata

from domain.people.own_access import (
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    OwnProblem,
    not_taken,
)

_FEWEST_CHARACTERS = 5
"""Different ones."""

_COMMON_WORDS = """
    password passw0rd passwort wachtwoord motdepasse contrasena parola senha welcome welkom
    willkommen bienvenue letmein changeme secret geheim iloveyou princess prinses sunshine
    football voetbal baseball dragon monkey shadow master superman batman trustno1 starwars
    pokemon michael jordan summer winter spring autumn zomer lente herfst sommer ajax feyenoord
    admin administrator root login user guest test temp default invoice factuur billing finance
    paybyinvoice company provider customer january february december qwerty azerty qwertz asdfgh
    zxcvbn abc123 hello hallo computer internet google amazon microsoft azure temporal
"""

_COMMON = tuple(sorted(_COMMON_WORDS.split(), key=len, reverse=True))

_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "1qaz2wsx3edc4rfv5tgb6yhn",
)
_SHORTEST_RUN = 4

_LEET = str.maketrans("013457@$!", "oieastasi")


def may_be_taken(password: str, *names: str) -> None:
    """Raises AccessNotAcceptable for a new password that is too short, longer than anybody types,
    or easily guessed; `names` as of `problem_with`."""
    if (problem := problem_with(password, *names)) is not None:
        raise not_taken(problem, "password")


def problem_with(password: str, *names: str) -> OwnProblem | None:
    """Why this password cannot be taken; None where it can.

    Args:
        names: Whatever it must not be made of: who signs in with it, and their mail address.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return OwnProblem.LENGTH
    plain = unicodedata.normalize("NFKC", password).casefold()
    if len(set(plain)) < _FEWEST_CHARACTERS:
        return OwnProblem.MONOTONOUS
    if _left_without_repeats(plain) < SHORTEST_PASSWORD / 2:
        return OwnProblem.REPEATS
    for known in _words_of(names):
        if known in plain or known in plain.translate(_LEET):
            return OwnProblem.OF_NAME
    if _left_without_the_obvious(plain) < SHORTEST_PASSWORD / 2:
        return OwnProblem.COMMON
    return None


def _words_of(names: tuple[str, ...]) -> set[str]:
    return {
        part
        for name in names
        for part in re.split(r"[\W_]+", unicodedata.normalize("NFKC", name).casefold())
        if len(part) >= _SHORTEST_RUN
    }


def _left_without_repeats(plain: str) -> int:
    """How long it is without what is the same again: `abcabcabc` is `abc`."""
    return len(re.sub(r"(.+?)\1+", r"\1", plain))


def _left_without_the_obvious(plain: str) -> int:
    """How many of its characters are of no common word, row of keys, or number that people add."""
    left = plain
    for run in (*_RUNS, *(each[::-1] for each in _RUNS)):
        left = _without_run(left, run)
    for spelling in (left, left.translate(_LEET)):
        for word in _COMMON:
            spelling = spelling.replace(word, "")
        left = min(left, re.sub(r"[\d\W_]+", "", spelling), key=len)
    return len(left)


def _without_run(plain: str, run: str) -> str:
    for length in range(len(run), _SHORTEST_RUN - 1, -1):
        for start in range(len(run) - length + 1):
            plain = plain.replace(run[start : start + length], "")
    return plain
