"""A refusal as staff read it on a page or a terminal. Programs get its own sentence."""

from enum import StrEnum

from domain.errors import DomainError, FormInvalid, WireNeedsBilling
from wording.catalogue import staff_words


class Face(StrEnum):
    """Where it is read."""

    COMMAND_LINE = "command_line"
    CONSOLE = "console"


def said_of(refusal: DomainError, face: Face) -> str:
    """Its sentence, with how many things are wrong, or how billing may do it all the same."""
    words = staff_words()
    if isinstance(refusal, FormInvalid) and (problems := refusal.details.get("problems")):
        return words.counted("refused.form_incomplete", len(problems))
    if isinstance(refusal, WireNeedsBilling):
        return words(f"declare_again.{face}", said=refusal.reason)
    return refusal.reason
