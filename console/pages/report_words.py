"""The figures of reports in words."""

from domain.turns import Who
from wording import counts
from wording.catalogue import staff_words
from wording.codes import list_with_names
from wording.turns import named


def span(seconds: int | None) -> str:
    """A duration: `12 seconds`, `4 days`."""
    return staff_words()("reports.unknown") if seconds is None else counts.span(seconds)


def called(name: str) -> str:
    """The label of a name or code of the domain."""
    if isinstance(name, Who):
        return named(name)
    words = staff_words()
    return words(f"figure.{name}") if words.knows("figure", name) else list_with_names(name)
