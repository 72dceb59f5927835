"""The Swiss QR bill (implementation guidelines 2.3): its code, and the words on its slip.

The slip speaks German, French, Italian or English and nothing else, as its standard has it: it is
in English here, whatever the language of the paper.
"""

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from adapters.papers.transfers import as_svg, asks_for_money
from domain.companies.address import Address
from domain.papers.paper import Paper, PaperKind
from domain.papers.problems import PaperProblem

if TYPE_CHECKING:
    from segno import QRCode

_STRUCTURED, _END = "S", "EPD"
_LARGEST = 999_999_999
_NUMBER_LAST = re.compile(r"(?P<street>.*\D)\s+(?P<number>\d+\s?[A-Za-z]?)")
_ALLOWED = re.compile("[^\u0020-\u007e\u00a0-\u017f\u0218-\u021b\u20ac]")
"""What the standard takes: Latin letters of Europe."""


def is_payable_in_switzerland(paper: Paper) -> bool:
    return (
        paper.currency == "CHF"
        and paper.account.iban[:2] in ("CH", "LI")
        and paper.seller.address.postal_code is not None
        and asks_for_money(paper)
        and paper.totals.due <= _LARGEST
        and not swiss_problems(paper)
    )


def swiss_problems(paper: Paper) -> tuple[PaperProblem, ...]:
    """Why banks would refuse what is paid in francs on an account in Switzerland: a QR-IBAN is for
    references of its own kind, and no other account takes those."""
    account, reference = paper.account, paper.reference
    if paper.currency != "CHF" or account.iban[:2] not in ("CH", "LI"):
        return ()
    if paper.kind is not PaperKind.INVOICE:
        return ()
    if _is_qr_iban(account.iban) and not _is_qr_reference(reference):
        said = "This account is a QR-IBAN, which takes QR references alone: with the reference"
        said += f" {reference}, name the plain IBAN of the account."
        return (PaperProblem("account.iban", "qr_iban_needs_qr_reference", said),)
    if _is_qr_reference(reference) and not _is_qr_iban(account.iban):
        said = f"The reference {reference} is a QR reference, which only a QR-IBAN takes."
        return (PaperProblem("reference", "qr_reference_needs_qr_iban", said),)
    return ()


def swiss_slip(paper: Paper) -> dict[str, Any] | None:
    """What stands on the slip; None where the paper gets none."""
    if not is_payable_in_switzerland(paper):
        return None
    buyer = paper.buyer
    amount = f"{paper.totals.due:,.2f}".replace(",", " ")
    return {
        "code": as_svg(_code(paper)),
        "code_in_words": f"Swiss QR code of {paper.currency} {amount} to {paper.account.iban}",
        "account": _groups(paper.account.iban, 4),
        "payable_to": [paper.account.name, *_lines(paper.seller.address)],
        "reference": _written(paper.reference),
        "more": _latin(paper.number),
        "payable_by": [buyer.name, *_lines(buyer.address)] if _debtor(paper) else [],
        "currency": paper.currency,
        "amount": amount,
    }


def swiss_payload(paper: Paper) -> str:
    """What the code says, line by line."""
    is_qr = _is_qr_reference(paper.reference)
    return "\n".join(
        (
            *("SPC", "0200", "1", paper.account.iban),
            *_party(paper.account.name, paper.seller.address),
            *("",) * 7,
            *(f"{paper.totals.due:.2f}", paper.currency),
            *(_debtor(paper) or ("",) * 7),
            *("QRR" if is_qr else "SCOR", paper.reference),
            *(_latin(paper.number)[:140], _END),
        )
    )


def _code(paper: Paper) -> "QRCode":
    import segno

    return segno.make_qr(swiss_payload(paper), error="m", boost_error=False, encoding="utf-8")


def _is_qr_iban(iban: str) -> bool:
    return iban[4:9].isdigit() and 30000 <= int(iban[4:9]) <= 31999


def _is_qr_reference(reference: str) -> bool:
    return len(reference) == 27 and reference.isdigit()


def _party(name: str, address: Address) -> tuple[str, ...]:
    found = _NUMBER_LAST.fullmatch(address.line1)
    street, number = (found["street"], found["number"]) if found else (address.line1, "")
    return (
        _STRUCTURED,
        _latin(name)[:70],
        _latin(street)[:70],
        _latin(number)[:16],
        _latin(address.postal_code or "")[:16],
        _latin(address.city)[:35],
        address.country,
    )


def _debtor(paper: Paper) -> tuple[str, ...] | None:
    """The buyer; None where the standard has no place for what it is called: the slip then leaves
    room to write it."""
    party = _party(paper.buyer.name, paper.buyer.address)
    _, name, _, _, postal_code, city, _ = party
    return party if name and postal_code and city else None


def _latin(text: str) -> str:
    """The text in the letters that the standard takes; those that it lacks without their marks, or
    else not at all."""
    parts = []
    for char in unicodedata.normalize("NFC", text):
        plain = char if not _ALLOWED.match(char) else unicodedata.normalize("NFKD", char)
        parts.append(_ALLOWED.sub("", plain))
    return " ".join("".join(parts).split())


def _lines(address: Address) -> list[str]:
    town = " ".join(filter(None, (address.postal_code, address.city)))
    at_home = address.country == "CH"
    return [address.line1, town if at_home else f"{address.country}-{town}"]


def _written(reference: str) -> str:
    if _is_qr_reference(reference):
        return f"{reference[:2]} {_groups(reference[2:], 5)}"
    return _groups(reference, 4)


def _groups(text: str, size: int) -> str:
    return " ".join(text[start : start + size] for start in range(0, len(text), size))
