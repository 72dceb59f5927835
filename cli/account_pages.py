"""Accounts for people."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from cli.tables import table
from cli.text import moment, plain, words
from domain.account import PaymentMethod, Standing

if TYPE_CHECKING:
    from ledger_client import ImportedAccount


def imported_page(accounts: Sequence["ImportedAccount"]) -> RenderableType:
    """What an import did to each account."""
    built = table("account", "outcome", "stays on invoice")
    for each in accounts:
        kept = Text(", ".join(map(plain, each.kept_on_invoice)), "yellow")
        built.add_row(plain(each.id), each.outcome, kept)
    return built


def standing_page(standing: Standing) -> RenderableType:
    """An account with its limit, its scopes and how each came to be paid as it is."""
    account = standing.account
    head = Text.assemble((plain(account.name), "bold"), f"  {plain(account.id)}")
    if standing.on_hold:
        head.append("  ON CREDIT HOLD", "bold red")
    limit = f"{standing.credit_limit}, {standing.exposure} of it open"
    head.append(f"\nCredit limit: {limit if standing.credit_limit else 'none'}")
    if standing.payment_terms_days:
        head.append(f", {standing.payment_terms_days} days to pay")
    if standing.unapplied_credit:
        head.append(f"\nUnapplied credit: {standing.unapplied_credit}")
    scopes = table("scope", "kind", "paid by", "outstanding", "other services", "open invoice")
    for scope in account.scopes:
        style = "green" if scope.payment_method is PaymentMethod.INVOICE else ""
        scopes.add_row(
            plain(scope.id),
            words(scope.kind),
            Text(words(scope.payment_method), style),
            str(scope.outstanding or ""),
            ", ".join(map(plain, scope.external_services)),
            plain(scope.open_invoice or ""),
        )
    parts: list[RenderableType] = [head, scopes]
    if standing.history:
        history = table("scope", "paid by", "since", "changed by")
        for change in standing.history:
            by = plain(change.by or "")
            history.add_row(plain(change.scope_id), words(change.method), moment(change.since), by)
        parts.append(history)
    return Group(*parts)
