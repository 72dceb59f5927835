"""Stripe's refusals, in the shape of its errors."""

from typing import Any


class Refused(Exception):
    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        error = {"message": message, "type": kind, "code": code, "param": param}
        self.body: dict[str, Any] = {
            "error": {name: value for name, value in error.items() if value is not None}
        }


def missing(kind: str, key: str) -> Refused:
    return Refused(
        f"No such {kind}: '{key}'", status=404, code="resource_missing", param=kind.split("_")[0]
    )
