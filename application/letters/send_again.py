"""Somebody sends a letter again that did not arrive."""

from datetime import datetime

from application.consequences import Origin
from application.letters.writing import number_in, queue_again
from application.ports.ledger import Ledger
from domain.letters.messages import ResendLetter
from domain.notices import Audience
from domain.values.record import Record


class Contact(Record):
    """The recipient of letters about a request today."""

    email: str | None
    name: str | None


async def send_again(
    ledger: Ledger, command: ResendLetter, now: datetime, contact: Contact | None = None
) -> None:
    """Queue a letter again that was refused or not confirmed: to the address that the account has
    today, or to that of the request's contact.

    Raises:
        WrongTurn: it is still on its way, was sent, or is not known.
        NotPossibleNow: it reminds of what is not owed any more.
    """
    key, origin = command.key, Origin(now, command.by, command.through)
    async with ledger.writing() as transaction:
        notice = await transaction.letters.stuck(key)
        number, to_customer = number_in(notice.request), notice.audience is Audience.CUSTOMER
        if number is not None and to_customer:
            invoice = await transaction.invoices.locked(number)
            if invoice is not None:
                await queue_again(transaction, invoice, [notice], origin)
                return
        if contact is not None and to_customer:
            notice = notice.model_copy(update={"to": contact.email, "name": contact.name})
        await transaction.letters.queue_again(key, notice, now)
