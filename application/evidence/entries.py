"""The entries of a bundle of evidence, in the order in which it is read."""

from collections.abc import Iterator
from typing import Any

from pydantic_core import to_jsonable_python

from application.ports.evidence import InvoiceOnRecord, Notifications, RequestOnRecord
from domain.evidence.bundle import Entry, LineKind
from domain.evidence.ledger_chain import Link, invoice_chain, request_chain
from domain.invoices.views.invoice import InvoiceView
from domain.requests.life import RequestLife
from domain.requests.snapshot import TimelineEntry


def request_entries(record: RequestOnRecord) -> Iterator[Entry]:
    """All that is on record of a request."""
    line, life = record.line, record.life
    facts = line.model_dump(mode="json", by_alias=True, exclude={"as_of", "revision"})
    if life is not None:
        facts |= {"form": life.draft, "policy": life.policy.model_dump(mode="json")}
    yield Entry(kind=LineKind.REQUEST, content={"chain_of": request_chain(line.run), **facts})
    for link in record.timeline:
        read = TimelineEntry.model_validate(link.entry)
        yield _timeline(link, {"trigger": read.trigger, "note": read.note})
    if life is not None:
        yield from _decisions(life)
        yield from _documents(life)
    for view in record.invoices:
        yield _invoice(view)
        yield from _money(view)
    yield from _notified(record.notifications)


def invoice_entries(record: InvoiceOnRecord) -> Iterator[Entry]:
    """All that is on record of an invoice."""
    view = record.view
    yield _invoice(view)
    for link in record.timeline:
        yield _timeline(link, {})
    yield from _money(view)
    for paper in record.papers:
        yield Entry(kind=LineKind.PAPER, content=to_jsonable_python(dict(paper)))
    yield from _notified(record.notifications)


def _timeline(link: Link, said: dict[str, Any]) -> Entry:
    """An entry as it is kept, so that the ledger's own hash can be computed again."""
    rest = {name: value for name, value in said.items() if value is not None}
    content = {"number": link.number, "entry": link.entry, "chain": link.chain, **rest}
    return Entry(kind=LineKind.TIMELINE, content=content)


def _decisions(life: RequestLife) -> Iterator[Entry]:
    """Who decided what, and why; and what the rules had found for them to decide on."""
    for finding in life.findings:
        yield Entry(kind=LineKind.FINDING, content=finding.model_dump(mode="json"))
    for rule, settled in sorted(life.cleared.items()):
        yield _decision("settled", settled.model_dump(mode="json") | {"rule": rule})
    for application in life.credit.applications:
        yield _decision("credit_application", application.model_dump(mode="json"))
    if life.credit.decision is not None:
        yield _decision("credit", life.credit.decision.model_dump(mode="json"))
    for condition in life.credit.conditions:
        yield _decision("condition", condition.model_dump(mode="json"))
    if life.outcome is not None:
        yield _decision("outcome", life.outcome.model_dump(mode="json"))
    if life.switched is not None:
        yield _decision("switch", life.switched.model_dump(mode="json"))


def _decision(about: str, said: dict[str, Any]) -> Entry:
    return Entry(kind=LineKind.DECISION, content={"decides": about, **said})


def _documents(life: RequestLife) -> Iterator[Entry]:
    for document in life.documents:
        yield Entry(kind=LineKind.DOCUMENT, content=document.model_dump(mode="json"))
    for application in life.credit.applications:
        if application.financial_statements is not None:
            stored = application.financial_statements.model_dump(mode="json")
            content = {"id": application.id, "kind": "financial_statements", "stored": stored}
            yield Entry(kind=LineKind.DOCUMENT, content=content)


_ELSEWHERE = {"timeline", "payments", "adjustments", "possible", "next_alarm", "waiting_on"}


def _invoice(view: InvoiceView) -> Entry:
    facts = view.model_dump(mode="json", by_alias=True, exclude=_ELSEWHERE)
    chain = {"chain_of": invoice_chain(view.invoice)}
    return Entry(kind=LineKind.INVOICE, content={**chain, **facts})


def _money(view: InvoiceView) -> Iterator[Entry]:
    for payment in view.payments:
        content = {"invoice": view.invoice, **payment.model_dump(mode="json")}
        yield Entry(kind=LineKind.PAYMENT, content=content)
    for adjustment in view.adjustments:
        content = {"invoice": view.invoice, **adjustment.model_dump(mode="json")}
        yield Entry(kind=LineKind.ADJUSTMENT, content=content)


_OF_DELIVERY = (
    "key",
    "state",
    "attempts",
    "last_error",
    "queued_at",
    "closed_at",
    "dismissed_at",
    "dismissed_by",
    "dismissed_because",
)


def _notified(sent: Notifications) -> Iterator[Entry]:
    for row in sent.letters:
        content = {name: row[name] for name in _OF_DELIVERY} | {"notice": row["notice"]}
        yield Entry(kind=LineKind.LETTER, content=to_jsonable_python(content))
    for row in sent.events:
        yield Entry(kind=LineKind.EVENT, content=to_jsonable_python(dict(row)))
