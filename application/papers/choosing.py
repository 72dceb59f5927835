"""Choosing in which format an account gets its invoices and credit notes."""

from datetime import datetime

from application.ports.accounts import Accounts
from application.ports.ledger import Ledger
from application.ports.papers import FormatChosen
from domain.accounts.invoice_formats import InvoiceFormat
from domain.errors import AccountUnknown, FormatNotOffered
from domain.papers.policy import PapersPolicy
from domain.values.record import Record


class FormatOf(Record):
    """How an account gets its invoices and credit notes."""

    account: str
    format: InvoiceFormat
    """As things stand: the one that was chosen, or else the policy's."""
    chosen: InvoiceFormat | None = None
    chosen_by: str | None = None
    """One of our people, or `customer`."""
    chosen_at: datetime | None = None
    offered: tuple[InvoiceFormat, ...]
    """What can be chosen."""


async def format_of(ledger: Ledger, account_id: str, policy: PapersPolicy) -> FormatOf:
    """Raises AccountUnknown."""
    async with ledger.reading() as transaction:
        await _known(transaction.accounts, account_id)
        chosen = await transaction.papers.format_chosen(account_id)
    offered = chosen is not None and chosen.format in policy.choices
    return FormatOf(
        account=account_id,
        format=chosen.format if chosen and offered else policy.attached,
        chosen=chosen.format if chosen else None,
        chosen_by=chosen.by if chosen else None,
        chosen_at=chosen.at if chosen else None,
        offered=policy.choices,
    )


async def choose_format(
    ledger: Ledger,
    account_id: str,
    wanted: InvoiceFormat | None,
    by: str,
    now: datetime,
    policy: PapersPolicy,
) -> FormatOf:
    """For every invoice and credit note from now on; None: the policy's way again.

    Raises:
        FormatNotOffered: nothing goes out so.
        AccountUnknown: there is none of this id.
    """
    if wanted is not None and wanted not in policy.choices:
        offered = [each.value for each in policy.choices]
        raise FormatNotOffered(
            f"Invoices do not go out in this format. Choose one of: {', '.join(offered)}.",
            format=wanted.value,
            offered=offered,
        )
    async with ledger.writing() as transaction:
        await _known(transaction.accounts, account_id)
        if wanted is None:
            await transaction.papers.forget_format(account_id)
        else:
            await transaction.papers.choose_format(account_id, FormatChosen(wanted, by, now))
    return await format_of(ledger, account_id, policy)


async def _known(accounts: Accounts, account_id: str) -> None:
    if await accounts.one(account_id) is None:
        raise AccountUnknown("There is no account with this id.", account_id=account_id)
