"""What the codes of the business are called: one wording for letters, pages and the terminal."""

from collections.abc import Iterable

from domain.rules.findings import Severity
from wording.catalogue import staff_words, words_in


def called(code: str, language: str) -> str:
    """The words for a code. One that this version does not know is not shown as such."""
    words = words_in(language)
    return words(f"code.{code}" if words.knows("code", code) else "code.unknown")


def with_name(code: str, language: str = "en") -> str:
    """A code with a few words behind it, where there are any: `E6 (company name)`."""
    words = words_in(language)
    return f"{code} ({words(f'short.{code}')})" if words.knows("short", code) else code


def with_names(codes: Iterable[str], language: str = "en") -> str:
    """Several of them: `E6 (company name), E7 (company address)`."""
    return ", ".join(with_name(code, language) for code in codes).replace("_", " ")


def list_with_names(listed: str) -> str:
    """Those that the ledger lists in one text, as it does for why a request ended: `E6, E7`."""
    return with_names(listed.split(", "))


def means(severity: Severity) -> str:
    """What a finding comes to, as staff read it."""
    return staff_words()(f"meaning.{severity}")
