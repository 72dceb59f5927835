"""A reconciliation for people."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cli.pages.sentences import sentence
from cli.pages.tables import table
from cli.pages.text import plain
from domain.bank.reconciling import Line, Sum
from domain.values.money import Money
from wording.bank import differs, reconciled_as
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from application.bank.reconcile import OfCurrency, Reconciliation


def reconciliation_page(found: "Reconciliation") -> RenderableType:
    of = found.of
    days = {"since": of.since, "until": of.until}
    head = sentence("bank_reconcile.of", "bold", account=plain(of.account), **days)
    if not found.currencies:
        return Group(head, sentence("reconciliation.nothing_of_these_days"))
    return Group(head, *(part for each in found.currencies for part in _currency(each)))


def _currency(of: "OfCurrency") -> Iterator[RenderableType]:
    sums, currency, words = of.sums, of.currency, staff_words()
    built = table("", "entries", "amount", right=("entries", "amount"))
    if of.opening is not None:
        built.add_row(words("reconciliation.balance_before"), "", _amount(of.opening, currency))
    _side(built, "reconciliation.received", sums.received, sums.received_as, True, currency)
    if sums.went_out.entries:
        _side(built, "reconciliation.went_out", sums.went_out, sums.went_out_as, False, currency)
    if of.closing is not None:
        built.add_row(words("reconciliation.balance_after"), "", _amount(of.closing, currency))
    for key, one in (
        ("reconciliation.pending", sums.pending),
        ("reconciliation.charges", sums.charges),
    ):
        if one.entries:
            built.add_row(words(key), str(one.entries), _amount(one.minor, currency))
    yield built
    for each in of.differences:
        yield sentence(
            "bank_reconcile.differs",
            "bold red" if each.minor else "",
            amount=_amount(each.minor, currency) if each.minor else "",
            what=plain(differs(each)),
        )
    if of.left_out:
        yield sentence("bank_reconcile.left_out", "bold red", count=of.left_out)
    if of.explained:
        yield sentence("reconciliation.explained", "green")


def _side(
    built: Table,
    title: str,
    whole: Sum,
    lines: Mapping[Line, Sum],
    came_in: bool,
    currency: str,
) -> None:
    built.add_row(sentence(title, "bold"), str(whole.entries), _amount(whole.minor, currency))
    for line, of in lines.items():
        if of.entries:
            style = "bold red" if line is Line.DIFFERENCE else ""
            said = Text(f"  {reconciled_as(line, came_in)}", style)
            built.add_row(said, str(of.entries), _amount(of.minor, currency))


def _amount(minor: int, currency: str) -> str:
    return str(Money.from_minor(minor, currency))
