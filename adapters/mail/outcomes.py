"""The ways in which a delivery can fail."""

import traceback
from datetime import datetime
from pathlib import Path

from application.ports.attached_papers import AttachedFile
from domain.papers.problems import PaperProblem

PAPER_BREAKS_RULES = "paper_breaks_rules"
_TOLD = 3
"""Rules that are told of one document; `invoice paper --check` tells all."""


class NotDelivered(Exception):
    """`error` is written to the outbox and the log: it never contains a person, an address or a
    password."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class Delayed(NotDelivered):
    """Certainly not sent; to be retried later."""


class Postponed(Delayed):
    """Certainly not sent; not due before `until`."""

    def __init__(self, error: str, until: datetime) -> None:
        super().__init__(error)
        self.until = until


class Halted(Delayed):
    """Not sent, and nothing else of this batch can be: the server is away, or the time is over."""


class Refused(NotDelivered):
    """Certainly not sent, and it will not be accepted later either."""

    def __init__(self, error: str, detail: str = "") -> None:
        """`detail`: words of somebody else's, which are written to the outbox alone."""
        super().__init__(error)
        self.detail = detail


class Unconfirmed(NotDelivered):
    """The message went to the server and no answer came: it may have been sent."""


def breaks_rules(file: AttachedFile) -> str:
    """Why a letter is not sent: its document breaks these rules. They are told with their ids and
    fields, and in words that are written for billing operations."""
    said = [_worded(each) for each in file.problems]
    more = f" And {len(said) - _TOLD} more." if len(said) > _TOLD else ""
    return f"{PAPER_BREAKS_RULES}: {file.name}: {' '.join(said[:_TOLD])}{more}"


def _worded(problem: PaperProblem) -> str:
    # A schema's own words may quote what somebody wrote.
    words = "The file does not keep to it." if problem.source == "schema" else problem.problem
    at = f" ({problem.field})" if problem.field else ""
    return f"{problem.code}{at}: {words}"


def summary(error: BaseException) -> str:
    """The exception's type and place. Its message is left out: it may quote a notice."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
