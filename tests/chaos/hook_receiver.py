"""A program that takes webhooks and writes down what it took before it says so: `python -m
tests.chaos.hook_receiver PORT FILE`."""

import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class _Taking(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    file: Path

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        with self.file.open("a", encoding="utf-8") as record:
            record.write(f"{self.headers['webhook-id']}\n")
            record.flush()
            os.fsync(record.fileno())
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_said: object) -> None:
        """Its log would be long."""


def received(file: Path) -> list[str]:
    """The ids of the events that it took, each as often as it came."""
    return file.read_text(encoding="utf-8").split() if file.exists() else []


if __name__ == "__main__":
    _Taking.file = Path(sys.argv[2])
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), _Taking).serve_forever()
