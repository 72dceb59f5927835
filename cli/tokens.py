"""What was typed, before it is read."""

import re
from collections.abc import Sequence

from cli.commands import within

_OPTION = re.compile(r"--[a-z][a-z-]*")


def with_values(tokens: Sequence[str]) -> list[str]:
    """The same, with what follows an option and begins with a hyphen made its value: `-5 EUR` is an
    amount, if not a good one. No option of ours begins with a single hyphen."""
    rest = tokens.index("--") if "--" in tokens else len(tokens)
    joined: list[str] = []
    for token in tokens[:rest]:
        is_value = token.startswith("-") and not token.startswith("--")
        if is_value and joined and _OPTION.fullmatch(joined[-1]):
            joined[-1] = f"{joined[-1]}={token}"
        else:
            joined.append(token)
    return [*joined, *tokens[rest:]]


def in_full(tokens: Sequence[str]) -> list[str]:
    """The same, with the word `take` that may be left out after `evidence`."""
    words = list(tokens)
    if len(words) > 1 and words[0] == "evidence":
        known = [command.name.split()[1] for command in within("evidence")]
        if words[1] not in (*known, "--help", "-h"):
            words.insert(1, "take")
    return words
