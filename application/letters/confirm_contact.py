"""A contact confirms that they are the contact."""

from datetime import datetime

from application.ports.contacts import Contact
from application.ports.ledger import Ledger
from domain.letters.unconfirmed_contact import CONFIRM_WITHIN


async def contact_of(ledger: Ledger, token: str, now: datetime) -> Contact | None:
    """The contact who was asked by this token. Reading confirms nothing."""
    async with ledger.reading() as transaction:
        return await transaction.contacts.asked_by(token, now - CONFIRM_WITHIN)


async def confirm_contact(ledger: Ledger, token: str, now: datetime) -> bool:
    """Confirm the contact, and let the letters go that waited for it. False: no such token, or it
    has expired."""
    async with ledger.writing() as transaction:
        request = await transaction.contacts.confirm(token, now - CONFIRM_WITHIN, now)
        if request is None:
            return False
        await transaction.sent_letters.release(request, now)
        return True
