"""What an amount comes to against what is open: exactly, less by charges, a part, or more."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.bank.open_items import Item
from domain.bank.proposals import Evidence, Incoming, Seen, Share


@dataclass(frozen=True, slots=True)
class Fit:
    """How money settles these invoices, in their order."""

    shares: tuple[Share, ...]
    left: int
    evidence: Evidence

    @property
    def exact(self) -> bool:
        """Whether it settles all of them and nothing is left."""
        return self.evidence.seen in (Seen.AMOUNT_EQUAL, Seen.CHARGES)


def fit(money: Incoming, items: Sequence[Item], tolerated_charges: int) -> Fit:
    """Settles the invoices one after the other, as far as the money goes. A difference that is
    what banks say they kept, within the tolerance, is charges."""
    missing = sum(item.open for item in items) - money.minor
    if _is_charges(money, missing, tolerated_charges):
        return Fit(_with_charges(items, missing), 0, Evidence(Seen.CHARGES))
    shares, left = [], money.minor
    for item in items:
        part = min(item.open, left)
        if part > 0:
            shares.append(Share(item.number, part))
            left -= part
    seen = Seen.AMOUNT_EQUAL if missing == 0 else Seen.AMOUNT_LESS
    return Fit(tuple(shares), left, Evidence(seen if missing >= 0 else Seen.AMOUNT_MORE))


def is_exact(money: Incoming, due: int, tolerated_charges: int) -> bool:
    """Whether it settles so much and nothing is left, as `Fit.exact` has it."""
    missing = due - money.minor
    return missing == 0 or _is_charges(money, missing, tolerated_charges)


def _is_charges(money: Incoming, missing: int, tolerated: int) -> bool:
    return 0 < missing <= tolerated and missing == money.deducted


def _with_charges(items: Sequence[Item], charges: int) -> tuple[Share, ...]:
    """Charges are of the last invoice; of those before it, too, where it is smaller."""
    shares = []
    for item in reversed(items):
        kept = min(charges, item.open)
        shares.append(Share(item.number, item.open - kept, kept))
        charges -= kept
    return tuple(reversed(shares))


def less_or_more(minor: int, expected: int) -> Seen:
    return Seen.AMOUNT_LESS if minor < expected else Seen.AMOUNT_MORE
