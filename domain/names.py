"""Company names: one spelling for all the ways in which people write the same name (E6).

Legal forms, punctuation, case, accents, umlauts and the word for "and" are set aside; what is left
is compared letter by letter. Comparisons that look for one name anywhere in the other give false
matches ("Bank" in "Bank of Contoso") and are not used.
"""

import re
import unicodedata
from enum import StrEnum


class Band(StrEnum):
    """What a comparison comes to."""

    MATCH = "match"
    ASK = "ask"
    """Close enough for a legal document to settle it."""
    MISMATCH = "mismatch"
    """Something else, as far as one can see: a verifier decides."""


WHOLE_TOKEN_DIFFERS = 90.0
"""The most that two names are alike when a whole word, a number or the order differs, in percent:
"Studio 54" is not "Studio 55", however long the rest is."""

NAME_WITHIN_NAME = 75.0
"""The least that two names are alike when one is the other and more ("Contoso Nederland")."""

_TYPING_ERROR = 80.0
"""From here two words of six letters and more with the same first letter are one, mistyped."""

_DIGRAPHS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "’": "'"}
)

_AND = frozenset({"and", "und", "en", "et", "y", "og", "och"})

_FORMS_AT_THE_END = frozenset(
    form.strip()
    for form in """
    bv|nv|vof|cv|ua|cvba|bvba|sprl|vzw|asbl|aisbl
    gmbh|ggmbh|mbh|gesmbh|ges mbh|gesellschaft mit beschrankter haftung
    gesellschaft mit beschraenkter haftung|ug|haftungsbeschrankt
    haftungsbeschraenkt|ag|aktiengesellschaft|kg|kgaa|ohg|gbr|ek|ev|se|sce
    ltd|limited|plc|public limited company|llp|lp|llc|inc|incorporated|corp|corporation|co|company
    cic|pllc|sa|sarl|sas|sasu|sci|snc|eurl|scs|sca|societe anonyme|srl|srls|spa|sapa
    sl|slu|sau|s coop|sociedad limitada|sociedad anonima|sa de cv|sab de cv|sapi de cv
    s de rl de cv|eirl|lda|ltda|unipessoal|sgps
    sp zoo|spzoo|sp k|sp j|spolka zoo|spolka z ograniczona odpowiedzialnoscia|spolka akcyjna
    sro|spol sro|as|vos|kft|zrt|nyrt|bt|doo|dd|ood|eood|ead
    oy|oyj|ab|publ|hb|asa|ans|aps|amba|ivs|hf|ehf|ou|oue|uab|sia
    pty|proprietary|pte|pvt|private|bhd|sdn|kk|gk|kabushiki kaisha|godo kaisha
    jsc|ojsc|cjsc|pjsc|fze|fzco|wll|sti|ооо|оао|зао|пао|ао
    """.replace("\n", "|").split("|")
    if form.strip()
)
_FORMS_AT_THE_START = frozenset(
    {"stichting", "pt", "uab", "sia", "ooo", "ооо", "оао", "зао", "пао"}
)
_FORMS_UNSPACED = ("株式会社", "有限会社", "合同会社", "주식회사", "股份有限公司", "有限公司")
_LONGEST_FORM = 5
"""Words in the longest legal form."""


def band_of(score: float, *, match_at: float, ask_at: float) -> Band:
    """The band of a likeness in percent, by the policy's two thresholds."""
    if score >= match_at:
        return Band.MATCH
    return Band.ASK if score >= ask_at else Band.MISMATCH


def normal(name: str) -> str:
    """The name without what does not tell companies apart; umlauts are written out (ä: ae).

    Normalising twice changes nothing. A name of nothing but a legal form stays as it is.
    """
    return _settled(name, digraphs=True)


def likeness(one: str, other: str) -> float:
    """How alike two company names are, from 0 to 100; the same the other way round.

    An umlaut is the same as its two letters and as the bare letter, so each name is compared in
    both spellings and the closest counts.
    """
    others = _spellings(other)
    return max(_likeness(first, second) for first in _spellings(one) for second in others)


def fold(text: str, *, digraphs: bool) -> str:
    """Lower-case letters without accents; umlauts as two letters or as the bare one."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).casefold()
    text = unicodedata.normalize("NFC", text)
    if digraphs:
        text = text.translate(_DIGRAPHS)
    text = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    bare = "".join(char for char in text if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare)


def _spellings(name: str) -> set[str]:
    return {_settled(name, digraphs=True), _settled(name, digraphs=False)}


def _settled(name: str, *, digraphs: bool) -> str:
    # What is put together in one pass ("e. n.") can be a word of its own in the next.
    before, after = name, _once(name, digraphs=digraphs)
    while before != after:
        before, after = after, _once(after, digraphs=digraphs)
    return after


def _once(name: str, *, digraphs: bool) -> str:
    text = fold(name, digraphs=digraphs)
    for form in _FORMS_UNSPACED:
        text = text.replace(form, " ") if text.strip() != form else text
    text = re.sub(r"[&+]", " and ", text.replace("'", ""))
    words = text.split()
    last = len(words) - 1
    tokens = [
        "and" if word in _AND and 0 < index < last else word for index, word in enumerate(words)
    ]
    spaced = re.sub(r"[^\w]|_", " ", " ".join(tokens))
    return " ".join(_without_forms(_initials_joined(spaced.split())))


def _initials_joined(tokens: list[str]) -> list[str]:
    """`b v` and `s p a`, which were `B.V.` and `S.p.A.`, as one word."""
    joined: list[str] = []
    open_run = False
    for token in tokens:
        single = len(token) == 1 and token.isalpha()
        if single and open_run:
            joined[-1] += token
        else:
            joined.append(token)
        open_run = single
    return joined


def _without_forms(tokens: list[str]) -> list[str]:
    while len(tokens) > 1:
        if tokens[0] in ("the", "and") or tokens[0] in _FORMS_AT_THE_START:
            tokens = tokens[1:]
            continue
        if tokens[-1] == "and":
            tokens = tokens[:-1]
            continue
        longest = min(_LONGEST_FORM, len(tokens) - 1)
        lengths = range(longest, 0, -1)
        length = next((n for n in lengths if " ".join(tokens[-n:]) in _FORMS_AT_THE_END), 0)
        if not length:
            break
        tokens = tokens[:-length]
    return tokens


def _likeness(one: str, other: str) -> float:
    from rapidfuzz import fuzz

    if one.replace(" ", "") == other.replace(" ", ""):
        return 100.0
    first, second = one.split(), other.split()
    score = max(fuzz.ratio(one, other), fuzz.ratio(_sorted(first), _sorted(second)))
    if not _same_words(first, second):
        score = min(score, WHOLE_TOKEN_DIFFERS)
    if first and second and (set(first) <= set(second) or set(second) <= set(first)):
        score = max(score, NAME_WITHIN_NAME)
    return score


def _sorted(tokens: list[str]) -> str:
    return " ".join(sorted(tokens))


def _same_words(first: list[str], second: list[str]) -> bool:
    """Whether the words are the same in the same order, typing errors aside."""
    return len(first) == len(second) and all(map(_same_word, first, second))


def _same_word(one: str, other: str) -> bool:
    from rapidfuzz import fuzz

    if one == other:
        return True
    comparable = one[0] == other[0] and min(len(one), len(other)) >= 6
    letters_only = one.isalpha() and other.isalpha()
    return comparable and letters_only and fuzz.ratio(one, other) >= _TYPING_ERROR
