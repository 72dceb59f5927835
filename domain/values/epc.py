"""What a banking app reads from the QR code for a credit transfer in euro: the European Payments
Council's guideline EPC069-12, version 002. Letters and papers have the same text."""

from decimal import Decimal
from typing import Protocol

SEPA = frozenset(
    {
        "AD", "AL", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB",
        "GI", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MC", "MD", "ME", "MK",
        "MT", "NL", "NO", "PL", "PT", "RO", "RS", "SE", "SI", "SK", "SM", "VA",
    }
)  # fmt: skip
"""Where an account is that euros reach by a SEPA transfer: the first letters of its IBAN."""

_LEAST, _MOST = Decimal("0.01"), Decimal("999999999.99")
_LONGEST_REFERENCE, _LONGEST_TEXT = 35, 140
_LARGEST = 331
"""Bytes: there is no room for more in the largest code that may be used."""


class PaidTo(Protocol):
    """The account that the money goes to."""

    @property
    def name(self) -> str: ...
    @property
    def iban(self) -> str: ...
    @property
    def bic(self) -> str | None: ...


def is_in_sepa(iban: str) -> bool:
    return iban[:2] in SEPA


def epc_text(account: PaidTo, amount: Decimal, currency: str, reference: str) -> str | None:
    """The text in the code; None where there can be none: another currency, an account that no SEPA
    transfer reaches, or an amount or a text that it has no room for.

    Args:
        reference: ISO 11649, compact, which the payer's app fills in as a structured reference.
            Any other goes as text.
    """
    if currency != "EUR" or not is_in_sepa(account.iban) or not _LEAST <= amount <= _MOST:
        return None
    structured = reference.startswith("RF")
    if len(reference) > (_LONGEST_REFERENCE if structured else _LONGEST_TEXT):
        return None
    lines = (
        *("BCD", "002", "1", "SCT"),  # 1: UTF-8
        *(account.bic or "", " ".join(account.name.split()), account.iban),
        # The guideline asks for no digits behind the point: its own example is EUR1.
        "EUR" + f"{amount:.2f}".rstrip("0").rstrip("."),
        "",  # no purpose
        *((reference,) if structured else ("", reference)),
    )
    text = "\n".join(lines)
    return text if len(text.encode()) <= _LARGEST else None
