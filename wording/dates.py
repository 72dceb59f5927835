"""Days as staff read them on their pages: in English, as customers read them in English, too."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from wording.catalogue import LOCALES


def written_day(day: date) -> str:
    """`24 Nov 2026`, `10 Sept 2026`."""
    return f"{day_of_month(day)} {day.year}"


def day_of_month(day: date) -> str:
    """`24 Nov`."""
    return f"{day.day} {_months()[day.month]}"


@cache
def _months() -> Mapping[int, str]:
    from babel.dates import get_month_names

    return get_month_names("abbreviated", locale=LOCALES["en"])
