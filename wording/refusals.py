"""A refusal as people read it on a page or a terminal. Programs get its own sentence."""

from enum import StrEnum

from domain.errors import DomainError, FormInvalid, WireNeedsBilling
from domain.people.own_access import LONGEST_PASSWORD, MOST_FACTORS, SHORTEST_PASSWORD
from wording.catalogue import staff_words, words_in


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


def said_of_own(refusal: DomainError, language: str) -> str:
    """What is wrong with what somebody gave for their own access, in their language."""
    return words_in(language).of(
        "own_refused",
        str(refusal.details.get("problem", refusal.code)),
        shortest=SHORTEST_PASSWORD,
        longest=LONGEST_PASSWORD,
        most=MOST_FACTORS,
    )
