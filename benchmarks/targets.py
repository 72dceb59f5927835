"""What was measured against what it shall be."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Target:
    """One figure and its bound: at most, or at least."""

    what: str
    measured: float
    bound: float
    at_least: bool = False

    @property
    def reached(self) -> bool:
        if self.at_least:
            return self.measured >= self.bound
        return self.measured <= self.bound


def _shown(measured: float) -> str:
    return f"{measured:,.0f}" if measured >= 100 else f"{measured:.2f}"


def print_targets(targets: Sequence[Target]) -> None:
    table = Table("figure", "measured", "to reach", "")
    for column in table.columns[1:3]:
        column.justify = "right"
    for each in targets:
        sign = "≥" if each.at_least else "≤"
        said = "reached" if each.reached else "missed"
        table.add_row(each.what, _shown(each.measured), f"{sign} {each.bound:,}", said)
    Console(highlight=False, soft_wrap=True).print(table)
