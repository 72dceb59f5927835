"""An account's statement for people."""

from collections.abc import Iterable
from datetime import datetime

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cli.pages.invoice_tables import amount, facts_table, invoices_table
from cli.pages.tables import table
from cli.pages.text import plain, words
from domain.invoices.views.lists import InvoiceLine
from domain.invoices.views.statement import Exposure, Statement, StatementEntry
from wording.invoices import known_of


def statement_page(statement: Statement) -> RenderableType:
    """Entries with the balance after each, what is open, and what it comes to."""
    head = Text.assemble((plain(statement.company), "bold"), f"  {plain(statement.account)}")
    if statement.on_hold:
        head.append(f"\n{on_hold(statement)}", "bold red")
    if not statement.closing:
        return Group(head, Text("Nothing was invoiced or paid yet."))
    parts: list[RenderableType] = [head, entries_table(statement.entries)]
    if statement.since or statement.until:
        parts.append(facts_table(_before_and_after(statement)))
    if open_ := open_invoices(statement):
        parts += [Text("Open invoices", "bold"), open_table(open_)]
    return Group(*parts, *totals(statement.exposures))


def entries_table(entries: Iterable[StatementEntry]) -> Table:
    """What raised and lowered what the account owes, with the balance after each."""
    built = table("date", "what", "document", "entry", "debit", "credit", "balance", "note",
                  right=("debit", "credit", "balance"))  # fmt: skip
    built.columns[3].no_wrap = True  # it is typed again
    for each in entries:
        built.add_row(
            str(each.on),
            words(each.kind),
            plain(each.document),
            plain(each.entry or ""),
            amount(each.debit),
            amount(each.credit),
            str(each.balance),
            plain("; ".join(filter(None, (_settles(each), known_of(each))))),
        )
    return built


def _before_and_after(statement: Statement) -> list[tuple[str, RenderableType]]:
    return [
        *(("opening balance", str(each)) for each in statement.opening),
        *(("closing balance", Text(str(each), "bold")) for each in statement.closing),
    ]


def _settles(entry: StatementEntry) -> str:
    """From a payment to the invoices that it settles."""
    parts = ", ".join(f"{each.amount} of {each.invoice}" for each in entry.settles)
    return f"settles {parts}" if parts else ""


def on_hold(statement: Statement) -> str:
    because = f": invoice {plain(statement.held_because)}" if statement.held_because else ""
    return f"ON CREDIT HOLD{because}"


def open_invoices(statement: Statement) -> list[InvoiceLine]:
    return [line for line in statement.invoices if line.open.amount]


def open_table(lines: list[InvoiceLine]) -> Table:
    return invoices_table(lines, datetime.now().astimezone().date(), company=False)


def totals(exposures: Iterable[Exposure]) -> list[RenderableType]:
    """What is open in each currency, and how much of the limit that is."""
    return [facts_table(_rows(each)) for each in exposures]


def _rows(exposure: Exposure) -> list[tuple[str, RenderableType]]:
    rows: list[tuple[str, RenderableType]] = [("open", Text(str(exposure.open), "bold"))]
    if exposure.overdue.amount:
        rows.append(("of it overdue", Text(str(exposure.overdue), "bold red")))
    if exposure.unapplied_credit.amount:
        rows.append(("unapplied credit", Text(str(exposure.unapplied_credit), "green")))
    if exposure.limit is not None:
        percent = f", {exposure.percent} % of it used" if exposure.percent is not None else ""
        rows.append(("credit limit", f"{exposure.limit}{percent}"))
    return rows
