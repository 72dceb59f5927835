"""Which booked transaction an entry takes back, or which refund of ours it returns."""

from collections.abc import Sequence

from domain.bank.entries import BankEntry, PaidBack, Transaction
from domain.bank.statements import ReferenceKind
from domain.bank.texts import SURE_LENGTH, squashed
from domain.values.bank_references import normal_form

_TELLING = {ReferenceKind.END_TO_END, ReferenceKind.ORIGINAL, ReferenceKind.BANK}


def returned_by(entry: BankEntry, booked: Sequence[BankEntry]) -> BankEntry | None:
    """The one transaction, of the same amount, that the entry names or that came from whom it goes
    to; None where there is none, or more than one.

    Args:
        booked: Transactions of the account of this very amount, which are booked.
    """
    earlier = [each for each in booked if _is_earlier(each.transaction, entry.transaction)]
    named = [each for each in earlier if _names(entry.transaction, each.transaction)]
    if len(named) == 1:
        return named[0]
    if named:
        return None
    payer = entry.transaction.party.account
    same_payer = [each for each in earlier if payer and each.transaction.party.account == payer]
    return same_payer[0] if len(same_payer) == 1 else None


def refund_returned_by(
    entry: BankEntry, refunds: Sequence[PaidBack], went_out: Sequence[BankEntry]
) -> PaidBack | None:
    """The one refund, of the same amount, that the entry names: by the reference that the refund
    has here, or by any that the transfer of this refund had when it went out. None where it names
    none, or more than one.

    Args:
        refunds: Those of this very amount.
        went_out: What left the account with this very amount.
    """
    transfers = [
        each.transaction
        for each in went_out
        if _is_earlier(each.transaction, entry.transaction)
        and _names(entry.transaction, each.transaction)
    ]
    naming = [each.incoming().naming() for each in (entry.transaction, *transfers)]
    returned = [
        each for each in refunds if any(names(normal_form(each.bank_reference)) for names in naming)
    ]
    return returned[0] if len(returned) == 1 else None


def _is_earlier(one: Transaction, other: Transaction) -> bool:
    before, after = one.booking.booked_on, other.booking.booked_on
    return before is None or after is None or before <= after


def _names(returning: Transaction, of: Transaction) -> bool:
    mine, theirs = _references(returning), _references(of)
    if mine & theirs:
        return True
    text = squashed(returning.text)
    return any(len(each) >= SURE_LENGTH and each in text for each in theirs)


def _references(transaction: Transaction) -> set[str]:
    found = {normal_form(each.text) for each in transaction.references if each.kind in _TELLING}
    found.add(normal_form(transaction.booking.bank_reference))
    return {each for each in found if each}
