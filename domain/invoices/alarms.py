"""What time does next to an invoice."""

from datetime import datetime

from domain.turns import Part


class NextAlarm(Part):
    """The next thing that time does to an invoice."""

    name: str
    """Names the timer in Temporal."""
    at: datetime
