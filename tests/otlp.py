"""What receives traces in tests: HTTP and the official protocol buffers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from engine.local.ports import LOOPBACK


@dataclass(frozen=True)
class Sent:
    """One span as it arrived."""

    service: str
    name: str
    trace: str
    id: str
    parent: str
    attributes: dict[str, Any]
    events: int


@dataclass
class Collector:
    address: str
    spans: list[Sent] = field(default_factory=list)
    raw: bytes = b""

    def called(self, name: str) -> list[Sent]:
        return [each for each in self.spans if each.name == name]

    def in_trace_of(self, one: Sent) -> list[Sent]:
        return [each for each in self.spans if each.trace == one.trace]

    def ancestors(self, one: Sent) -> list[str]:
        """The names from a span's parent up to the root; fails when one is missing."""
        by_id = {each.id: each for each in self.in_trace_of(one)}
        names = []
        while one.parent:
            one = by_id[one.parent]
            names.append(one.name)
        return names

    def take(self, body: bytes) -> None:
        self.raw += body
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            said = {each.key: each.value.string_value for each in resource.resource.attributes}
            for scope in resource.scope_spans:
                self.spans += [
                    Sent(
                        service=said["service.name"],
                        name=span.name,
                        trace=span.trace_id.hex(),
                        id=span.span_id.hex(),
                        parent=span.parent_span_id.hex(),
                        attributes={
                            each.key: each.value.string_value or each.value.int_value
                            for each in span.attributes
                        },
                        events=len(span.events),
                    )
                    for span in scope.spans
                ]


@contextmanager
def collector() -> Iterator[Collector]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            received.take(self.rfile.read(int(self.headers["Content-Length"])))
            answer = ExportTraceServiceResponse().SerializeToString()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    received = Collector(f"http://{LOOPBACK}:{server.server_port}")
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield received
    finally:
        server.shutdown()
        server.server_close()
