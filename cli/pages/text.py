"""How values are written for people."""

import json
from datetime import datetime
from typing import Any

from domain.values.one_line import on_one_line
from wording.catalogue import staff_words
from wording.terms import term as term_for


def plain(value: object) -> str:
    """Text that somebody wrote, on one line and safe to show: a terminal must not obey it."""
    return on_one_line(str(value))


def term(code: str) -> str:
    """What a value of the domain is called."""
    return plain(term_for(code))


def option(name: str) -> str:
    """A name from the domain as it is typed on the command line."""
    return plain(name.replace("_", "-"))


def moment(at: datetime) -> str:
    """A moment in this machine's time zone."""
    return f"{at.astimezone():%a %Y-%m-%d %H:%M}"


def evidence(shown: dict[str, Any]) -> str:
    """What a rule compared, for operators."""
    return ", ".join(f"{term(name)}: {_value(value)}" for name, value in shown.items())


def _value(value: Any) -> str:
    if value is None:
        return staff_words()("evidence.none")
    return plain(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
