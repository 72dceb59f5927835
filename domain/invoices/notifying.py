"""Letters about an invoice, to its customer and to our teams; and its e-invoices."""

from datetime import datetime

from domain.invoices.invoice import Invoice
from domain.invoices.late_charges import holds_until, open_on
from domain.invoices.terms import days_overdue, local_date
from domain.notices import Audience, InvoiceFacts, Notice, NoticeKind
from domain.papers.formats import PaperFormat
from domain.papers.paper import Paper, PaperKind
from domain.values.money import Money


def notify(
    invoice: Invoice,
    kind: NoticeKind,
    step: str,
    now: datetime,
    audience: Audience = Audience.CUSTOMER,
    *,
    amount: int | None = None,
    deadline: datetime | None = None,
    reason: str | None = None,
    settles: int | None = None,
    unapplied_credit: int | None = None,
    credit_limit: Money | None = None,
    total: Money | None = None,
    paper: str | None = None,
    reminder: int | None = None,
) -> None:
    """Queues a notice under a key that the step gives it: the same step never mails twice.

    `total` is an amount of the account's; `amount` one of this invoice's. A letter to a
    customer without an address is queued as well: that it cannot be sent is noticed there.
    """
    to_customer = audience is Audience.CUSTOMER
    invoice.outgoing.append(
        Notice(
            key=f"{invoice.id}/{step}/{kind}",
            kind=kind,
            audience=audience,
            to=invoice.customer.email if to_customer else None,
            name=invoice.customer.name if to_customer else None,
            language=invoice.customer.language,
            time_zone=invoice.time_zone,
            request=invoice.id,
            account=invoice.account_id,
            company=invoice.customer.company,
            at=now,
            deadline=deadline,
            amount=total or (invoice.money(amount) if amount is not None else None),
            reason=reason,
            invoice=facts_of(invoice, now),
            settles=invoice.money(settles) if settles is not None else None,
            unapplied_credit=invoice.money(unapplied_credit) if unapplied_credit else None,
            credit_limit=credit_limit,
            paper=paper,
            reminder=reminder,
        )
    )


def e_invoice_of(invoice: Invoice, paper: Paper, as_: PaperFormat, now: datetime) -> Notice:
    """The notice that a document goes out as an e-invoice. Its key names the document."""
    is_note = paper.kind is PaperKind.CREDIT_NOTE
    kind = NoticeKind.CREDIT_NOTE_ISSUED if is_note else NoticeKind.INVOICE_ISSUED
    return Notice(
        key=f"{invoice.id}/e-invoice-{paper.number}/{kind}",
        kind=kind,
        audience=Audience.CUSTOMER,
        language=invoice.customer.language,
        time_zone=invoice.time_zone,
        request=invoice.id,
        account=invoice.account_id,
        company=invoice.customer.company,
        at=now,
        amount=Money(amount=paper.totals.due, currency=paper.currency),
        invoice=facts_of(invoice, now),
        paper=paper.number,
        e_invoice=as_,
    )


def facts_of(invoice: Invoice, now: datetime) -> InvoiceFacts:
    """What a letter says of the invoice when it is written now."""
    late = days_overdue(invoice.due_on, now, invoice.time_zone) if invoice.open else 0
    today = local_date(now, invoice.time_zone)
    shown = open_on(invoice, today)
    charged = invoice.charged + shown - invoice.open
    return InvoiceFacts(
        number=invoice.number,
        reference=invoice.reference,
        national_references=invoice.national_references,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        amount=invoice.money(invoice.amount),
        open=invoice.money(shown),
        holds_until=holds_until(invoice, today),
        days_overdue=late,
        disputed=invoice.money(invoice.disputed) if invoice.disputed else None,
        in_transit=invoice.money(invoice.in_transit) if invoice.in_transit else None,
        late_charges=invoice.money(charged) if charged else None,
        pay_to=invoice.policy.pay_to,
    )
