"""The paper that goes with a letter: made and checked as the letter is about to be sent."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from application.papers.files import Press, make, papers_of, problems_of_file
from application.ports.attached_papers import AttachedFile
from application.ports.ledger import Ledger
from application.ports.papers import KeptPaper
from domain.notices import CREDIT_NOTE_LETTERS, REMINDERS, Notice, NoticeKind
from domain.papers.formats import PaperFormat
from domain.papers.paper import PaperKind
from domain.papers.policy import PapersPolicy

_KINDS = {
    NoticeKind.INVOICE_ISSUED: PaperKind.INVOICE,
    **dict.fromkeys(CREDIT_NOTE_LETTERS, PaperKind.CREDIT_NOTE),
    **dict.fromkeys(REMINDERS, PaperKind.INVOICE),
}


class Attaching:
    def __init__(self, ledger: Ledger, press: Callable[[], Press], policy: PapersPolicy) -> None:
        """`press` is called in a thread, since what it loads takes a while."""
        self._ledger = ledger
        self._press = press
        self._policy = policy

    async def of(self, notice: Notice, now: datetime) -> AttachedFile | None:
        """As the port says.

        Raises:
            LookupError: the notice names a paper that the ledger does not have.
        """
        reminds = notice.kind in REMINDERS
        if notice.invoice is None:
            return None
        invoice = notice.invoice.number
        if reminds:
            if not self._policy.with_reminders:
                return None
            notice = notice.model_copy(update={"paper": invoice})
        if notice.paper is None:
            return None
        kept = await self._named(notice, invoice, now)
        as_ = notice.e_invoice or await self._by_letter(kept)
        if as_ is None:
            return None
        press = await asyncio.to_thread(self._press)
        file = await make(self._ledger, press, kept, as_, now)
        found = await problems_of_file(press, kept, as_, file.content)
        if found and reminds:
            return None  # what is wrong with it was told with the invoice: the reminder goes out
        return AttachedFile(file.name, file.media_type, file.content, kept.paper, found)

    async def _by_letter(self, kept: KeptPaper) -> PaperFormat | None:
        async with self._ledger.reading() as transaction:
            chosen = await transaction.papers.format_chosen(kept.account_id)
        return self._policy.letter_carries(chosen.format if chosen else None, kept.paper.currency)

    async def _named(self, notice: Notice, invoice: str, now: datetime) -> KeptPaper:
        """Among those of the letter's own invoice, so that no letter has another's."""
        wanted = (_KINDS[notice.kind], notice.paper)
        for kept in await papers_of(self._ledger, invoice, self._policy, now):
            if (kept.paper.kind, kept.paper.number) == wanted:
                return kept
        raise LookupError("the paper of a letter is not in the ledger")
