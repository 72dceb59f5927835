"""The mailer of e-invoices: what claims them from the outbox, and sends them their way."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from hashlib import sha256

from adapters.ledger.letters.outbox import LedgerOutbox
from adapters.mail.mailer import Mailer
from adapters.mail.outcomes import Refused
from application.ports.attached_papers import AttachedPapers
from application.ports.e_invoices import EInvoice, EInvoiceChannel
from application.ports.mail_transport import HandingOver, Message, Session
from application.ports.outbox import QueuedNotice
from domain.letters.addressed import Addressed


class EInvoiceMailer(Mailer):
    """Rounds, retries and outcomes are those of letters; the mailer of those reports the outcomes,
    too. A worker that is lost between the sending
    and the record sends the same document once more under the same key, so that it is there
    once."""

    def __init__(
        self,
        outbox: LedgerOutbox,
        channel: EInvoiceChannel,
        papers: AttachedPapers,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__(outbox, _NoMail(), "", {}, clock, papers=papers)
        self._e_invoices, self._channel = outbox, channel

    async def _send(
        self,
        session: Session,
        queued: QueuedNotice,
        addressed: Addressed,
        handing_over: HandingOver,
    ) -> None:
        notice = queued.notice
        file = await self._attached(notice)
        if file is None or notice.e_invoice is None:
            raise Refused("there is no document of it")
        sent = EInvoice(notice.key, file.paper, notice.e_invoice, file)
        self._records.sent_as(notice.key, sha256(file.content).hexdigest())
        if (answer := await self._channel.send(sent)) is not None:
            await self._e_invoices.keep_answer(notice.key, answer)

    async def aclose(self) -> None:
        await self._channel.aclose()


class _NoMail:
    """Sending an e-invoice twice does no harm, and needs no session of a mail server."""

    idempotent = True

    @asynccontextmanager
    async def session(self) -> AsyncIterator["_NoMail"]:
        yield self

    async def send(self, mail: Message, handing_over: HandingOver) -> None:
        raise NotImplementedError
