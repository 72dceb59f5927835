"""The QR codes by which banking apps fill in a transfer: EPC069-12 in euros, Swiss QR in francs."""

from typing import TYPE_CHECKING

from domain.papers.paper import Paper, PaperKind
from domain.values.epc import epc_text

if TYPE_CHECKING:
    from segno import QRCode


def asks_for_money(paper: Paper) -> bool:
    return paper.kind is PaperKind.INVOICE and paper.totals.due > 0


def epc_of_paper(paper: Paper) -> str | None:
    """The text of the code for a SEPA transfer; None where there is none, or nothing to pay."""
    if not asks_for_money(paper):
        return None
    return epc_text(paper.account, paper.totals.due, paper.currency, paper.reference)


def epc_code(text: str) -> "QRCode":
    """The code of this text, at the level that the guideline asks for."""
    import segno

    return segno.make_qr(text, error="m", boost_error=False, encoding="utf-8")


def as_svg(code: "QRCode") -> str:
    """The code as one shape, without the quiet zone: what stands around it is white."""
    from io import BytesIO

    written = BytesIO()
    code.save(written, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True)
    return written.getvalue().decode()
