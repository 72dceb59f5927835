"""What can be done next with an invoice, by whom, and what to type for it."""

from collections.abc import Iterator

from cli.pages.next_steps import REASON, Step, quoted, step, typed
from domain.invoices.lifecycle import SETTLED, InvoiceState
from domain.invoices.possible import is_possible
from domain.invoices.views.invoice import InvoiceView
from domain.turns import Who

_REFERENCE = ("--bank-reference", "REF")


def next_steps(view: InvoiceView) -> list[Step]:
    """The steps that make sense now, the likeliest first."""
    return [*(_settled(view) if view.state in SETTLED else _open(view))]


def _open(view: InvoiceView) -> Iterator[Step]:
    name, amount = view.invoice, ("--amount", view.open.amount)
    for letter in view.undelivered:
        yield step(Who.BILLING, "next.resend", typed("resend", letter.key))
        yield step(Who.BILLING, "next.dismiss", typed("dismiss", letter.key, *REASON))
    if is_possible("resolve", view):
        for verdict in ("upheld", "rejected"):
            command = typed("invoice", "resolve", name, verdict, *REASON)
            yield step(Who.BILLING, f"next_verdict.{verdict}", command)
    command = typed("invoice", "pay", name, *amount, *_REFERENCE)
    yield step(Who.BILLING, "next.pay", command)
    yield from _on_its_way(view)
    if is_possible("dispute", view):
        command = typed("invoice", "dispute", name, *amount, *REASON)
        yield step(Who.CUSTOMER, "next.dispute", command)
        command = typed("invoice", "credit", name, *amount, *REASON)
        yield step(Who.BILLING, "next.credit", command)
    if view.state is InvoiceState.OVERDUE and is_possible("write_off", view):
        command = typed("invoice", "write-off", name, *REASON)
        yield step(Who.BILLING, "next.write_off", command)


def _on_its_way(view: InvoiceView) -> Iterator[Step]:
    """What a wire may be declared for: by the customer, or with billing's word."""
    if view.in_transit.amount or not is_possible("declare_in_transit", view):
        return
    declare = ("invoice", "in-transit", view.invoice, "--amount")
    how = (*_REFERENCE, "--kind", "domestic")
    if view.declarable.amount:
        command = typed(*declare, view.declarable.amount, *how)
        yield step(Who.CUSTOMER, "next.in_transit", command)
    if view.declarable != view.open:
        command = typed(*declare, view.open.amount, *how, "--again")
        yield step(Who.BILLING, "next.in_transit_again", command)


def _settled(view: InvoiceView) -> Iterator[Step]:
    correct = ("invoice", "correct", view.invoice, "--entry")
    for adjustment in view.adjustments:
        if adjustment.correctable:
            command = typed(*correct, adjustment.entry, *REASON)
            yield step(Who.BILLING, f"next_mistake.{adjustment.kind}", command)
    for each in view.payments:
        if each.settled.amount > 0:
            reference = ("--bank-reference", quoted(each.bank_reference))
            command = typed("invoice", "reverse", view.invoice, *reference, *REASON)
            yield step(Who.BILLING, "next.reverse", command)
            command = typed(*correct, each.entry, *REASON)
            yield step(Who.BILLING, "next.correct", command)
