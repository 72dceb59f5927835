"""An account's statement for people."""

from collections.abc import Iterable
from datetime import UTC, datetime

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cli.pages.invoice_tables import amount, facts_table, invoices_table
from cli.pages.sentences import sentence
from cli.pages.tables import table
from cli.pages.text import plain, term
from domain.invoices.views.lists import InvoiceLine
from domain.invoices.views.statement import Exposure, Statement, StatementEntry
from wording.catalogue import staff_words
from wording.invoices import known_of


def statement_page(statement: Statement) -> RenderableType:
    """Entries with the balance after each, what is open, and what it comes to."""
    head = Text.assemble((plain(statement.company), "bold"), f"  {plain(statement.account)}")
    if statement.on_hold:
        head.append(f"\n{on_hold(statement)}", "bold red")
    if not statement.closing:
        return Group(head, sentence("statement.nothing"))
    parts: list[RenderableType] = [head, entries_table(statement.entries)]
    if statement.since or statement.until:
        parts.append(facts_table(_before_and_after(statement)))
    if open_ := open_invoices(statement):
        parts += [sentence("account_statement.open_invoices", "bold"), open_table(open_)]
    return Group(*parts, *totals(statement.exposures))


def entries_table(entries: Iterable[StatementEntry]) -> Table:
    """What raised and lowered what the account owes, with the balance after each."""
    built = table("date", "what", "document", "entry", "debit", "credit", "balance", "note",
                  right=("debit", "credit", "balance"))  # fmt: skip
    built.columns[3].no_wrap = True  # it is typed again
    for each in entries:
        built.add_row(
            str(each.on),
            term(each.kind),
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
        *(("opening_balance", str(each)) for each in statement.opening),
        *(("closing_balance", Text(str(each), "bold")) for each in statement.closing),
    ]


def _settles(entry: StatementEntry) -> str:
    """From a payment to the invoices that it settles."""
    words = staff_words()
    parts = [
        words("account_statement.share", amount=each.amount, invoice=each.invoice)
        for each in entry.settles
    ]
    return words("account_statement.settles", parts=", ".join(parts)) if parts else ""


def on_hold(statement: Statement) -> str:
    return staff_words()("account_statement.on_hold", invoice=plain(statement.held_because or ""))


def open_invoices(statement: Statement) -> list[InvoiceLine]:
    return [line for line in statement.invoices if line.open.amount]


def open_table(lines: list[InvoiceLine]) -> Table:
    return invoices_table(lines, datetime.now(UTC), company=False)


def totals(exposures: Iterable[Exposure]) -> list[RenderableType]:
    """What is open in each currency, and how much of the limit that is."""
    return [facts_table(_rows(each)) for each in exposures]


def _rows(exposure: Exposure) -> list[tuple[str, RenderableType]]:
    rows: list[tuple[str, RenderableType]] = [("open", Text(str(exposure.open), "bold"))]
    if exposure.overdue.amount:
        rows.append(("overdue", Text(str(exposure.overdue), "bold red")))
    if exposure.unapplied_credit.amount:
        rows.append(("unapplied_credit", Text(str(exposure.unapplied_credit), "green")))
    if exposure.limit is not None:
        used = "" if exposure.percent is None else str(exposure.percent)
        said = sentence("account_statement.limit", limit=exposure.limit, percent=used)
        rows.append(("credit_limit", said))
    return rows
