"""The codes in a notice as words of a letter, in the customer's language."""

from adapters.mail.plain_text import bullet, quoted
from domain.notices import Item
from wording.catalogue import words_in
from wording.codes import called


def listed(items: tuple[Item, ...], language: str) -> str:
    """A list of one line each; below it what will do instead, why, and a person's words."""
    words = words_in(language)
    lines: list[str] = []
    for item in items:
        lines.append(bullet(called(item.code, language)))
        for label, codes in (
            ("documents.instead", item.instead),
            ("documents.because", item.because),
        ):
            if codes:
                named = "; ".join(called(code, language) for code in codes)
                lines.append(f"  {words(label)} {named}")
        if item.detail:
            lines += [f"  {line}" for line in quoted(item.detail).split("\n")]
    return "\n".join(lines)


def explained(reason: str, language: str) -> str:
    """A reason: the words for it where it is a code, otherwise a person's own."""
    is_code = words_in(language).knows("code", reason)
    return called(reason, language) if is_code else quoted(reason)
