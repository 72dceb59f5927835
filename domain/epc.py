"""What a banking app reads from the QR code for a credit transfer in euro: the European Payments
Council's guideline EPC069-12, version 002."""

from decimal import Decimal

from domain.money import Money
from domain.pay_to import PayTo

_LEAST, _MOST = Decimal("0.01"), Decimal("999999999.99")
_LONGEST_REFERENCE = 35


def epc_text(pay_to: PayTo, amount: Money, reference: str) -> str | None:
    """The text in the code; None where there can be none: another currency, or an amount that it
    has no room for.

    Args:
        reference: ISO 11649, compact: the payer's app fills it in as a structured reference.
    """
    if amount.currency != "EUR" or not _LEAST <= amount.amount <= _MOST:
        return None
    if len(reference) > _LONGEST_REFERENCE:
        return None
    lines = (
        *("BCD", "002", "1", "SCT"),  # 1: UTF-8
        *(pay_to.bic or "", " ".join(pay_to.name.split()), pay_to.iban),
        f"EUR{amount.amount:.2f}",
        *("", reference),  # no purpose
    )
    return "\n".join(lines)
