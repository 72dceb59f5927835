"""The templates of letters, and what is said in one."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

Render = Callable[[str, dict[str, Any]], str]
"""Renders a template of a letter's text with these facts."""


@dataclass(frozen=True, slots=True)
class Worded:
    """A letter's subject and text, and what stands around them."""

    subject: str
    text: str
    """Its own, the lines not filled."""
    frame: str
    """Which text stands around it, such as `_invoice`."""
    language: str
    facts: dict[str, Any]
    """As the templates have them."""


def environment(*, escapes: bool) -> Environment:
    """The templates of this folder.

    Args:
        escapes: For HTML; in plain text it would leave entities.
    """
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        autoescape=escapes,  # noqa: S701
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # the files do not change while the program runs
    )
