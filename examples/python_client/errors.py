"""What the API says no with."""

from typing import Any


class ApiError(Exception):
    """An answer that is an error, or none at all."""


class Refused(ApiError):
    """The business says no: nothing was changed. `code` is for programs, `reason` for people."""

    def __init__(
        self, status: int, code: str, reason: str, details: dict[str, Any], request_id: str | None
    ) -> None:
        super().__init__(f"{code}: {reason}")
        self.status = status
        self.code = code
        self.reason = reason
        self.details = details
        self.request_id = request_id


class Invalid(ApiError):
    """What was sent cannot be used; `problems` are all of it, each a `field`, `code`, `problem`."""

    def __init__(self, problems: list[dict[str, str]], request_id: str | None) -> None:
        super().__init__("; ".join(f"{each['field']}: {each['problem']}" for each in problems))
        self.problems = problems
        self.request_id = request_id


class Unreachable(ApiError):
    """No usable answer after every retry. It may be done: ask again with the same `key`, which is
    the one that every attempt was made under."""

    def __init__(self, said: str, key: str | None) -> None:
        super().__init__(said)
        self.key = key
