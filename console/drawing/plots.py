"""Bar charts with their numbers written on the bars.

`console/templates/reports/plot.html` draws them.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Bar(NamedTuple):
    label: str
    said: str
    """The bar's numbers in words."""
    value: float
    part: float = 0
    """How much of the bar is drawn in a strong colour."""


@dataclass(frozen=True)
class Plot:
    title: str
    legend: str
    """What the bar and its strong part mean; empty where the title says it."""
    bars: tuple[Bar, ...]

    @property
    def description(self) -> str:
        """The chart in words."""
        return "; ".join(f"{bar.label}: {bar.said}" for bar in self.bars) + "."

    def percent(self, value: float) -> float:
        """The value as a share of the longest bar."""
        longest = max(bar.value for bar in self.bars)
        return round(value * 100 / longest, 2) if longest else 0
