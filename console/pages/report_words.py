"""The figures of reports in words."""

from datetime import timedelta

from console.pages.wording import WHO, length
from domain.reports.figures import AFTER_CHECK, NO_CHECK, Age, Outcome
from domain.turns import Who
from wording.codes import with_names

_MINUTE = 60
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
    if seconds is None:
        return "–"
    if seconds < 2 * _MINUTE:
        return counted(seconds, "second")
    return length(timedelta(seconds=seconds))


def counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def called(name: str) -> str:
    """The label of a name or code of the domain."""
    if isinstance(name, Who):
        return WHO[name]
    return _NAMES.get(name) or with_names(name.removeprefix("reminder ").replace("_", " "))
