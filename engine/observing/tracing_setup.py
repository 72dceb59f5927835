"""Sets OpenTelemetry up. Loaded only where traces are on."""

import asyncio
import logging
import sys
import threading
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from importlib.metadata import entry_points

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.trace.export import (
    BatchSpanProcessor,
    ConsoleSpanExporter,
    SpanExporter,
    SpanExportResult,
)
from opentelemetry.trace import Status
from opentelemetry.util import types
from temporalio.contrib.opentelemetry import ReplaySafeTracerProvider, create_tracer_provider

from engine.errors import EngineUnusable
from engine.observing.tracing_statements import trace_statements
from release import RELEASE

_GROUP = "opentelemetry_traces_exporter"
"""Where OpenTelemetry's packages register their exporters."""
_log = logging.getLogger(__name__)
_SENDING_SECONDS = 3.0
"""For the last spans, when a process ends: a collector that is away holds up nobody for longer."""
_NOT_SENT = frozenset(
    {
        "exception.message",
        "exception.stacktrace",
        "url.path",
        "url.query",
        "url.full",
        "client.address",
        "user_agent.original",
    }
)
"""What libraries write on spans and may hold names, addresses, amounts, or the secret of a link."""


def begin(service: str, names: Sequence[str]) -> Callable[[], Awaitable[None]]:
    """Turns traces on, and returns what ends them.

    Raises:
        EngineUnusable: there is no exporter of that name.
    """
    logging.getLogger("opentelemetry.exporter").setLevel(logging.CRITICAL)
    provider = create_tracer_provider(resource=_resource(service), shutdown_on_exit=False)
    for name in names:
        provider.add_span_processor(BatchSpanProcessor(Discreet(_exporter(name))))
    trace.set_tracer_provider(provider)
    trace_statements()

    async def end() -> None:
        await _end(provider)

    return end


class Discreet(SpanExporter):
    """Sends spans without what may be about a person. Says once when they
    cannot be sent; the exporters themselves would say it each time, with a traceback."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self._arrive = True

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        result = self._exporter.export([_discreet(each) for each in spans])
        arrive = result is SpanExportResult.SUCCESS
        if self._arrive and not arrive:
            _log.warning("Traces cannot be sent; see OTEL_EXPORTER_OTLP_ENDPOINT.")
        self._arrive = arrive
        return result

    def shutdown(self) -> None:
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        return self._exporter.force_flush(timeout_millis)


def _discreet(span: ReadableSpan) -> ReadableSpan:
    events = [Event(each.name, _sent(each.attributes), each.timestamp) for each in span.events]
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=_sent(span.attributes),
        events=events,
        links=span.links,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _sent(attributes: types.Attributes) -> dict[str, types.AttributeValue]:
    return {name: said for name, said in (attributes or {}).items() if name not in _NOT_SENT}


def _resource(service: str) -> Resource:
    """By the standard variables; ours where they do not say it."""
    said = Resource.create()
    ours = {"service.version": RELEASE}
    if str(said.attributes.get("service.name", "")).startswith("unknown_service"):
        ours["service.name"] = service
    return said.merge(Resource(ours))


def _exporter(name: str) -> SpanExporter:
    if name == "console":
        # Standard output is a command's answer.
        return ConsoleSpanExporter(out=sys.stderr)
    for each in entry_points(group=_GROUP, name=name):
        try:
            exporter: SpanExporter = each.load()()
        except Exception as unusable:
            said = f"Traces cannot be sent with '{name}': {unusable}. See OTEL_EXPORTER_OTLP_*."
            raise EngineUnusable(said) from unusable
        return exporter
    raise EngineUnusable(
        f"There is no exporter of traces called '{name}' here: OTEL_TRACES_EXPORTER can be otlp"
        " (with OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf), console or none, and whatever else of"
        " OpenTelemetry's exporters is installed."
    )


async def _end(provider: ReplaySafeTracerProvider) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()

    def send_the_rest() -> None:
        provider.shutdown()
        with suppress(RuntimeError):  # nobody waits any more
            loop.call_soon_threadsafe(ended.set)

    # A thread that nothing waits for at the end: sending has its own timeout.
    threading.Thread(target=send_the_rest, daemon=True).start()
    try:
        async with asyncio.timeout(_SENDING_SECONDS):
            await ended.wait()
    except TimeoutError:
        sys.stderr.write("The last spans of the trace could not be sent.\n")
