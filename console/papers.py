"""Papers as the console hands them out: as files, and in lists."""

from datetime import date

from fastapi import Response

from clients.invoices.papers import KeptPaper, PaperFile
from console import files
from console.services import Services
from domain.invoices.parts import AdjustmentKind
from domain.invoices.views.invoice import InvoiceView
from domain.papers.paper import PaperKind
from domain.turns import Part
from domain.values.money import Money


class PaperLine(Part):
    """A paper in a list."""

    number: str
    kind: PaperKind
    issued_on: date
    amount: Money

    @classmethod
    def of(cls, kept: KeptPaper) -> "PaperLine":
        paper = kept.paper
        return cls(
            number=paper.number,
            kind=paper.kind,
            issued_on=paper.issued_on,
            amount=Money(amount=paper.totals.due, currency=paper.currency),
        )


async def credit_notes_of(services: Services, view: InvoiceView) -> list[KeptPaper]:
    """In the order they were written; there is nothing to ask for where nothing was credited.

    Args:
        view: The whole of it, as staff see it.
    """
    if not any(each.kind is AdjustmentKind.CREDIT_NOTE for each in view.adjustments):
        return []
    papers = await services.papers.written(view.invoice)
    return [each for each in papers if each.paper.kind is PaperKind.CREDIT_NOTE]


def as_download(file: PaperFile) -> Response:
    """The file to be saved, never shown as a page of ours."""
    answer = files.as_download(file.content, file.media_type, file.name)
    answer.headers["X-Paper-Differs"] = str(file.differs).lower()
    return answer
