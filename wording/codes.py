"""What the codes of the business are called: one wording for letters, pages and the terminal."""

import re

from domain.rules.findings import Severity
from wording.catalogue import staff_words, words_in

_RULE_CODE = re.compile(r"\b(?:E\d{1,2}|S\d|FORM|ACCOUNT)\b")


def called(code: str, language: str) -> str:
    """The words for a code. One that this version does not know is not shown as such."""
    words = words_in(language)
    return words(f"code.{code}" if words.knows("code", code) else "code.unknown")


def with_names(text: str, language: str = "en") -> str:
    """A text of ours that names rules by their codes, with a few words behind each code.

    `verify: E6, E7` is `verify: E6 (company name), E7 (company address)`.
    """

    def named(found: re.Match[str]) -> str:
        code, words = found[0], words_in(language)
        return f"{code} ({words(f'short.{code}')})" if words.knows("short", code) else code

    return _RULE_CODE.sub(named, text)


def means(severity: Severity) -> str:
    """What a finding comes to, as staff read it."""
    return staff_words()(f"meaning.{severity}")
