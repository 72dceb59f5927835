"""What the codes of the business are called: one wording for letters, pages and the terminal."""

from collections.abc import Iterable

from domain.rules.findings import Severity
from wording.catalogue import staff_words, words_in
from wording.terms import term


def called(code: str, language: str) -> str:
    """The words for a code. One that this version does not know is not shown as such."""
    words = words_in(language)
    return words(f"code.{code}" if words.knows("code", code) else "code.unknown")


def with_name(code: str) -> str:
    """A code with a few words behind it, where there are any, as `E6 (company name)`, or else what
    it is called."""
    words = staff_words()
    return f"{code} ({words(f'short.{code}')})" if words.knows("short", code) else term(code)


def with_names(codes: Iterable[str]) -> str:
    """Several of them: `E6 (company name), E7 (company address)`."""
    return ", ".join(map(with_name, codes))


def list_with_names(listed: str) -> str:
    """Those that the ledger lists in one text, as it does for why a request ended: `E6, E7`."""
    return with_names(listed.split(", "))


def means(severity: Severity) -> str:
    """What a finding comes to, as staff read it."""
    return staff_words()(f"meaning.{severity}")
