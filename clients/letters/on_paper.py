"""Statements and letters as files: on our letter paper, and as CSV."""

import asyncio
import csv
from base64 import b64encode
from html import escape
from io import StringIO
from zoneinfo import ZoneInfo

from domain.accounts.account import Account
from domain.invoices.views.statement import Statement
from domain.notices import Notice
from domain.papers.policy import PapersPolicy
from domain.values.csv_cells import harmless
from domain.values.languages import Spoken
from domain.values.money import Money
from domain.values.one_line import on_one_line

_COLUMNS = (
    "date", "kind", "document", "invoice", "debit", "credit", "balance", "currency", "note",
)  # fmt: skip


async def statement_on_paper(
    statement: Statement, account: Account, policy: PapersPolicy, language: Spoken
) -> bytes:
    """The statement as a PDF."""
    from adapters.papers.statement import statement_pdf  # brings typst

    return await asyncio.to_thread(statement_pdf, statement, account, policy.seller, language)


async def printed(notice: Notice, account: Account, policy: PapersPolicy) -> bytes:
    """A letter to a customer as a PDF, of the day on which it was written."""
    from adapters.mail.letters import letter_on_paper  # brings Jinja, and typst below
    from adapters.papers.letter import letter_pdf

    seller, day = policy.seller, notice.at.astimezone(ZoneInfo(notice.time_zone)).date()
    letter = letter_on_paper(notice, seller.contact_email or "")
    return await asyncio.to_thread(letter_pdf, letter, notice.company, account.address, seller, day)


def as_mailed(notice: Notice) -> str:
    """A letter to a customer as a page that needs nothing else, without the link that it had."""
    from adapters.mail.letters import write_letter

    letter = write_letter(notice)
    html = letter.html or f"<pre>{escape(letter.body)}</pre>"
    for image in letter.images:
        data = b64encode(image.content).decode()
        html = html.replace(f"cid:{image.content_id}", f"data:{image.media_type};base64,{data}")
    return html


def statement_csv(statement: Statement) -> str:
    """The entries, one a line; no text of anybody's can be taken for a formula."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for each in statement.entries:
        amounts = map(_number, (each.debit, each.credit, each.balance))
        said = (on_one_line(text or "") for text in (each.document, each.invoice, each.note))
        document, invoice, note = map(harmless, said)
        currency = each.balance.currency
        writer.writerow([each.on, each.kind, document, invoice, *amounts, currency, note])
    return written.getvalue()


def _number(money: Money | None) -> str:
    return format(money.amount, "f") if money is not None else ""
