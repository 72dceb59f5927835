"""How much of what was given back of one payment each of its invoices loses."""

from collections.abc import Mapping


def split_by_what_each_got(amount: int, got: Mapping[str, int]) -> dict[str, int]:
    """Parts in proportion to what each got, in minor units: they come to the amount, or to all that
    they got where that is less, and none is more than it got.

    Args:
        got: By invoice. In another order another one may get the odd cent.
    """
    total = sum(got.values())
    amount = min(amount, total)
    parts: dict[str, int] = {}
    before = 0
    for invoice, share in got.items():
        up_to = before + share
        parts[invoice] = amount * up_to // total - amount * before // total if total else 0
        before = up_to
    return parts
