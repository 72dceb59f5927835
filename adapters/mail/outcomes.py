"""How a delivery can fail."""

import traceback
from datetime import datetime
from pathlib import Path


class NotDelivered(Exception):
    """`error` goes into the outbox and the log: it never names a person, an address or a
    password."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class Delayed(NotDelivered):
    """Certainly not out; worth another try later."""


class Postponed(Delayed):
    """Certainly not out, and it has its turn `until` then."""

    def __init__(self, error: str, until: datetime) -> None:
        super().__init__(error)
        self.until = until


class Halted(Delayed):
    """Not out, and nothing else of this batch will be now: the server is away, or time is over."""


class Refused(NotDelivered):
    """Certainly not out, and the same will not be taken later either."""


class Unconfirmed(NotDelivered):
    """The message went to the server and no answer came: it may be out."""


def summary(error: BaseException) -> str:
    """What was raised and where. Its own text is left out: it may quote a notice."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
