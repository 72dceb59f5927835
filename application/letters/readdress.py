"""Sends letters that wait to the new address, after the addresses of accounts have changed."""

from collections.abc import Sequence
from datetime import datetime

from application.consequences import Origin
from application.letters.writing import number_in, queue_again
from application.ports.ledger import Transaction
from domain.invoices.reminding import letters
from domain.notices import Audience, Notice


async def readdress(transaction: Transaction, account_ids: Sequence[str], now: datetime) -> None:
    """Queue letters about open invoices again that were refused, where they are still owed. The
    accounts are locked."""
    by_invoice: dict[str, list[Notice]] = {}
    for notice in await transaction.letters.refused_about_open_invoices(account_ids):
        number = number_in(notice.request)
        if notice.audience is Audience.CUSTOMER and number is not None:
            by_invoice.setdefault(number, []).append(notice)
    for number, notices in by_invoice.items():
        invoice = await transaction.invoices.locked(number)
        if invoice is not None:
            owed = [each for each in notices if letters.is_worth_sending(invoice, each)]
            await queue_again(transaction, invoice, owed, Origin(now))
