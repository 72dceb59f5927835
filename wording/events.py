"""What happened, as it stands in the timelines that staff read."""

from functools import cache
from pathlib import Path

import yaml

_OVERRULE = "overrule "


@cache
def words() -> dict[str, str]:
    """Trigger to words."""
    path = Path(__file__).with_name("events.en.yaml")
    read: dict[str, str] = yaml.safe_load(path.read_text("utf-8"))
    return read


def happened(trigger: str) -> str:
    """The words for an entry's trigger. One that this version does not know is shown as it is."""
    if trigger.startswith(_OVERRULE):
        return words()["overrule"].format(rule=trigger.removeprefix(_OVERRULE))
    return words().get(trigger) or trigger.replace("_", " ")


def comes_next(alarm: str) -> str:
    """What happens when an invoice's alarm of this name rings; its name where that says it."""
    return words().get(f"alarm {alarm}", alarm)
