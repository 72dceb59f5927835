"""Accounts for people."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from cli.pages.sentences import sentence
from cli.pages.statement import (
    entries_table,
    on_hold,
    open_invoices,
    open_table,
    totals,
)
from cli.pages.tables import more, table
from cli.pages.text import moment, plain, term
from domain.accounts.account import AccountPage, PaymentMethod, Standing
from domain.invoices.views.statement import Statement
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from clients.accounts.ledger import ImportedAccount

_LATEST = 12
"""Entries of the statement that an account's own page shows."""


def imported_page(accounts: Sequence["ImportedAccount"]) -> RenderableType:
    """What an import did to each account."""
    built = table("account", "outcome", "stays_on_invoice")
    for each in accounts:
        kept = Text(", ".join(map(plain, each.kept_on_invoice)), "yellow")
        built.add_row(plain(each.id), term(each.outcome), kept)
    return built


def accounts_page(page: AccountPage) -> RenderableType:
    """Accounts in a list, and how the list goes on."""
    if not page.accounts:
        return sentence("account_list.none")
    built = table("account", "name", "country", "")
    for each in page.accounts:
        on_hold = staff_words()("account_list.on_hold") if each.on_hold else ""
        built.add_row(plain(each.id), plain(each.name), each.country, on_hold)
    return Group(built, *more(page.next))


def standing_page(standing: Standing, statement: Statement) -> RenderableType:
    """An account with its limit, what is open against it, its scopes, the latest of its statement,
    and how each scope came to be paid as it is."""
    account = standing.account
    head = Text.assemble((plain(account.name), "bold"), f"  {plain(account.id)}")
    if statement.on_hold:
        head.append(f"\n{on_hold(statement)}", "bold red")
    limit, days = standing.credit_limit, standing.payment_terms_days
    head.append("\n").append(sentence("account_show.limit", limit=limit, days=days))
    scopes = table("scope", "kind", "paid_by", "outstanding", "other_services", "open_invoice")
    for scope in account.scopes:
        style = "green" if scope.payment_method is PaymentMethod.INVOICE else ""
        scopes.add_row(
            plain(scope.id),
            term(scope.kind),
            Text(term(scope.payment_method), style),
            str(scope.outstanding or ""),
            ", ".join(map(plain, scope.external_services)),
            plain(scope.open_invoice or ""),
        )
    parts: list[RenderableType] = [head, *totals(statement.exposures), scopes]
    if open_ := open_invoices(statement):
        parts += [sentence("account_statement.open_invoices", "bold"), open_table(open_)]
    if latest := statement.entries[-_LATEST:]:
        earlier = len(statement.entries) - len(latest)
        title = sentence("account_show.latest", "bold", earlier=earlier)
        parts += [title, entries_table(latest)]
    if standing.history:
        history = table("scope", "paid_by", "since", "changed_by")
        for change in standing.history:
            by = plain(change.by or "")
            history.add_row(plain(change.scope_id), term(change.method), moment(change.since), by)
        parts.append(history)
    return Group(*parts)
