"""Who must act and what is to be done, as staff read it; customers read the families `whose` and
`turn` of their pages."""

from domain.turns import WaitingOn, Who
from wording.catalogue import staff_words
from wording.codes import with_names


def to_do(waits: WaitingOn) -> str:
    """The task in words, with a few words behind each rule that it is about."""
    return staff_words().of("task", waits.task, codes=with_names(waits.codes))


def named(who: Who | str) -> str:
    """`the credit analyst`."""
    return staff_words()(f"who.{who}")


def team(who: Who) -> str:
    """`the credit team`: the same where a team is addressed."""
    return staff_words()(f"audience.{who}")
