"""How tests read the HTML of a letter."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO

import zxingcpp
from PIL import Image

from adapters.mail.letters import Letter

_WITHOUT_END = {"meta", "br", "img"}


@dataclass
class Read(HTMLParser):
    """The elements of a letter, and what it says."""

    elements: Counter[str] = field(default_factory=Counter)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    """Of each element: its name, the attribute's, and its value."""
    texts: list[str] = field(default_factory=list)
    unclosed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in _WITHOUT_END:
            self.unclosed.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.unclosed.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        if not {"style", "title"} & set(self.unclosed):
            self.texts.append(data)

    @property
    def says(self) -> str:
        """All of its text on one line."""
        return " ".join(" ".join(self.texts).split())

    def values_of(self, attribute: str) -> list[str]:
        return [value for _, name, value in self.attributes if name == attribute]


def read(letter: Letter) -> Read:
    """Its HTML; fails where an element is not closed."""
    found = Read()
    found.feed(letter.html)
    found.close()
    assert found.unclosed == []
    return found


def scanned(letter: Letter) -> str | None:
    """What a banking app reads from the letter's code; None without one."""
    if not letter.images:
        return None
    (image,) = letter.images
    found = zxingcpp.read_barcode(Image.open(BytesIO(image.content)))
    assert found is not None
    return str(found.text)
