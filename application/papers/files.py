"""Files of papers: made of what was kept, compared with how they were made first, checked."""

import asyncio
import re
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from application.papers.writing import paper_of_invoice
from application.ports.ledger import Ledger
from application.ports.paper_making import PaperMaker
from application.ports.papers import KeptPaper, MadeFile
from domain.errors import InvoiceUnknown
from domain.papers.adding_up import problems_of
from domain.papers.formats import PaperFormat
from domain.papers.paper import PaperKind
from domain.papers.policy import PapersPolicy
from domain.papers.problems import PaperProblem
from domain.values.record import Record


class Press(NamedTuple):
    """What makes files of papers."""

    maker: PaperMaker
    logo: Callable[[], bytes | None]
    release: str
    """Of the program."""


class PaperFile(NamedTuple):
    name: str
    media_type: str
    content: bytes
    sha256: str
    made_first: MadeFile

    @property
    def differs(self) -> bool:
        """Another release, or another logo, made it otherwise than this one: what was sent is known
        by its hash."""
        return self.sha256 != self.made_first.sha256


class PaperFault(Record):
    field: str
    code: str
    problem: str
    source: str


class PaperChecked(Record):
    """What was found of a paper and its file."""

    paper: str
    format: PaperFormat
    problems: tuple[PaperFault, ...] = ()


async def papers_of(
    ledger: Ledger, invoice: str, policy: PapersPolicy, now: datetime
) -> list[KeptPaper]:
    """The invoice's paper and those of its credit notes.

    Raises:
        InvoiceUnknown: there is no invoice of this number.
    """
    async with ledger.reading() as transaction:
        written = await transaction.papers.all_of(invoice)
    return written or [await _written_now(ledger, invoice, policy, now)]


async def kept_paper(ledger: Ledger, number: str, policy: PapersPolicy, now: datetime) -> KeptPaper:
    """The paper of an invoice or a credit note. An invoice of before there were papers is given its
    own now, and keeps it.

    Raises:
        InvoiceUnknown: there is neither of this number.
    """
    async with ledger.reading() as transaction:
        kept = await transaction.papers.one(number)
    return kept or await _written_now(ledger, number, policy, now)


async def _written_now(
    ledger: Ledger, number: str, policy: PapersPolicy, now: datetime
) -> KeptPaper:
    async with ledger.writing() as transaction:
        invoice = await transaction.invoices.locked(number)
        if invoice is None:
            raise InvoiceUnknown(
                "There is no invoice and no credit note of this number.", invoice=number
            )
        return await paper_of_invoice(transaction, invoice, policy, now)


async def make(
    ledger: Ledger, press: Press, kept: KeptPaper, as_: PaperFormat, now: datetime
) -> PaperFile:
    """The file of a paper. Its hash is kept when it is made first, and compared whenever it is made
    again."""
    paper = kept.paper
    content = await asyncio.to_thread(_made, press, kept, as_)
    digest = sha256(content).hexdigest()
    made = MadeFile(digest, len(content), press.release, now)
    async with ledger.reading() as transaction:
        first = await transaction.papers.made(paper.kind, paper.number, as_)
    if first is None:
        async with ledger.writing() as transaction:
            if await transaction.papers.keep_made(paper.kind, paper.number, as_, made):
                first = made
            else:
                first = await transaction.papers.made(paper.kind, paper.number, as_)
    return PaperFile(name_of(kept, as_), as_.media_type, content, digest, first or made)


async def check(press: Press, kept: KeptPaper, as_: PaperFormat) -> PaperChecked:
    """Everything that our rules say of a paper, and the official ones of its file."""
    content = await asyncio.to_thread(_made, press, kept, as_)
    found = await problems_of_file(press, kept, as_, content)
    return PaperChecked(
        paper=kept.paper.number,
        format=as_,
        problems=tuple(
            PaperFault(field=each.field, code=each.code, problem=each.problem, source=each.source)
            for each in found
        ),
    )


async def problems_of_file(
    press: Press, kept: KeptPaper, as_: PaperFormat, content: bytes
) -> tuple[PaperProblem, ...]:
    """What our rules say of a paper, and the official ones of this file of it."""
    ours = problems_of(kept.paper)
    return (*ours, *await asyncio.to_thread(press.maker.check, kept.paper, as_, content))


def name_of(kept: KeptPaper, as_: PaperFormat) -> str:
    """What the file is called: nothing in it but letters, digits, dots and dashes."""
    what = "invoice" if kept.paper.kind is PaperKind.INVOICE else "credit-note"
    number = re.sub(r"[^A-Za-z0-9._-]", "-", kept.paper.number)
    form = "" if as_ is PaperFormat.PDF else f"-{as_.value}"
    return f"{what}-{number}{form}{as_.suffix}"


def _made(press: Press, kept: KeptPaper, as_: PaperFormat) -> bytes:
    return press.maker.make(kept.paper, as_, press.logo() if as_.is_pdf else None)
