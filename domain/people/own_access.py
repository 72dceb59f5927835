"""What is wrong with what people give for their own access: a new password, a second factor."""

from enum import StrEnum

from domain.errors import AccessNotAcceptable

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
MOST_FACTORS = 10


class OwnProblem(StrEnum):
    """`details.problem` of the refusal."""

    TWO_DIFFERENT = "two_different"
    SAME_AS_BEFORE = "same_as_before"
    LENGTH = "length"
    MONOTONOUS = "monotonous"
    REPEATS = "repeats"
    OF_NAME = "of_name"
    COMMON = "common"
    CODE_WRONG = "code_wrong"
    TOO_LATE = "too_late"
    KEY_IN_USE = "key_in_use"
    KEY_NOT_PROVEN = "key_not_proven"
    TOO_MANY_FACTORS = "too_many_factors"


_SENTENCES = {
    OwnProblem.TWO_DIFFERENT: "These are two different passwords.",
    OwnProblem.SAME_AS_BEFORE: "Take another password than before.",
    OwnProblem.LENGTH: (
        f"A password has between {SHORTEST_PASSWORD} and {LONGEST_PASSWORD} characters."
    ),
    OwnProblem.MONOTONOUS: "This password has too few different characters.",
    OwnProblem.REPEATS: (
        "This password repeats itself. Take several words that have nothing in common."
    ),
    OwnProblem.OF_NAME: (
        "This password is made of your name. Take words that nobody connects with you."
    ),
    OwnProblem.COMMON: (
        "This password is one of the first that anybody would try. Take several words."
    ),
    OwnProblem.CODE_WRONG: "That is not the code that the app shows now. Look at it again.",
    OwnProblem.TOO_LATE: "This took too long. Add the key once more.",
    OwnProblem.KEY_IN_USE: "This key is in use already.",
    OwnProblem.KEY_NOT_PROVEN: "The key did not prove itself. Add it once more.",
    OwnProblem.TOO_MANY_FACTORS: f"One has at most {MOST_FACTORS} second factors.",
}


def not_taken(problem: OwnProblem, field: str) -> AccessNotAcceptable:
    """The refusal of it, at the field that it came in."""
    return AccessNotAcceptable(_SENTENCES[problem], field=field, problem=problem)
