"""Why something cannot be done with a request now, in words."""

from domain.requests.snapshot import Hindrance, Snapshot
from wording.catalogue import staff_words

_UNKNOWN = "hindrance.other"


def why_not(hindrance: Hindrance) -> str:
    """The sentence for it. A code that this version does not know says only that it is not."""
    words, key = staff_words(), f"hindrance.{hindrance.code}"
    facts = {**hindrance.facts, "state": str(hindrance.facts.get("state")).replace("_", " ")}
    if key not in words:
        return words(_UNKNOWN)
    try:
        if isinstance(problems := hindrance.facts.get("problems"), int):
            return words.counted(key, problems)
        return words(key, **facts)
    except KeyError:
        return words(_UNKNOWN)


def in_words(snapshot: Snapshot) -> Snapshot:
    """The snapshot with the reason of each code of what is not possible."""
    if snapshot.possible is None:
        return snapshot
    possible = {
        name: each and each.model_copy(update={"reason": why_not(each)})
        for name, each in snapshot.possible.items()
    }
    return snapshot.model_copy(update={"possible": possible})
