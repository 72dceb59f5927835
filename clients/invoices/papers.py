"""The typed client of papers: invoices and credit notes as documents. Needs no engine."""

from datetime import UTC, datetime
from functools import cached_property

from application.papers import files
from application.papers.choosing import FormatOf, choose_format, format_of
from application.papers.files import PaperChecked, PaperFile, Press
from application.ports.papers import KeptPaper
from clients.over_ledger import OverLedger
from domain.accounts.invoice_formats import InvoiceFormat
from domain.errors import InvoiceUnknown
from domain.papers.formats import PaperFormat
from domain.papers.policy import PapersPolicy
from engine.wiring.open_ledger import OpenLedger
from engine.wiring.papers import press_by
from files.reading import configured_policy
from settings import Settings

__all__ = ["FormatOf", "KeptPaper", "PaperChecked", "PaperFile", "PapersClient"]


class PapersClient(OverLedger):
    """A paper is named by the number of its credit note, or as its invoice is: by number, id or
    reference."""

    def __init__(self, ledger: OpenLedger, settings: Settings) -> None:
        super().__init__(ledger, settings)
        self._ledger = ledger.transactions
        self._queries = ledger.invoices
        self._accounts = ledger.accounts
        self._keys = ledger.keys

    async def known(self, number: str) -> KeptPaper | None:
        """The paper of this number, where one was written."""
        async with self._ledger.reading() as transaction:
            return await transaction.papers.one(number)

    async def written(self, invoice: str) -> list[KeptPaper]:
        """The papers of an invoice that were written; none of one from before there were any."""
        async with self._ledger.reading() as transaction:
            return await transaction.papers.all_of(invoice)

    async def credit_notes_of(self, account_id: str) -> list[KeptPaper]:
        """Of all invoices of an account, in the order they were written."""
        async with self._ledger.reading() as transaction:
            return await transaction.papers.credit_notes_of(account_id)

    async def of_invoice(self, number: str) -> list[KeptPaper]:
        """The invoice's own paper, and those of its credit notes.

        Raises:
            InvoiceUnknown: there is no invoice of this number.
        """
        return await files.papers_of(self._ledger, number, self._policy(), datetime.now(UTC))

    async def file(self, number: str, as_: PaperFormat) -> PaperFile:
        """A paper in one of its formats: the same bytes each time.

        Raises:
            InvoiceUnknown: there is neither an invoice nor a credit note of this number.
        """
        now = datetime.now(UTC)
        kept = await self._kept(number, now)
        return await files.make(self._ledger, self._press, kept, as_, now)

    async def file_of(self, invoice: str, credit_note: str | None, as_: PaperFormat) -> PaperFile:
        """An invoice in one of its formats, or one of its credit notes: never another invoice that
        has the credit note's number.

        Raises:
            InvoiceUnknown: there is no such invoice, or it has no such credit note.
        """
        wanted = credit_note or invoice
        for kept in await self.of_invoice(invoice):
            if kept.paper.number == wanted:
                return await files.make(self._ledger, self._press, kept, as_, datetime.now(UTC))
        raise InvoiceUnknown("This invoice has no such credit note.", invoice=invoice)

    async def check(self, number: str, as_: PaperFormat) -> PaperChecked:
        """What is wrong with a paper and its file, by our rules and the official ones.

        Raises:
            InvoiceUnknown: as `file`.
        """
        kept = await self._kept(number, datetime.now(UTC))
        return await files.check(self._press, kept, as_)

    async def format_of(self, account_id: str) -> FormatOf:
        """How an account gets its invoices, and what it can choose from; raises AccountUnknown."""
        account = await self._accounts.known_as(account_id)
        return await format_of(self._ledger, account, self._policy())

    async def choose_format(
        self, account_id: str, wanted: InvoiceFormat | None, by: str, key: str | None = None
    ) -> FormatOf:
        """Chooses it for every invoice from now on; None: the policy's way again.

        Raises:
            AccountUnknown, FormatNotOffered, EffectMismatch.
        """
        account, body = await self._accounts.known_as(account_id), {"format": wanted}
        async with self._keys.once(key, by, "choose_invoice_format", account, body) as claim:
            policy, now = self._policy(), datetime.now(UTC)
            if claim.done:
                return await format_of(self._ledger, account, policy)
            return await choose_format(self._ledger, account, wanted, by, now, policy)

    async def _kept(self, name: str, now: datetime) -> KeptPaper:
        known = await self.known(name)
        if known is not None:
            return known
        called = await self._queries.called(name)
        number = called[0] if called else name
        return await files.kept_paper(self._ledger, number, self._policy(), now)

    def _policy(self) -> PapersPolicy:
        return configured_policy(self._settings).papers

    @cached_property
    def _press(self) -> Press:
        return press_by(self._policy)
