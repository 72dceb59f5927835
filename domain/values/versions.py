"""State that is kept for years, as JSON with a version of its own.

A new field has a default; any other change raises the version of that state and adds a step that
brings what was stored up to it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import PydanticCustomError

Step = Callable[[dict[str, Any]], dict[str, Any]]
"""From the JSON of one version to that of the next."""

LATER_RELEASE = "life_of_later_release"
"""The code of what a later release kept, as after a roll-back."""


def upgraded(stored: Any, version: int, steps: Mapping[int, Step]) -> Any:
    """JSON of any version up to this one, as this one stores it. What names no version is of the
    first.

    Args:
        steps: By the version that each reads.

    Raises:
        PydanticCustomError: a later release stored it.
    """
    if not isinstance(stored, dict):
        return stored
    found = stored.get("version", 1)
    if not isinstance(found, int):
        return stored
    if found > version:
        raise PydanticCustomError(
            LATER_RELEASE,
            "A later release kept this, in version {found} of its state; this one reads up to"
            " version {known}: start the workers of that release.",
            {"found": found, "known": version},
        )
    while found < version:
        stored = {**steps[found](stored), "version": found + 1}
        found += 1
    return stored
