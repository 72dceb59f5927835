"""Plots: horizontal bars with their numbers written on them.

`console/templates/reports/plot.html` makes a picture of what is here.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Bar(NamedTuple):
    label: str
    said: str
    """The bar's numbers, in words."""
    value: float
    part: float = 0
    """How much of it is drawn in a strong colour."""


@dataclass(frozen=True)
class Plot:
    title: str
    legend: str
    """What the bar and the part of it in a strong colour are; nothing where the title says it."""
    bars: tuple[Bar, ...]

    @property
    def description(self) -> str:
        """The picture in words."""
        return "; ".join(f"{bar.label}: {bar.said}" for bar in self.bars) + "."

    def percent(self, value: float) -> float:
        """How much of the longest bar this is."""
        longest = max(bar.value for bar in self.bars)
        return round(value * 100 / longest, 2) if longest else 0
