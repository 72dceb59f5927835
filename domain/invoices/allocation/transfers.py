"""One transfer counts once: all that is recorded under a bank's reference, over every invoice and
account, comes to no more than the transfer."""

from dataclasses import dataclass

from domain.errors import PaymentAlreadyRecorded, PaymentNotAcceptable
from domain.values.bank_references import normal_form
from domain.values.money import Money


@dataclass(slots=True)
class Transfer:
    """What is known of one transfer, in minor units of its currency."""

    key: str
    """The normal form of its reference."""
    currency: str
    total: int
    """All of it, of which a payment may be a part."""
    counted: int = 0
    """What is recorded of it, less what was taken back."""


def counts(known: dict[str, Transfer], bank_reference: str) -> bool:
    """Whether something is recorded under this reference."""
    transfer = known.get(normal_form(bank_reference))
    return transfer is not None and transfer.counted > 0


def claim(
    known: dict[str, Transfer], bank_reference: str, amount: Money, total: Money | None = None
) -> Transfer:
    """Counts an amount as received, or paid out, under this reference.

    Args:
        known: By the normal form of the reference; a new transfer is added to it.
        total: What the whole transfer was, where the amount is a part of it.

    Raises:
        PaymentAlreadyRecorded: the transfer counts already, and this is said to be no part of it.
        PaymentNotAcceptable: the total is less than the amount, in another currency or another
            one than before, or the parts come to more than it.
    """
    key = normal_form(bank_reference)
    whole = total or amount
    if whole.currency != amount.currency or whole.minor < amount.minor:
        raise PaymentNotAcceptable(
            "The whole transfer must be in the currency of the payment, and not less than it.",
            problem="total_less_than_part",
            total=whole.model_dump(mode="json"),
        )
    transfer = known.get(key)
    if transfer is None or transfer.counted == 0:
        transfer = known[key] = Transfer(key, amount.currency, whole.minor)
    elif total is None:
        raise PaymentAlreadyRecorded(
            "A payment with this bank reference was recorded before. Say what the whole transfer"
            " was if this is another part of it.",
            bank_reference=bank_reference,
        )
    elif (transfer.currency, transfer.total) != (whole.currency, whole.minor):
        before = Money.from_minor(transfer.total, transfer.currency)
        raise PaymentNotAcceptable(
            f"The transfer of this bank reference was recorded as one of {before.written}.",
            problem="another_total",
            bank_reference=bank_reference,
            total=before.model_dump(mode="json"),
        )
    if transfer.counted + amount.minor > transfer.total:
        left = Money.from_minor(transfer.total - transfer.counted, transfer.currency)
        raise PaymentNotAcceptable(
            f"Of this transfer {left.written} is not recorded yet.",
            problem="more_than_transfer",
            bank_reference=bank_reference,
            left=left.model_dump(mode="json"),
        )
    transfer.counted += amount.minor
    return transfer
