"""What staff read of webhooks: why an attempt failed, and why an endpoint was disabled."""

from domain.webhooks.states import Trouble
from wording.catalogue import staff_words


def trouble(what: Trouble) -> str:
    """In a few words, without a full stop."""
    return staff_words()(f"webhook.{what.value}")


def answered(answer: int | None, what: Trouble | None) -> str:
    """What came of an attempt: the answer's status, and what was wrong with it."""
    said = staff_words()("webhook.taken") if what is None else trouble(what)
    if answer is None:
        return said
    return staff_words()("webhook.answered", said=said, answer=answer)
