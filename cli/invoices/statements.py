"""`account statement`: what an account was invoiced, what it paid, and what that comes to."""

import csv
import sys
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.parameters import AccountId
from cli.running import ledger
from cli.usage import refuse

if TYPE_CHECKING:
    from domain.invoices.views.statement import Statement
    from domain.money import Money

_COLUMNS = (
    "date", "kind", "document", "invoice", "debit", "credit", "balance", "currency", "note",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


async def statement(
    account: AccountId,
    /,
    *,
    as_csv: Annotated[
        bool, Parameter(name="--csv", negative=(), help="Print the entries as CSV.")
    ] = False,
    output: Output = FOR_PEOPLE,
) -> None:
    """Prints an account's invoices, payments and credit notes with the balance after each, what is
    open, and the totals. Needs no engine."""
    if as_csv and output.json:
        refuse("--csv", "Give either --csv or --json.", "not_together")
    async with ledger() as client:
        stated = await client.statement(account)
    if as_csv:
        _write_csv(stated)
        return
    from cli.invoices.statement_page import statement_page

    output.show(stated.model_dump(mode="json"), lambda: statement_page(stated))


def _write_csv(stated: "Statement") -> None:
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for each in stated.entries:
        amounts = map(_number, (each.debit, each.credit, each.balance))
        document, invoice, note = map(_text, (each.document, each.invoice, each.note))
        currency = each.balance.currency
        writer.writerow([each.on, each.kind, document, invoice, *amounts, currency, note])


def _number(money: "Money | None") -> str:
    return format(money.amount, "f") if money is not None else ""


def _text(written: str | None) -> str:
    """What somebody wrote, on one line; a spreadsheet must not take it for a formula."""
    from cli.text import plain

    shown = plain(written or "")
    return f"'{shown}" if shown.startswith(_FORMULA) else shown
