"""The reference gateway of the examples, as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from domain.webhooks.signing import secret_of
from tools.docs_demo import ROOT

SECRET = secret_of(b"the key that both sides know....")


@dataclass
class AccessPoint:
    url: str
    folder: Path

    def documents(self) -> list[Path]:
        return sorted(each for each in self.folder.iterdir() if each.suffix != ".json")


@contextmanager
def access_point(folder: Path) -> Iterator[AccessPoint]:
    server = subprocess.Popen(
        [sys.executable, "-m", "examples.access_point", "--port", "0", "--folder", str(folder)],
        cwd=ROOT, env={**os.environ, "PAYBYINVOICE_EINVOICES_SECRET": SECRET},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        said = server.stdout.readline()
        assert said.startswith("Gateway on "), "the gateway did not start"
        yield AccessPoint(said.split()[-1], folder)
    finally:
        server.terminate()
        server.communicate(timeout=30)
