"""Papers of invoices and credit notes, as they were written and as their files were made."""

from datetime import datetime
from typing import NamedTuple, Protocol

from domain.accounts.invoice_formats import InvoiceFormat
from domain.papers.buyer import Buyer
from domain.papers.formats import PaperFormat
from domain.papers.paper import Paper, PaperKind
from domain.papers.policy import NumberSeries


class KeptPaper(NamedTuple):
    """A paper that was written."""

    paper: Paper
    invoice: str
    """The number of the invoice that it is, or is for."""
    account_id: str
    credit_notes: NumberSeries
    """The series of its invoice's credit notes, as the policy had it when that was issued."""
    written_at: datetime


class MadeFile(NamedTuple):
    """A file of a paper, as it was made first."""

    sha256: str
    size: int
    """Bytes."""
    program: str
    """The release that made it."""
    made_at: datetime


class FormatChosen(NamedTuple):
    """How an account wants its invoices and credit notes."""

    format: InvoiceFormat
    by: str
    """The sign-in of one of our people, or `customer`: of them nothing is kept."""
    at: datetime


class Papers(Protocol):
    async def format_chosen(self, account_id: str) -> FormatChosen | None:
        """None where nobody chose one: the policy's way."""

    async def choose_format(self, account_id: str, chosen: FormatChosen) -> None:
        """For every invoice and credit note from now on."""

    async def forget_format(self, account_id: str) -> None:
        """The policy's way again."""

    async def buyer(self, scope_id: str) -> Buyer | None:
        """The buyer that the scope's request named; None where none is kept."""

    async def keep_buyer(self, scope_id: str, buyer: Buyer, at: datetime) -> None: ...

    async def of_invoice(self, number: str) -> KeptPaper | None:
        """The invoice's own; None where none was written yet."""

    async def one(self, number: str) -> KeptPaper | None:
        """The invoice or credit note of this number."""

    async def all_of(self, invoice: str) -> list[KeptPaper]:
        """The invoice's own and its credit notes, in the order they were written."""

    async def credit_notes_of(self, account_id: str) -> list[KeptPaper]:
        """Of all invoices of an account, in the order they were written."""

    async def add(self, kept: KeptPaper) -> None: ...

    async def next_place(self, series: str) -> int:
        """Takes the next place of a series: none is left out, and none is given twice."""

    async def made(self, kind: PaperKind, number: str, as_: PaperFormat) -> MadeFile | None:
        """How this file of the paper was made first; None where it was not yet."""

    async def keep_made(
        self, kind: PaperKind, number: str, as_: PaperFormat, file: MadeFile
    ) -> bool:
        """False where it was made at this very moment by somebody else."""
