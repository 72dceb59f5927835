"""Removes an account from the ledger that was never used."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from application.accounts.named import locked_account
from application.ports.ledger import Ledger
from application.ports.removing import Kept
from domain.accounts.account import Account, PaymentMethod
from domain.accounts.account_version import version_of
from domain.accounts.preconditions import NO_PRECONDITION, Precondition, mismatch
from domain.errors import AccountInUse
from domain.values.record import Record

_WORDS = {
    "scope_on_invoice": "a subscription or billing profile pays by invoice (S4)",
    "method_changed": "how a subscription or billing profile is paid has changed, which is kept",
    "collecting": "the billing system was asked how to collect a scope's charges",
    "charges_outstanding": "charges are outstanding",
    "charges_paid": "charges were paid",
    "request": "there was a request",
    "invoice": "there are invoices",
    "payment": "money came in",
    "credit_limit": "it was given a credit limit",
    "bank": "a bank statement or a payment advice names it",
    "access": "somebody has, or had, a way in to it",
}


class Removing(Record):
    """What is asked."""

    account: str


class Removed(Record):
    """An account that is no more."""

    id: str
    scopes: tuple[str, ...]
    """What went with it."""


async def remove_account(
    ledger: Ledger,
    account_id: str,
    at: datetime,
    wanted: Precondition = NO_PRECONDITION,
    key: str | None = None,
) -> Removed:
    """Delete an account of which nothing was ever made. Asked again under the same key, what was
    deleted then is answered.

    Raises:
        AccountUnknown: there is no such account.
        VersionMismatch: the account in the ledger is not as `wanted` says.
        AccountInUse: something is kept of it; every reason at once.
    """
    order = Removing(account=account_id)
    async with ledger.writing() as transaction:
        answers = transaction.answers
        await transaction.imports.one_at_a_time()
        if key and (stored := await answers.to(f"delete-account/{key}", order)) is not None:
            return Removed.model_validate(stored)
        account = (await locked_account(transaction, account_id)).account
        if not wanted.holds(present := version_of(account)):
            raise mismatch(present)
        kept = [*_by_itself(account), *await transaction.removals.kept_for(account)]
        if kept:
            raise _in_use(account.id, kept)
        await transaction.removals.remove(account)
        removed = Removed(id=account.id, scopes=tuple(each.id for each in account.scopes))
        if key:
            await answers.remember(f"delete-account/{key}", order, removed, at)
    return removed


def _by_itself(account: Account) -> Iterator[Kept]:
    """What the account itself says against it."""
    on_invoice = [s.id for s in account.scopes if s.payment_method is PaymentMethod.INVOICE]
    owing = [s.id for s in account.scopes if s.outstanding and s.outstanding.amount]
    if on_invoice:
        yield Kept("scope_on_invoice", tuple(on_invoice))
    if owing:
        yield Kept("charges_outstanding", tuple(owing))


def _in_use(account_id: str, kept: Sequence[Kept]) -> AccountInUse:
    said = "; ".join(
        _WORDS.get(each.code, f"something is kept of it ({each.code})") for each in kept
    )
    return AccountInUse(
        f"This account cannot be deleted: {said}.",
        account_id=account_id,
        reasons=[_reason(each) for each in kept],
    )


def _reason(kept: Kept) -> dict[str, Any]:
    return {"code": kept.code, **({"scopes": list(kept.scopes)} if kept.scopes else {})}
