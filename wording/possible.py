"""Why something cannot be done with a request now, in words."""

from functools import cache
from pathlib import Path

import yaml

from domain.requests.snapshot import Hindrance, Snapshot

_UNKNOWN = "This is not possible now."


@cache
def words() -> dict[str, str]:
    """Code to words; a code that counts has words of its own for one."""
    path = Path(__file__).with_name("possible.en.yaml")
    read: dict[str, str] = yaml.safe_load(path.read_text("utf-8"))
    return read


def why_not(hindrance: Hindrance) -> str:
    """The sentence for it. A code that this version does not know says only that it is not."""
    facts = {**hindrance.facts, "state": str(hindrance.facts.get("state")).replace("_", " ")}
    one = f"{hindrance.code}_one"
    code = one if one in words() and 1 in hindrance.facts.values() else hindrance.code
    try:
        return words()[code].format(**facts)
    except KeyError:
        return _UNKNOWN


def in_words(snapshot: Snapshot) -> Snapshot:
    """The snapshot with the reason beside each code of what is not possible."""
    if snapshot.possible is None:
        return snapshot
    possible = {
        name: each and each.model_copy(update={"reason": why_not(each)})
        for name, each in snapshot.possible.items()
    }
    return snapshot.model_copy(update={"possible": possible})
