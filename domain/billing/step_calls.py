"""The calls to the billing system that a step on invoices needs, and their order.

Money that is freed goes first, then what lowers an invoice, then money that settles. The billing
system is not told of invoices that it does not know, of what came from there, and of late charges,
which it never invoiced.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.billing.calls import CallFacts, CallKind, NewCall, ProviderLink
from domain.billing.names import BY_PROVIDER
from domain.invoices.allocation.receivables import Receivables
from domain.invoices.invoice import Invoice
from domain.invoices.parts import Undoing

_Told = tuple[ProviderLink, CallKind, CallFacts]

_BY_HAND = {
    Undoing.CREDIT_NOTE_CORRECTED: "A credit note was entered wrongly and taken back.",
    Undoing.WRITE_OFF_CORRECTED: "A write-off was entered wrongly and taken back.",
}


@dataclass(frozen=True, slots=True)
class Lowered:
    """What credit notes and write-offs of an invoice came to before a step."""

    credited: int
    written_off: int


@dataclass(frozen=True, slots=True)
class StepToReport:
    """A step, once it is written."""

    key: str
    by: str
    reason: str | None
    """What a credit note or a write-off says."""
    receivables: Receivables
    numbered: Mapping[str, str]
    """The entries that the ledger gave to what is new."""
    before: Mapping[str, Lowered]


def calls_of(step: StepToReport, links: Mapping[str, ProviderLink]) -> list[NewCall]:
    """The calls, each with a key of its own that follows from the step's."""
    freed: list[_Told] = []
    lowered: list[_Told] = []
    settled: list[_Told] = []
    for number, link in links.items():
        invoice = step.receivables.invoices[number]
        for kind, facts in _lowered(step, invoice):
            lowered.append((link, kind, facts))
        for kind, facts in _money(step, invoice):
            part = settled if kind is CallKind.RECORD_PAYMENT else freed
            part.append((link, kind, facts))
    return [
        NewCall(
            key=f"{step.key}/{at}",
            provider=link.provider,
            account_id=link.account_id,
            scope_id=link.scope_id,
            invoice=link.invoice,
            kind=kind,
            facts=facts,
        )
        for at, (link, kind, facts) in enumerate([*freed, *lowered, *settled], 1)
    ]


def touched_by(receivables: Receivables, before: Mapping[str, Lowered]) -> list[str]:
    """The numbers of the invoices that a step settled, opened or lowered."""
    found = dict.fromkeys(each.invoice for each in receivables.journal)
    for number, invoice in receivables.invoices.items():
        was = before.get(number)
        if invoice.adjusted or (
            was and (invoice.credited, invoice.written_off) != (was.credited, was.written_off)
        ):
            found[number] = None
    return list(found)


def _money(step: StepToReport, invoice: Invoice) -> Iterator[tuple[CallKind, CallFacts]]:
    """What of each payment settles more of the invoice than before, or less."""
    entries = [each for each in step.receivables.journal if each.invoice == invoice.number]
    net: dict[str, int] = {}
    for each in entries:
        if each.by != BY_PROVIDER:
            net[each.payment] = net.get(each.payment, 0) + each.amount
    paid = invoice.paid - sum(each.amount for each in entries)
    before = step.before.get(invoice.number)
    most = invoice.amount - (before.credited if before else invoice.credited)
    for payment, amount in sorted(net.items(), key=lambda each: each[1]):
        if amount > 0:
            most = invoice.amount - invoice.credited
        told = min(paid + amount, most) - min(paid, most)
        paid += amount
        if told:
            yield _payment(step, invoice, payment, told)


def _payment(
    step: StepToReport, invoice: Invoice, entry: str, amount: int
) -> tuple[CallKind, CallFacts]:
    payment = step.receivables.payment(step.numbered.get(entry, entry))
    kind = CallKind.RECORD_PAYMENT if amount > 0 else CallKind.REVERSE_PAYMENT
    return kind, CallFacts(
        amount=invoice.money(abs(amount)),
        on=payment.value_date,
        bank_reference=payment.bank_reference,
    )


def _lowered(step: StepToReport, invoice: Invoice) -> Iterator[tuple[CallKind, CallFacts]]:
    before = step.before.get(invoice.number)
    if step.by == BY_PROVIDER or before is None:
        return
    undone = dict.fromkeys(Undoing, 0)
    for made in invoice.adjusted:
        undone[made.kind] += made.amount
    credited = invoice.credited - before.credited + undone[Undoing.CREDIT_NOTE_CORRECTED]
    written_off = (
        invoice.written_off
        - before.written_off
        + undone[Undoing.WRITE_OFF_CORRECTED]
        + undone[Undoing.RECOVERY]
    )
    if credited > 0:
        yield CallKind.CREDIT, CallFacts(amount=invoice.money(credited), reason=step.reason)
    if written_off > 0:
        yield CallKind.WRITE_OFF, CallFacts(amount=invoice.money(written_off), reason=step.reason)
    for undoing, said in _BY_HAND.items():
        if amount := undone[undoing]:
            yield CallKind.BY_HAND, CallFacts(amount=invoice.money(amount), reason=said)
