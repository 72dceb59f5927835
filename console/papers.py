"""Papers as the console hands them out: as files, and in lists."""

from datetime import date

from fastapi import Response

from clients.papers import KeptPaper, PaperFile
from domain.money import Money
from domain.papers.paper import PaperKind
from domain.turns import Part


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


def as_download(file: PaperFile) -> Response:
    """The file to be saved, never shown as a page of ours."""
    return Response(
        file.content,
        media_type=file.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{file.name}"',
            "X-Content-Type-Options": "nosniff",
            "X-Paper-Differs": str(file.differs).lower(),
        },
    )
