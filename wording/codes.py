"""What the codes of the business are called, in the customer's language: one wording for letters
and pages."""

import re
from functools import cache
from pathlib import Path

import yaml

_FOLDER = Path(__file__).parent

_RULE_CODE = re.compile(r"\b(?:E\d{1,2}|S\d|FORM|ACCOUNT)\b")


@cache
def words(language: str) -> dict[str, str]:
    """Code to words: rules, kinds of document and security, reasons to decline or lapse."""
    read: dict[str, str] = yaml.safe_load((_FOLDER / f"codes.{language}.yaml").read_text("utf-8"))
    return read


def called(code: str, language: str) -> str:
    """The words for a code. One that this version does not know is not shown as such."""
    known = words(language)
    return known.get(code, known["unknown"])


def with_names(text: str, language: str = "en") -> str:
    """A text of ours that names rules by their codes, with a few words behind each code.

    `verify: E6, E7` is `verify: E6 (company name), E7 (company address)`.
    """
    known = words(language)

    def named(found: re.Match[str]) -> str:
        name = known.get(f"{found[0]}_in_short")
        return f"{found[0]} ({name})" if name else found[0]

    return _RULE_CODE.sub(named, text)
