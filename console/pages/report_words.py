"""The figures of reports in words."""

from domain.reports.figures import AFTER_CHECK, NO_CHECK, Age, Outcome
from domain.turns import Who
from wording import counts
from wording.codes import list_with_names
from wording.turns import named

_NAMES = {
    Age.TO_30: "0–30 days",
    Age.TO_60: "31–60 days",
    Age.TO_90: "61–90 days",
    Age.MORE: "over 90 days",
    Outcome.LAPSED: "lapsed",
    NO_CHECK: "no credit check needed",
    AFTER_CHECK: "after a credit check",
}


def span(seconds: int | None) -> str:
    """A duration: `12 seconds`, `4 days`."""
    return "–" if seconds is None else counts.span(seconds)


def called(name: str) -> str:
    """The label of a name or code of the domain."""
    if isinstance(name, Who):
        return named(name)
    return _NAMES.get(name) or list_with_names(name)
