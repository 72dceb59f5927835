"""A reconciliation for people."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cli.pages.tables import table
from cli.pages.text import plain
from domain.bank.reconciling import Line, Sum
from domain.values.money import Money
from wording.bank import differs, reconciled_as

if TYPE_CHECKING:
    from application.bank.reconcile import OfCurrency, Reconciliation


def reconciliation_page(found: "Reconciliation") -> RenderableType:
    of = found.of
    head = Text(f"{plain(of.account)}, {of.since} to {of.until}", "bold")
    if not found.currencies:
        return Group(head, Text("No statement was read of these days."))
    return Group(head, *(part for each in found.currencies for part in _currency(each)))


def _currency(of: "OfCurrency") -> Iterator[RenderableType]:
    sums, currency = of.sums, of.currency
    built = table("", "entries", "amount", right=("entries", "amount"))
    if of.opening is not None:
        built.add_row("Balance before", "", _amount(of.opening, currency))
    _side(built, "Received by the bank", sums.received, sums.received_as, True, currency)
    if sums.went_out.entries:
        _side(built, "Went out", sums.went_out, sums.went_out_as, False, currency)
    if of.closing is not None:
        built.add_row("Balance after", "", _amount(of.closing, currency))
    for title, one in (
        ("Not booked by the bank yet", sums.pending),
        ("Kept by banks on the way, and credited", sums.charges),
    ):
        if one.entries:
            built.add_row(title, str(one.entries), _amount(one.minor, currency))
    yield built
    for each in of.differences:
        amount = f"{_amount(each.minor, currency)}: " if each.minor else ""
        yield Text(f"{amount}{plain(differs(each))}.", "bold red" if each.minor else "")
    if of.left_out:
        yield Text(f"More of them are in what --csv writes: {of.left_out}.", "bold red")
    if of.explained:
        yield Text("Every cent is accounted for.", "green")


def _side(
    built: Table,
    title: str,
    whole: Sum,
    lines: Mapping[Line, Sum],
    came_in: bool,
    currency: str,
) -> None:
    built.add_row(Text(title, "bold"), str(whole.entries), _amount(whole.minor, currency))
    for line, of in lines.items():
        if of.entries:
            style = "bold red" if line is Line.DIFFERENCE else ""
            said = Text(f"  {reconciled_as(line, came_in)}", style)
            built.add_row(said, str(of.entries), _amount(of.minor, currency))


def _amount(minor: int, currency: str) -> str:
    return str(Money.from_minor(minor, currency))
