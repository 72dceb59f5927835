"""Somebody says that a letter which did not arrive is not to be sent again."""

from datetime import datetime

from application.account_book import Before
from application.consequences import Origin
from application.letters.writing import number_in, write_invoice
from application.ports.ledger import Ledger
from domain.invoices.reminding import letters
from domain.letters.messages import DismissLetter


async def dismiss(ledger: Ledger, command: DismissLetter, now: datetime) -> None:
    """Dismiss a stuck letter. Its invoice or request is informed.

    Raises:
        WrongTurn: it is still on its way, was sent, was dismissed, or is not known.
    """
    by, reason = command.by, command.reason
    async with ledger.writing() as transaction:
        notice = await transaction.letters.stuck(command.key)
        number = number_in(notice.request)
        invoice = await transaction.invoices.locked(number) if number is not None else None
        if invoice is not None:
            before, at = Before.of(invoice), invoice.not_before(now)
            letters.dismiss(invoice, notice, by, reason, at)
            origin = Origin(at, command.by, command.through)
            await write_invoice(transaction, invoice, before, origin)
        await transaction.letters.dismiss(command.key, by, reason, now)
