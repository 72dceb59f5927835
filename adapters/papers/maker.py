"""Makes the files of papers, and checks them: the port `PaperMaker`."""

from adapters.papers.checking import problems_in
from adapters.papers.cii import cii
from adapters.papers.factur_x import factur_x
from adapters.papers.pdf import pdf
from adapters.papers.ubl import PEPPOL, XRECHNUNG, ubl
from domain.papers.formats import PaperFormat
from domain.papers.paper import Paper
from domain.papers.problems import PaperProblem


class Papers:
    """Papers as files; see the port for what each does."""

    def make(self, paper: Paper, as_: PaperFormat, logo: bytes | None = None) -> bytes:
        match as_:
            case PaperFormat.PDF:
                return pdf(paper, logo)
            case PaperFormat.FACTUR_X:
                return factur_x(paper, logo)
            case PaperFormat.UBL:
                return ubl(paper, PEPPOL)
            case PaperFormat.XRECHNUNG:
                return ubl(paper, XRECHNUNG)
            case PaperFormat.XRECHNUNG_CII:
                return cii(paper, XRECHNUNG)

    def check(self, paper: Paper, as_: PaperFormat, content: bytes) -> tuple[PaperProblem, ...]:
        return problems_in(paper, as_, content)
