"""What somebody is to do, as staff read it; customers read the family `turn` of their pages."""

from domain.turns import WaitingOn
from wording.codes import with_names
from wording.events import words


def to_do(waits: WaitingOn) -> str:
    """The task in words, with a few words behind each rule that it is about."""
    return words()[f"task {waits.task}"].format(codes=with_names(", ".join(waits.codes)))
