"""What can be done next with an invoice, by whom, and what to type for it."""

from collections.abc import Iterator

from cli.pages.next_steps import Step
from cli.pages.text import plain
from domain.invoices.lifecycle import SETTLED, InvoiceState
from domain.invoices.possible import is_possible
from domain.invoices.views.invoice import InvoiceView

CUSTOMER, BILLING = "customer", "billing"


def next_steps(view: InvoiceView) -> list[Step]:
    """The steps that make sense now, the likeliest first."""
    return [*(_settled(view) if view.state in SETTLED else _open(view))]


def _open(view: InvoiceView) -> Iterator[Step]:
    name, amount = plain(view.invoice), view.open.amount
    for letter in view.undelivered:
        yield Step(BILLING, "send the letter again", f"resend {plain(letter.key)}")
        yield Step(BILLING, "or let it be", f"dismiss {plain(letter.key)} --reason TEXT")
    if is_possible("resolve", view):
        yield Step(BILLING, "agree: credit it", f"invoice resolve {name} upheld --reason TEXT")
        yield Step(BILLING, "do not agree", f"invoice resolve {name} rejected --reason TEXT")
    yield Step(BILLING, "money came in", f"invoice pay {name} --amount {amount} {_REFERENCE}")
    yield from _on_its_way(view)
    if is_possible("dispute", view):
        command = f"invoice dispute {name} --amount {amount} --reason TEXT"
        yield Step(CUSTOMER, "it is not right", command)
        command = f"invoice credit {name} --amount {amount} --reason TEXT"
        yield Step(BILLING, "credit it", command)
    if view.state is InvoiceState.OVERDUE and is_possible("write_off", view):
        yield Step(BILLING, "give it up", f"invoice write-off {name} --reason TEXT")


def _on_its_way(view: InvoiceView) -> Iterator[Step]:
    """What a wire may be declared for: by the customer, or with billing's word."""
    if view.in_transit.amount or not is_possible("declare_in_transit", view):
        return
    declare = f"invoice in-transit {plain(view.invoice)} --amount"
    how = f"{_REFERENCE} --kind domestic"
    if view.declarable.amount:
        yield Step(CUSTOMER, "it is on its way", f"{declare} {view.declarable.amount} {how}")
    if view.declarable != view.open:
        command = f"{declare} {view.open.amount} {how} --again"
        yield Step(BILLING, "on its way after all", command)


def _settled(view: InvoiceView) -> Iterator[Step]:
    name = plain(view.invoice)
    for adjustment in view.adjustments:
        if adjustment.correctable:
            command = f"invoice correct {name} --entry {adjustment.entry} --reason TEXT"
            yield Step(BILLING, f"{_LOWERS[adjustment.kind]} was a mistake", command)
    for each in view.payments:
        if each.settled.amount > 0:
            reference = quoted(each.bank_reference)
            command = f"invoice reverse {name} --bank-reference {reference} --reason TEXT"
            yield Step(BILLING, "the bank took it back", command)
            command = f"invoice correct {name} --entry {each.entry} --reason TEXT"
            yield Step(BILLING, "it was entered wrongly", command)


_LOWERS = {"credit_note": "the credit note", "write_off": "the write-off"}
_REFERENCE = "--bank-reference REF"


def quoted(value: str) -> str:
    """A value as it is typed in a shell."""
    from shlex import quote

    return quote(plain(value))
