"""Counts as people type them: `1.200` employees are twelve hundred in either language. What is an
amount of money is read by `domain.values.amounts`, like everywhere."""

import re

_GROUPED = re.compile(r"[0-9]{1,3}(?P<mark>[., '\u00a0\u202f])[0-9]{3}(?:(?P=mark)[0-9]{3})*")


def count_typed(text: str) -> str:
    """The count without its separators; what is no clear count stays as it was typed."""
    typed = text.strip()
    if not _GROUPED.fullmatch(typed):
        return typed
    return "".join(char for char in typed if char.isdigit())
