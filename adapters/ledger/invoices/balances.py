"""What an account's invoices and payments come to, by currency."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import bindparam, case, func, select

from adapters.ledger.invoices.open_today import growth_of_account
from adapters.ledger.invoices.tables import LEFT, LEFT_MINOR, OPEN, invoices, payments
from adapters.ledger.sql.connection import Connection
from domain.invoices.account.statement import Balance
from domain.invoices.money.outsized import Expected
from domain.values.money import Money

_INVOICE, _PAYMENT = invoices.c, payments.c

_OWED = (
    select(
        _INVOICE.currency,
        func.sum(_INVOICE.open_minor).label("open"),
        func.sum(case((_INVOICE.overdue, _INVOICE.open_minor), else_=0)).label("overdue"),
    )
    .where(_INVOICE.account_id == bindparam("of_account"), OPEN)
    .group_by(_INVOICE.currency)
)
_ISSUED = (
    select(_INVOICE.currency, func.max(_INVOICE.amount_minor).label("largest"))
    .where(_INVOICE.account_id == bindparam("of_account"))
    .group_by(_INVOICE.currency)
    .order_by(_INVOICE.currency)
)
_UNAPPLIED = (
    select(
        _PAYMENT.currency,
        func.sum(LEFT_MINOR).label("unapplied"),
    )
    .where(_PAYMENT.account_id == bindparam("of_account"), LEFT)
    .group_by(_PAYMENT.currency)
)


async def expected_of(connection: Connection, account_id: str, now: datetime) -> list[Expected]:
    """What payments of the account can be for, in each currency that it has invoices in."""
    balances = await balances_of(connection, account_id, now)
    issued = await connection.execute(_ISSUED, {"of_account": account_id})
    return [
        Expected(
            Money.from_minor(balances[currency].open, currency),
            Money.from_minor(int(largest), currency),
        )
        for currency, largest in issued
    ]


async def unapplied_of(connection: Connection, account_id: str) -> list[Money]:
    """What the account's payments have left, by currency: nothing where they have nothing."""
    found = await connection.execute(_UNAPPLIED, {"of_account": account_id})
    left = {currency: int(unapplied) for currency, unapplied in found}
    return [Money.from_minor(left[currency], currency) for currency in sorted(left)]


async def balances_of(
    connection: Connection, account_id: str, now: datetime
) -> defaultdict[str, Balance]:
    """What there is in each currency at this moment; nothing in any other."""
    balances: defaultdict[str, Balance] = defaultdict(Balance)
    of_account = {"of_account": account_id}
    for currency, owed, overdue in await connection.execute(_OWED, of_account):
        balances[currency] = Balance(open=int(owed), overdue=int(overdue))
    for growth in await growth_of_account(connection, account_id, now):
        balances[growth.currency].open += growth.amount
        balances[growth.currency].overdue += growth.amount if growth.overdue else 0
    for currency, unapplied in await connection.execute(_UNAPPLIED, of_account):
        balances[currency].unapplied = int(unapplied)
    return balances
