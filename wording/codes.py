"""What the codes of the business are called, in the customer's language: one wording for letters
and pages."""

from functools import cache
from pathlib import Path

import yaml

_FOLDER = Path(__file__).parent


@cache
def words(language: str) -> dict[str, str]:
    """Code to words: rules, kinds of document and security, reasons to decline or lapse."""
    read: dict[str, str] = yaml.safe_load((_FOLDER / f"{language}.yaml").read_text("utf-8"))
    return read


def called(code: str, language: str) -> str:
    """The words for a code. One that this version does not know is not shown as such."""
    known = words(language)
    return known.get(code, known["unknown"])
