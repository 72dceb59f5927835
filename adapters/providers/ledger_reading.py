"""How the ledger has a customer, in the words of the port to billing systems."""

from collections.abc import Iterator

from sqlalchemy import select

from adapters.ledger.invoices.tables import OPEN, invoices
from adapters.ledger.sql.connection import Connection
from adapters.ledger.transactions import LedgerTransaction
from domain.accounts.account import Account, PaymentMethod, Scope
from domain.billing.provider import Collecting, Collection, InvoiceAt, OpenItem, Party, Settled
from domain.errors import ProviderRefused
from domain.values.money import Money


def not_there(what: str) -> ProviderRefused:
    return ProviderRefused(f"The ledger has no such {what}.", provider_code="not_there")


async def account_of(transaction: LedgerTransaction, party: Party) -> Account:
    return account_with(await transaction.accounts.one(party.account_id), party)


def account_with(account: Account | None, party: Party) -> Account:
    """The account, which has all of the scopes."""
    if account is None:
        raise ProviderRefused("The ledger has no such account.", provider_code="account_unknown")
    if any(account.scope(each) is None for each in party.scope_ids):
        raise ProviderRefused(
            "The account has no such subscription or billing profile.",
            provider_code="scope_unknown",
        )
    return account


async def collections_of(
    transaction: LedgerTransaction, account: Account, party: Party
) -> list[Collection]:
    kept = await transaction.collections.of(party.scope_ids)
    limit = await transaction.accounts.limit(account.id)
    found = []
    for scope in account.scopes:
        if scope.id not in party.scope_ids:
            continue
        by_invoice = scope.payment_method is PaymentMethod.INVOICE
        found.append(
            kept.get(scope.id)
            or Collection(
                scope_id=scope.id,
                collecting=Collecting.BY_INVOICE if by_invoice else Collecting.AUTOMATICALLY,
                days_until_due=limit.payment_terms_days if by_invoice and limit else None,
                method=None if by_invoice else scope.payment_method,
                version=scope.payment_method,
            )
        )
    return found


async def open_items_of(connection: Connection, account: Account, party: Party) -> list[OpenItem]:
    """Charges that are not invoiced yet, the invoice on the old method, and invoices."""
    scopes = [each for each in account.scopes if each.id in party.scope_ids]
    items = [item for scope in scopes for item in _of_scope(scope, currency_of(account))]
    row = invoices.c
    asked = (
        select(row.scope_id, row.number, row.open_minor, row.currency, row.due_on)
        .where(row.account_id == account.id, row.scope_id.in_(party.scope_ids), OPEN)
        .order_by(row.due_on, row.number)
    )
    found = await connection.execute(asked)
    return items + [
        OpenItem(
            scope_id=each.scope_id,
            reference=each.number,
            number=each.number,
            open=Money.from_minor(each.open_minor, each.currency),
            due_on=each.due_on,
        )
        for each in found
    ]


def _of_scope(scope: Scope, currency: str | None) -> Iterator[OpenItem]:
    if scope.outstanding is not None and scope.outstanding.amount > 0:
        yield OpenItem(
            scope_id=scope.id,
            reference=f"charges/{scope.id}",
            open=scope.outstanding,
        )
    if scope.open_invoice is not None:
        # Of an invoice on the old method the ledger knows its number alone.
        yield OpenItem(
            scope_id=scope.id,
            reference=scope.open_invoice,
            number=scope.open_invoice,
            open=Money.from_minor(0, currency or "EUR"),
        )


def currency_of(account: Account) -> str | None:
    """What the account is billed in, where something says so."""
    return next((each.outstanding.currency for each in account.scopes if each.outstanding), None)


async def settled_at(transaction: LedgerTransaction, at: InvoiceAt, reference: str) -> Settled:
    invoice = await transaction.invoices.one(at.number)
    if invoice is None:
        raise not_there("invoice")
    return Settled(reference=reference, open=invoice.money(invoice.open))
