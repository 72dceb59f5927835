"""A bar of what an account owes against its limit."""

from dataclasses import dataclass

from domain.invoices.views.statement import Exposure
from wording.catalogue import staff_words

WIDTH = 600


@dataclass(frozen=True, slots=True)
class ExposureBar:
    """Widths out of `WIDTH`, which is the limit or, where more is open, what is open."""

    overdue: float
    open: float
    """What is open and not overdue, drawn to the right of what is overdue."""
    limit: float
    """The position of the limit."""
    said: str


def exposure_bar(exposure: Exposure) -> ExposureBar | None:
    """None without a limit: there is nothing to measure by."""
    if exposure.limit is None:
        return None
    open_, limit = exposure.open.minor, exposure.limit.minor
    whole = max(open_, limit, 1)
    overdue = min(exposure.overdue.minor, open_)

    def width(minor: int) -> float:
        return round(max(0, minor) / whole * WIDTH, 1)

    return ExposureBar(
        overdue=width(overdue),
        open=width(open_ - overdue),
        limit=width(limit),
        said=staff_words()(
            "exposure.bar",
            open=exposure.open,
            limit=exposure.limit,
            percent=exposure.percent or 0,
        ),
    )
