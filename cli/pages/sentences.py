"""Sentences of the catalogue on a terminal, where a part of them may have a style of its own."""

from rich.text import Text

from wording.catalogue import staff_words


def sentence(key: str, style: str = "", /, **values: object) -> Text:
    """What the catalogue says, in this style. A value that is a `Text` keeps its own."""
    pieces = staff_words().pieces(key, **values)
    parts = (each if isinstance(each, Text) else str(each) for each in pieces)
    return Text.assemble(*parts, style=style)
