"""The interface of a channel for e-invoices, and what is sent through it."""

import re
from hashlib import sha256
from typing import NamedTuple, Protocol

from application.ports.attached_papers import AttachedFile
from domain.papers.formats import PaperFormat
from domain.papers.paper import Paper


class EInvoice(NamedTuple):
    key: str
    """Names the document on its way: the same at every attempt, also when a person sends it
    again."""
    paper: Paper
    format: PaperFormat
    file: AttachedFile

    @property
    def file_name(self) -> str:
        """No two documents share one: where the number has characters that no file's name may have,
        a digest of it follows."""
        if re.fullmatch(r"[A-Za-z0-9._-]+", self.paper.number):
            return self.file.name
        stem, dot, suffix = self.file.name.rpartition(".")
        return f"{stem}-{sha256(self.paper.number.encode()).hexdigest()[:8]}{dot}{suffix}"


class EInvoiceChannel(Protocol):
    """Sending the same document twice is the same as sending it once."""

    async def send(self, e_invoice: EInvoice) -> str | None:
        """Sends it; returns what whoever took it calls it, where they say so.

        Raises:
            Delayed, Refused: as they say.
        """
        ...

    async def aclose(self) -> None: ...
