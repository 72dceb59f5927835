"""What the codes in a notice are called, in the customer's language."""

from functools import cache
from pathlib import Path

import yaml

from adapters.mail.plain_text import bullet, quoted
from domain.notices import Item

_FOLDER = Path(__file__).parent / "words"


@cache
def words(language: str) -> dict[str, str]:
    """Code to words: rules, kinds of document and security, reasons to decline or lapse."""
    read: dict[str, str] = yaml.safe_load((_FOLDER / f"{language}.yaml").read_text("utf-8"))
    return read


def called(code: str, language: str) -> str:
    """The words for a code. One that this version does not know is not shown as such."""
    known = words(language)
    return known.get(code, known["unknown"])


def listed(items: tuple[Item, ...], language: str) -> str:
    """A list of one line each; below it what will do instead, why, and a person's words."""
    lines: list[str] = []
    for item in items:
        lines.append(bullet(called(item.code, language)))
        for label, codes in (("instead", item.instead), ("because", item.because)):
            if codes:
                named = "; ".join(called(code, language) for code in codes)
                lines.append(f"  {words(language)[label]}: {named}")
        if item.detail:
            lines += [f"  {line}" for line in quoted(item.detail).split("\n")]
    return "\n".join(lines)


def explained(reason: str, language: str) -> str:
    """A reason: the words for it where it is a code, otherwise a person's own."""
    return words(language).get(reason) or quoted(reason)
