"""What is said with an export of what is kept of an account."""

from wording.catalogue import staff_words


def read_me() -> str:
    """Its README: what is in it, what is not, and why."""
    return staff_words()("export.read_me") + "\n"
