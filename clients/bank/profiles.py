"""What clients of bank statements do about profiles of tables (CSV)."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.bank.table_sample import Preview, beginning, guessed, preview, rows_of
from domain.bank.profiles import CsvProfile
from domain.bank.statements import Form
from domain.errors import InvalidFile

__all__ = [
    "NamedProfile", "Preview", "beginning", "chosen", "form_of", "guessed", "preview", "rows_of",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class NamedProfile:
    """A profile as it is listed."""

    name: str
    profile: CsvProfile
    in_policy: bool
    """It stands in the policy file, and is not changed here."""


def chosen(profiles: Mapping[str, CsvProfile], name: str | None) -> CsvProfile | None:
    """The profile of this name, where one is named; raises InvalidFile: there is none."""
    if name is None or name in profiles:
        return None if name is None else profiles[name]
    known = ", ".join(sorted(profiles)) or "none"
    problem = f"There is no profile of this name; there are: {known}."
    raise InvalidFile([{"field": "profile", "code": "profile_unknown", "problem": problem}])


def form_of(form: Form | None, profile: str | None) -> Form | None:
    """A profile says that it is a table; raises InvalidFile: the format says something else."""
    if profile is None or form is Form.CSV:
        return form
    if form is None:
        return Form.CSV
    problem = "A profile is for tables: leave the format out, or say csv."
    raise InvalidFile([{"field": "format", "code": "format_unclear", "problem": problem}])
