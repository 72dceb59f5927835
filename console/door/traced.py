"""Which requests the framework traces, where traces are on: those that are answered at once."""

from collections.abc import MutableMapping
from typing import Any

from fastapi.telemetry import TelemetryConfig

from console import health
from console.door.headers import STATIC

_NOT_TRACED = (STATIC, health.LIVE, health.READY, health.HEALTH)
_STREAMS = "/live"
"""What addresses of streams end with. They stay open for hours."""


def _is_left_out(scope: MutableMapping[str, Any]) -> bool:
    path: str = scope.get("path", "")
    return path.startswith(_NOT_TRACED) or path.endswith(_STREAMS)


TRACED: TelemetryConfig = {
    "metrics": False,
    "logs": False,  # ours have what is wrong, without anybody's words
    "operation_spans": False,
    "exclude": _is_left_out,
}
"""Where traces are off, nothing is traced either. What of a span is not sent is in
`engine.observing.tracing_setup`."""
