"""Values in words, on the staff's pages."""

from typing import Any

from wording.catalogue import staff_words
from wording.terms import term


def evidence(value: Any) -> str:
    """What a rule compared, in words."""
    if value is None:
        return staff_words()("evidence.none")
    if isinstance(value, bool):
        return staff_words()("evidence.yes" if value else "evidence.no")
    if isinstance(value, dict):
        pairs = ((term(str(name)), evidence(each)) for name, each in value.items())
        return ", ".join(f"{name}: {said}" for name, said in pairs)
    if isinstance(value, list | tuple):
        return "; ".join(map(evidence, value)) or staff_words()("evidence.none")
    return str(value)
