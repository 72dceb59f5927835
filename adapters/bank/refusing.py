"""How a bank's file is refused: what is wrong, in which field, and where."""

from domain.errors import InvalidFile

MAX_STATEMENT_CHARACTERS = 64 * 1024 * 1024
"""How much of a file may be one statement, in the formats that are read a statement at a time."""


def refused(code: str, problem: str, *, field: str = "", line: int = 0) -> InvalidFile:
    """A file that cannot be read.

    Args:
        code: For programs.
        problem: A sentence for the person who sent the file.
        field: As the format names it: Ntry/Amt, :61:.
        line: From 1; 0 for the file as a whole.
    """
    return InvalidFile([{"line": line, "field": field, "code": code, "problem": problem}])
