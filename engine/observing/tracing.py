"""Traces by OpenTelemetry, from what somebody asked for to the SQL statement. Off, and nothing of
OpenTelemetry is loaded, unless its own variables ask for them."""

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from engine.errors import EngineUnusable
from engine.leaving import on_leaving
from engine.observing import request_ids

if TYPE_CHECKING:
    from temporalio.plugin import SimplePlugin

EXPORTER = "OTEL_TRACES_EXPORTER"
_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_SCOPE = "pay-by-invoice"

_on = False


def exporters(environment: Mapping[str, str]) -> list[str]:
    """What traces are sent with, by the names that OpenTelemetry's packages register them under;
    nothing where traces are off.

    An endpoint alone is enough: OTLP is the default. Its protocol is HTTP unless said otherwise.
    """
    if environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return []
    named = environment.get(EXPORTER, "")
    if not named and any(environment.get(each) for each in _ENDPOINTS):
        named = "otlp"
    found = [each.strip() for each in named.split(",") if each.strip() not in ("", "none")]
    protocol = next((said for each in _PROTOCOLS if (said := environment.get(each))), "")
    kind = {"": "proto_http", "http/protobuf": "proto_http", "grpc": "proto_grpc"}.get(
        protocol, protocol
    )
    return [f"otlp_{kind}" if each == "otlp" else each for each in found]


def start(service: str) -> None:
    """Turns traces on for this process, if the environment asks for them.

    Args:
        service: What the process is called in traces, unless OTEL_SERVICE_NAME says it.

    Raises:
        EngineUnusable: what it asks for is not installed.
    """
    global _on
    names = exporters(os.environ)
    if _on or not names:
        return
    try:
        from engine.observing.tracing_setup import begin
    except ImportError as missing:
        raise EngineUnusable(
            "OTEL_* asks for traces, and OpenTelemetry is not installed: install this program "
            "with its extra 'tracing', or set OTEL_TRACES_EXPORTER=none."
        ) from missing
    on_leaving(begin(service, names))
    _on = True


def plugins() -> "list[SimplePlugin]":
    """What a client of Temporal, and the workers over it, need for it."""
    if not _on:
        return []
    from temporalio.contrib.opentelemetry import OpenTelemetryPlugin

    return [OpenTelemetryPlugin(add_temporal_spans=True)]


def span(name: str) -> AbstractContextManager[object]:
    """A span over what is done inside."""
    if not _on:
        return nullcontext()
    from opentelemetry.trace import get_tracer

    attributes = {"request_id": request_ids.current() or ""}
    return get_tracer(_SCOPE).start_as_current_span(name, attributes=attributes)


def mark() -> None:
    """Says on the present span to what request it belongs."""
    if _on:
        from opentelemetry.trace import get_current_span

        get_current_span().set_attribute("request_id", request_ids.current() or "")


def current_trace() -> str | None:
    """The id of the trace that this task belongs to."""
    if not _on:
        return None
    from opentelemetry.trace import format_trace_id, get_current_span

    context = get_current_span().get_span_context()
    return format_trace_id(context.trace_id) if context.is_valid else None
