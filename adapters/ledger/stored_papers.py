"""Papers in the ledger, as `application.ports.papers` asks for them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Text, bindparam, case, cast, delete, insert, select

from adapters.ledger.paper_tables import (
    buyers,
    invoice_formats,
    number_series,
    paper_files,
    papers,
)
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.inserting import counting_up, insert_missing, upsert
from application.ports.papers import FormatChosen, KeptPaper, MadeFile
from domain.accounts.invoice_formats import InvoiceFormat
from domain.papers.buyer import Buyer
from domain.papers.formats import PaperFormat
from domain.papers.paper import Paper, PaperKind
from domain.papers.policy import NumberSeries

_PAPER, _FILE = papers.c, paper_files.c
_KEPT = select(
    _PAPER.invoice,
    _PAPER.account_id,
    cast(_PAPER.paper, Text).label("paper"),
    _PAPER.credit_notes,
    _PAPER.written_at,
)
_INVOICES_FIRST = case((_PAPER.kind == PaperKind.INVOICE, 0), else_=1)
_ONE = _KEPT.where(_PAPER.number == bindparam("of_number")).order_by(_INVOICES_FIRST).limit(1)
_OF_INVOICE = _KEPT.where(_PAPER.invoice == bindparam("of_number")).order_by(
    _INVOICES_FIRST, _PAPER.written_at, _PAPER.number
)
_CREDIT_NOTES = _KEPT.where(
    _PAPER.account_id == bindparam("of_account"), _PAPER.kind == PaperKind.CREDIT_NOTE
).order_by(_PAPER.written_at, _PAPER.number)
_BUYER = select(buyers.c.buyer).where(buyers.c.scope_id == bindparam("of_scope"))
_MADE = select(_FILE.sha256, _FILE.size, _FILE.program, _FILE.made_at).where(
    _FILE.number == bindparam("of_number"),
    _FILE.kind == bindparam("of_kind"),
    _FILE.format == bindparam("of_format"),
)
_CHOSEN = select(invoice_formats.c.format, invoice_formats.c.by, invoice_formats.c.since).where(
    invoice_formats.c.account_id == bindparam("of_account")
)
_ADD = insert(papers)


class StoredPapers:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def buyer(self, scope_id: str) -> Buyer | None:
        found = await self._connection.execute(_BUYER, {"of_scope": scope_id})
        row = found.first()
        if row is None:
            return None
        (buyer,) = await self._connection.sealing.open_documents(
            self._connection, buyers.c.buyer, [row.buyer]
        )
        return Buyer.model_validate(buyer) if buyer else None

    async def keep_buyer(self, scope_id: str, buyer: Buyer, at: datetime) -> None:
        stored = await sealed_buyer(self._connection, scope_id, buyer.model_dump(mode="json"))
        row = {"scope_id": scope_id, "buyer": stored, "since": at}
        await self._connection.execute(upsert(self._connection.dialect.name, buyers), row)

    async def format_chosen(self, account_id: str) -> FormatChosen | None:
        row = (await self._connection.execute(_CHOSEN, {"of_account": account_id})).first()
        return FormatChosen(InvoiceFormat(row.format), row.by, row.since) if row else None

    async def choose_format(self, account_id: str, chosen: FormatChosen) -> None:
        row = {
            "account_id": account_id,
            "format": chosen.format,
            "since": chosen.at,
            "by": chosen.by,
        }
        await self._connection.execute(upsert(self._connection.dialect.name, invoice_formats), row)

    async def forget_format(self, account_id: str) -> None:
        known = invoice_formats.c.account_id == account_id
        await self._connection.execute(delete(invoice_formats).where(known))

    async def of_invoice(self, number: str) -> KeptPaper | None:
        found = await self._connection.execute(
            _OF_INVOICE.where(_PAPER.kind == PaperKind.INVOICE), {"of_number": number}
        )
        row = found.first()
        return _kept(row) if row is not None else None

    async def one(self, number: str) -> KeptPaper | None:
        row = (await self._connection.execute(_ONE, {"of_number": number})).first()
        return _kept(row) if row is not None else None

    async def all_of(self, invoice: str) -> list[KeptPaper]:
        found = await self._connection.execute(_OF_INVOICE, {"of_number": invoice})
        return [_kept(row) for row in found]

    async def credit_notes_of(self, account_id: str) -> list[KeptPaper]:
        found = await self._connection.execute(_CREDIT_NOTES, {"of_account": account_id})
        return [_kept(row) for row in found]

    async def add(self, kept: KeptPaper) -> None:
        row = {
            "number": kept.paper.number,
            "kind": kept.paper.kind,
            "invoice": kept.invoice,
            "account_id": kept.account_id,
            "paper": kept.paper.model_dump(mode="json", exclude_defaults=True),
            "credit_notes": kept.credit_notes.model_dump(mode="json"),
            "written_at": kept.written_at,
        }
        await self._connection.execute(_ADD, row)

    async def next_place(self, series: str) -> int:
        raised = counting_up(self._connection.dialect.name, number_series, "last")
        taken = await self._connection.execute(raised, {"name": series, "last": 1})
        return int(taken.scalar_one())

    async def made(self, kind: PaperKind, number: str, as_: PaperFormat) -> MadeFile | None:
        asked = {"of_number": number, "of_kind": kind, "of_format": as_}
        row = (await self._connection.execute(_MADE, asked)).first()
        return MadeFile(*row) if row is not None else None

    async def keep_made(
        self, kind: PaperKind, number: str, as_: PaperFormat, file: MadeFile
    ) -> bool:
        row = {"number": number, "kind": kind, "format": as_, **file._asdict()}
        missing = insert_missing(self._connection, paper_files)
        return (await self._connection.execute(missing, row)).rowcount == 1


async def sealed_buyer(
    connection: Connection, scope_id: str, buyer: dict[str, Any]
) -> dict[str, Any]:
    """As it is stored; of one whose key was destroyed, nothing is known."""
    owner = await connection.sealing.owner_of_scope(connection, scope_id)
    return await connection.sealing.seal_document(connection, owner, buyers.c.buyer, buyer, {})


def _kept(row: Row[Any]) -> KeptPaper:
    return KeptPaper(
        paper=Paper.model_validate_json(row.paper),
        invoice=row.invoice,
        account_id=row.account_id,
        credit_notes=NumberSeries.model_validate(row.credit_notes),
        written_at=row.written_at,
    )
