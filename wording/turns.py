"""What somebody is to do, as staff read it; customers read the family `turn` of their pages."""

from domain.turns import WaitingOn
from wording.catalogue import staff_words
from wording.codes import with_names


def to_do(waits: WaitingOn) -> str:
    """The task in words, with a few words behind each rule that it is about."""
    return staff_words().of("task", waits.task, codes=with_names(", ".join(waits.codes)))
