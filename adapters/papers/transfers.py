"""The QR codes by which banking apps fill in a transfer: EPC069-12 in euros, Swiss QR in francs."""

from typing import TYPE_CHECKING

from adapters.papers.content import SEPA
from domain.papers.paper import Paper, PaperKind

if TYPE_CHECKING:
    from segno import QRCode

_LARGEST_EPC = 999_999_999


def asks_for_money(paper: Paper) -> bool:
    return paper.kind is PaperKind.INVOICE and paper.totals.due > 0


def epc_code(paper: Paper) -> "QRCode | None":
    """The code for a SEPA transfer; None where none can be made: another currency, another kind of
    account, nothing to pay."""
    account = paper.account
    if paper.currency != "EUR" or account.iban[:2] not in SEPA or not asks_for_money(paper):
        return None
    if paper.totals.due > _LARGEST_EPC:
        return None
    from segno.helpers import make_epc_qr

    is_structured = paper.reference.startswith("RF")
    return make_epc_qr(
        name=account.name,
        iban=account.iban,
        bic=account.bic,
        amount=paper.totals.due,
        reference=paper.reference if is_structured else None,
        text=None if is_structured else paper.reference,
        encoding="utf-8",
    )


def as_svg(code: "QRCode") -> str:
    """The code as one shape, without the quiet zone: what stands around it is white."""
    from io import BytesIO

    written = BytesIO()
    code.save(written, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True)
    return written.getvalue().decode()
