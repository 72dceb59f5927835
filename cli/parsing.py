"""What cyclopts says of a command line, as a problem with a field."""

from cyclopts import CycloptsError, MissingArgumentError, Token

from cli.usage import WrongUsage, problem
from wording.catalogue import staff_words


def usage_of(error: CycloptsError) -> WrongUsage:
    """The same in our words: which option or argument, and what is wrong with it."""
    if isinstance(error.__cause__, WrongUsage):
        return error.__cause__
    name = type(error).__name__.removesuffix("Error")
    code = "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
    return WrongUsage([problem(_field(error), _sentence(error), code)])


def _field(error: CycloptsError) -> str:
    token = getattr(error, "token", None)
    if isinstance(token, Token) and token.keyword:
        return token.keyword
    if error.argument is not None:
        return error.argument.name
    return error.unused_tokens[0] if error.unused_tokens else "command"


def _sentence(error: CycloptsError) -> str:
    if isinstance(error, MissingArgumentError):
        return staff_words()("fields.required")
    return " ".join(str(error).split())
