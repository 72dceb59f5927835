"""Papers as files: made of what was kept, and checked against the rules of their format."""

from typing import Protocol

from domain.papers.formats import PaperFormat
from domain.papers.paper import Paper
from domain.papers.problems import PaperProblem


class PaperMaker(Protocol):
    """Both need the processor and nothing else: call them in a thread."""

    def make(self, paper: Paper, as_: PaperFormat, logo: bytes | None = None) -> bytes:
        """The paper's file: the same bytes each time for the same paper and logo.

        Args:
            logo: PNG, JPEG or SVG, for the formats that are read by people.
        """

    def check(self, paper: Paper, as_: PaperFormat, content: bytes) -> tuple[PaperProblem, ...]:
        """What is wrong with a paper's file: by its format's schema and official rules, and by what
        was made of it, compared with the paper."""
