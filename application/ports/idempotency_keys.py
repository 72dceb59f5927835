"""What callers' keys give them to do."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """What a caller may do under their key."""

    id: str
    """The update's id, unique to what is asked, by whom and under which key. After a refused
    attempt, the next one has another id."""
    done: bool = False
    """It was done before; the same answer is given again."""
