"""The paper that a letter carries."""

from datetime import datetime
from typing import NamedTuple, Protocol

from domain.notices import Notice
from domain.papers.paper import Paper
from domain.papers.problems import PaperProblem


class AttachedFile(NamedTuple):
    name: str
    """Letters, digits, dots and dashes."""
    media_type: str
    content: bytes
    paper: Paper
    problems: tuple[PaperProblem, ...] = ()
    """The rules that it breaks: with any, it must not be sent."""


class AttachedPapers(Protocol):
    async def of(self, notice: Notice, now: datetime) -> AttachedFile | None:
        """The file that goes with a letter, made and checked; None where nothing does.

        Raises:
            Exception: it could not be made now.
        """
