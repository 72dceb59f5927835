"""The ways in which a delivery can fail."""

import traceback
from datetime import datetime
from pathlib import Path


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


class Unconfirmed(NotDelivered):
    """The message went to the server and no answer came: it may have been sent."""


def summary(error: BaseException) -> str:
    """The exception's type and place. Its message is left out: it may quote a notice."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
