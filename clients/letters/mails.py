"""The typed way to what was mailed: about a request or an invoice, and what did not get through."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from application.letters.dismiss import dismiss
from application.letters.send_again import Contact, send_again
from application.ports.mailed import STUCK_LISTED, MailPage, OutboxEntry, StuckLetter, StuckPage
from domain.errors import RequestNotFound
from domain.forms.applicant import Applicant
from domain.invoices.invoice import invoice_id
from domain.letters.messages import DismissLetter, ResendLetter
from domain.letters.operations import DISMISS, RESEND
from domain.requests.request import request_id
from engine.sending import stamped
from engine.wiring.open_ledger import OpenLedger

if TYPE_CHECKING:
    # Brings the engine's library, which takes longer to load than the ledger to answer.
    from clients.requests.client import RequestClient

__all__ = ["STUCK_LISTED", "MailClient", "MailPage", "OutboxEntry", "StuckLetter", "StuckPage"]

_INVOICE = invoice_id("")


class MailClient:
    def __init__(self, ledger: OpenLedger) -> None:
        self._outbox = ledger.outbox
        self._letters = ledger.letters
        self._ledger = ledger.transactions
        self._keys = ledger.keys

    async def mails(self, name: str) -> list[OutboxEntry]:
        """The notices about a request, or about `invoice/…`, and whether they were sent."""
        return await self._outbox.of_request(_whose(name))

    async def mails_page(self, name: str, after: str | None, limit: int | None) -> MailPage:
        """A page of them; all that follow without a limit.

        Raises:
            InvalidFile: `after` is nothing that a page named.
        """
        return await self._outbox.page_of_request(_whose(name), after, limit)

    async def stuck_letters(self) -> list[StuckLetter]:
        """Letters of every request and invoice that did not arrive, or perhaps not, oldest first:
        without anybody's name or address."""
        return await self._letters.stuck()

    async def stuck_page(self, after: str | None = None, limit: int = STUCK_LISTED) -> StuckPage:
        """A page of them.

        Raises:
            InvalidFile: `after` is nothing that a page named.
        """
        return await self._letters.stuck_page(after, limit)

    async def letters_by_state(self) -> dict[str, int]:
        """How many letters are in each state."""
        return await self._outbox.counts()

    async def dismiss(self, command: DismissLetter, key: str | None = None) -> None:
        """Marks a letter as not to be sent again, for this reason: it is no task any more.

        Args:
            key: The caller's own: asked again under it nothing changes.

        Raises:
            WrongTurn: it is still on its way, was sent, was dismissed, or is not known.
        """
        said = {"reason": command.reason}
        async with self._keys.once(key, command.by, DISMISS.name, command.key, said) as claim:
            if not claim.done:
                await dismiss(self._ledger, stamped(command), datetime.now(UTC))

    async def resend(
        self,
        command: ResendLetter,
        requests: "Callable[[], AbstractAsyncContextManager[RequestClient]] | None" = None,
        key: str | None = None,
    ) -> None:
        """Sends a letter again that was refused, or whose delivery could not be confirmed: one
        about an invoice to the address that the account has today, one about a request to that of
        its contact.

        Args:
            requests: The way to requests, for one about a request.
            key: The caller's own: asked again under it nothing is sent.

        Raises:
            WrongTurn: it is still on its way, was sent, or is not known.
            NotPossibleNow: it reminds of what is not owed any more.
            ServiceUnreachable: it is about a request, and the engine does not answer.
        """
        async with self._keys.once(key, command.by, RESEND.name, command.key, {}) as claim:
            if claim.done:
                return
            letter, contact = await self._letters.find(command.key), None
            if requests is not None and letter.about_request:
                async with requests() as client:
                    contact = await _contact_of(client, letter.about)
            await send_again(self._ledger, stamped(command), datetime.now(UTC), contact)


async def _contact_of(client: "RequestClient", request: str) -> Contact | None:
    """The contact of a request; None where it ended so long ago that nobody knows."""
    try:
        applicant = Applicant.of((await client.snapshot(request)).draft)
    except RequestNotFound:
        return None
    return Contact(email=applicant.email, name=applicant.contact)


def _whose(name: str) -> str:
    return name if name.startswith(_INVOICE) else request_id(name)
