"""Statements as files: on our letter paper, and as CSV."""

import asyncio
import csv
import unicodedata
from datetime import UTC, datetime
from io import StringIO
from zoneinfo import ZoneInfo

from domain.account import Account
from domain.invoices.views.statement import Statement
from domain.languages import Spoken
from domain.money import Money
from domain.papers.policy import PapersPolicy

_COLUMNS = (
    "date", "kind", "document", "invoice", "debit", "credit", "balance", "currency", "note",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


async def statement_on_paper(
    statement: Statement, account: Account, policy: PapersPolicy, language: Spoken
) -> bytes:
    """The statement as a PDF, as of today where the payer is."""
    from adapters.papers.statement import statement_pdf  # brings typst

    today = datetime.now(UTC).astimezone(ZoneInfo(account.time_zone)).date()
    return await asyncio.to_thread(
        statement_pdf, statement, account, policy.seller, language, today
    )


def statement_csv(statement: Statement) -> str:
    """The entries, one a line; no text of anybody's can be taken for a formula."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for each in statement.entries:
        amounts = map(_number, (each.debit, each.credit, each.balance))
        document, invoice, note = map(_text, (each.document, each.invoice, each.note))
        currency = each.balance.currency
        writer.writerow([each.on, each.kind, document, invoice, *amounts, currency, note])
    return written.getvalue()


def _number(money: Money | None) -> str:
    return format(money.amount, "f") if money is not None else ""


def _text(written: str | None) -> str:
    """What somebody wrote, on one line; a spreadsheet must not take it for a formula."""
    shown = "".join(
        " " if unicodedata.category(each) in ("Cc", "Cf", "Cs") else each for each in written or ""
    )
    shown = " ".join(shown.split())
    return f"'{shown}" if shown.startswith(_FORMULA) else shown
