"""Steps that were done already, found by the key of whoever asked: nothing here changes anything.

The engine forgets a key with the run of the workflow that it was sent to; the ledger never does.
"""

from typing import NamedTuple

from sqlalchemy import bindparam, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger.database import Database
from adapters.ledger.effects import stored_under
from adapters.ledger.invoices.invoicing import Done
from adapters.ledger.invoices.payment_rows import payment_entry
from adapters.ledger.invoices.rows import read_invoice
from adapters.ledger.invoices.tables import invoices, payments
from adapters.ledger.tables import effects
from domain.invoices.bank_references import normal_form
from domain.invoices.invoice import invoice_id
from domain.invoices.messages import CorrectEntry, RecordPayment, RefundCredit, ReversePayment
from domain.invoices.standing import standing_of
from domain.invoices.views.standing import InvoiceStanding
from domain.invoices.views.statement import AccountChanged
from domain.money import Money

AccountMessage = RecordPayment | RefundCredit | CorrectEntry | ReversePayment

_THROUGH_AN_INVOICE = (
    select(effects.c.answer, invoices.c.currency)
    .join_from(
        invoices,
        effects,
        effects.c.key == literal(invoice_id("")) + invoices.c.number + bindparam("of_key"),
    )
    .where(invoices.c.account_id == bindparam("of_account"))
)
_LAST_OF_TRANSFER = (
    select(payments.c.id)
    .where(
        payments.c.account_id == bindparam("of_account"),
        payments.c.transfer == bindparam("of_transfer"),
    )
    .order_by(payments.c.id.desc())
    .limit(1)
)


class Known(NamedTuple):
    changed: AccountChanged
    through_invoice: bool
    """It went through an invoice's workflow, which tells the clocks of the others itself."""


def key_on_account(account_id: str, key: str) -> str:
    """The key of a step on an account's money that no invoice is about."""
    return f"account/{account_id}/{key}"


class KnownSteps:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def on_invoice(self, number: str, key: str) -> InvoiceStanding | None:
        """Where the invoice stands now, if something was done to it under this key."""
        async with self._database.reading() as connection:
            if await stored_under(connection, f"{invoice_id(number)}/{key}") is None:
                return None
            invoice = await read_invoice(connection, number)
        return standing_of(invoice) if invoice is not None else None

    async def on_account(self, account_id: str, key: str) -> Known | None:
        """What was done to the account's money under this key, through whichever invoice; its
        `entry` is empty where it went through one."""
        async with self._database.reading() as connection:
            stored = await stored_under(connection, key_on_account(account_id, key))
            if stored is not None:
                return Known(AccountChanged.model_validate(stored), through_invoice=False)
            asked = {"of_account": account_id, "of_key": f"/{key}"}
            row = (await connection.execute(_THROUGH_AN_INVOICE, asked)).first()
        if row is None:
            return None
        done = Done.model_validate(row.answer)
        changed = AccountChanged(
            account=account_id,
            entry="",
            amount=done.amount or Money.from_minor(0, row.currency),
            touched=(done.invoice, *done.touched),
        )
        return Known(changed, through_invoice=True)

    async def entry_of(self, account_id: str, command: AccountMessage) -> str:
        """The id of what the command entered, or took back; empty where there is none."""
        if isinstance(command, CorrectEntry):
            return command.entry
        async with self._database.reading() as connection:
            return await _entry_of_transfer(connection, account_id, command.bank_reference)


async def _entry_of_transfer(connection: AsyncConnection, account_id: str, reference: str) -> str:
    asked = {"of_account": account_id, "of_transfer": normal_form(reference)}
    found = (await connection.execute(_LAST_OF_TRANSFER, asked)).scalar_one_or_none()
    return payment_entry(found) if found is not None else ""
