"""Values in words, on the staff's pages."""

from typing import Any


def evidence(value: Any) -> str:
    """What a rule compared, in words."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        pairs = ((str(name).replace("_", " "), evidence(each)) for name, each in value.items())
        return ", ".join(f"{name}: {said}" for name, said in pairs)
    if isinstance(value, list | tuple):
        return "; ".join(map(evidence, value)) or "none"
    return str(value)
