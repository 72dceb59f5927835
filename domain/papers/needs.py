"""What an e-invoice needs beyond EN 16931, since Peppol BIS Billing 3 and XRechnung 3 ask for more.
The rules go by their published ids."""

from collections.abc import Iterator

from domain.papers.formats import PaperFormat
from domain.papers.paper import Paper, Party
from domain.papers.problems import PaperProblem

_DUTCH_REGISTERS = ("0106", "0190")
"""The chamber of commerce (KVK) and the register of public bodies (OIN)."""


def needs_of(paper: Paper, as_: PaperFormat) -> tuple[PaperProblem, ...]:
    """What is missing on a paper before it can be sent in this format; nothing for a PDF."""
    match as_:
        case PaperFormat.UBL:
            return tuple(_peppol(paper))
        case PaperFormat.XRECHNUNG | PaperFormat.XRECHNUNG_CII:
            return tuple(_xrechnung(paper))
        case _:
            return ()


def _peppol(paper: Paper) -> Iterator[PaperProblem]:
    for name, party, rule in (
        ("seller", paper.seller, "PEPPOL-EN16931-R020"),
        ("buyer", paper.buyer, "PEPPOL-EN16931-R010"),
    ):
        if party.electronic_address is None:
            said = f"Peppol needs the {name}'s electronic address: where it is reached there."
            yield PaperProblem(f"{name}.electronic_address", rule, said, "peppol")
        elif party.electronic_address.is_by_mail:
            said = f"Peppol reaches the {name} by no mail address: name one of its own kinds."
            rule = "PEPPOL-EN16931-CL008"
            yield PaperProblem(f"{name}.electronic_address", rule, said, "peppol")
    if not (paper.buyer_reference or paper.purchase_order):
        said = "Peppol needs the number of the buyer's purchase order, or another reference of the"
        said += " buyer."
        yield PaperProblem("buyer_reference", "PEPPOL-EN16931-R003", said, "peppol")
    if paper.seller.address.country == "NL":
        yield from _dutch("seller", paper.seller, "NL-R-002", "NL-R-003")
        if paper.buyer.address.country == "NL":
            yield from _dutch("buyer", paper.buyer, "NL-R-004", "NL-R-005")


def _dutch(
    name: str, party: Party, address_rule: str, register_rule: str
) -> Iterator[PaperProblem]:
    if not party.address.postal_code:
        said = f"From a Dutch seller, Peppol needs the {name}'s postal code."
        yield PaperProblem(f"{name}.address.postal_code", address_rule, said, "peppol")
    if party.register_id and party.register_scheme not in _DUTCH_REGISTERS:
        said = (
            f"From a Dutch seller, Peppol takes the {name}'s number of no other register than the"
        )
        said += " chamber of commerce (0106) and that of public bodies (0190)."
        yield PaperProblem(f"{name}.register_id", register_rule, said, "peppol")


def _xrechnung(paper: Paper) -> Iterator[PaperProblem]:
    seller, buyer = paper.seller, paper.buyer
    for field, value, rule, what in (
        (
            "buyer_reference",
            paper.buyer_reference,
            "BR-DE-15",
            "the buyer's reference (Leitweg-ID)",
        ),
        ("seller.contact_name", seller.contact_name, "BR-DE-5", "whom to ask at the seller's"),
        ("seller.contact_phone", seller.contact_phone, "BR-DE-6", "the seller's telephone number"),
        ("seller.contact_email", seller.contact_email, "BR-DE-7", "the seller's mail address"),
        (
            "seller.address.postal_code",
            seller.address.postal_code,
            "BR-DE-4",
            "the seller's postal code",
        ),
        (
            "buyer.address.postal_code",
            buyer.address.postal_code,
            "BR-DE-9",
            "the buyer's postal code",
        ),
        (
            "buyer.electronic_address",
            buyer.electronic_address or buyer.contact_email,
            "PEPPOL-EN16931-R010",
            "the buyer's electronic address, or a mail address",
        ),
    ):
        if not value:
            yield PaperProblem(field, rule, f"XRechnung needs {what}.", "xrechnung")
