"""A refusal as people read it on a page or a terminal. Programs get its own sentence."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from domain.errors import DocumentRefused, DomainError, FormInvalid, WireNeedsBilling
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


def said_to_customer(refusal: DomainError, language: str) -> str:
    """What a customer reads of it. The domain's own sentence is English, and may name a colleague:
    it is never shown."""
    words = words_in(language)
    if isinstance(refusal, DocumentRefused):
        flaw = str(refusal.details.get("code"))
        megabytes = int(refusal.details.get("max_bytes", 0)) / 1024 / 1024
        return words.of("document_refused", flaw, most=f"{megabytes:.3g} MB")
    return words.of("refusal", refusal.code)


def problem_said(found: Mapping[str, Any], language: str) -> str:
    """What is wrong with a field (`code`, `problem`, perhaps `readings`). A code without words of
    its own has the domain's sentence in English."""
    words, code = words_in(language), str(found.get("code"))
    if words.knows("problem", code):
        return words.of("problem", code, **readings(found))
    return str(found["problem"]) if language == "en" else words("problem.other")


def readings(found: Mapping[str, Any]) -> dict[str, str]:
    """The two numbers that an amount may be read as, by their names in the words."""
    both = found.get("readings")
    return dict(zip(("thousands", "decimals"), both, strict=True)) if both else {}


def said_of_own(refusal: DomainError, language: str) -> str:
    """What is wrong with what somebody gave for their own access, in their language."""
    return words_in(language).of(
        "own_refused",
        str(refusal.details.get("problem", refusal.code)),
        shortest=SHORTEST_PASSWORD,
        longest=LONGEST_PASSWORD,
        most=MOST_FACTORS,
    )
