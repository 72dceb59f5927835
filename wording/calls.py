"""What staff read of the calls by which the billing system is told of our steps."""

from wording.catalogue import staff_words


def step_of_call(kind: str) -> str:
    """The step that a call tells of, in a few words: `record payment`.

    Args:
        kind: A value of `CallKind`.
    """
    return staff_words().of("call", kind)
