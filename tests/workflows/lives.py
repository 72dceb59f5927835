"""Whole lives of requests, each by itself, for the histories that later code must still replay.

Together they use every message: a test sees to it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal

from clients.requests.client import RequestClient
from domain.errors import DomainError, SwitchBlocked
from domain.forms.documents import DocumentKind
from domain.notices import LetterState, NoticeKind
from domain.requests import messages
from domain.turns import WORKER
from tests.workflows.customers import (
    ANNA,
    CARL,
    LARGE,
    OTHER_NAME,
    SIMILAR_NAME,
    VERA,
    Customer,
    a_customer,
)
from tests.workflows.outage import storage_away, waits_for
from tests.workflows.steps import (
    CERTIFICATE,
    RETURN_APPLICATION,
    SCAN,
    SWITCH,
    add_document,
    in_review,
    review,
    submitted,
)
from tests.workflows.system import System
from workflows.request import PayByInvoiceRequest

Life = Callable[[System], Awaitable[Customer]]


async def edited_then_paid_by_invoice(system: System) -> Customer:
    """A draft completed, a sign-in put right, charges settled after a first try, and the switch."""
    customer = a_customer(
        administrators=["anna@gmail.com"],
        scope={"outstanding": {"amount": "312.40", "currency": "EUR"}},
    )
    await submitted(system, customer)
    own_domain = {**customer.draft, "administrators": [ANNA]}
    await system.send(customer, messages.EditDraft(by=ANNA, draft=own_domain))
    try:
        await system.send(customer, SWITCH)
    except DomainError as refused:
        if refused.code != SwitchBlocked.code:
            raise
    await system.ledger.settle(customer.scope_id)
    await system.send(customer, messages.Recheck(by=ANNA))
    await system.send(customer, SWITCH)
    return customer


async def documents_and_credit_check(system: System) -> Customer:
    """Documents by rule, one refused; a review with a question, a document and a late decision; a
    deposit; the switch."""
    customer = a_customer("contoso-large")
    await submitted(system, customer)
    await add_document(system, customer, DocumentKind.GOVERNMENT_DOCUMENT, SCAN)
    await review(system, customer, "doc-1", accept=False, reason="It cannot be read.")
    await add_document(system, customer, DocumentKind.CERTIFICATE_OF_INCORPORATION)
    await review(system, customer, "doc-2", accept=True)
    await system.send(customer, RETURN_APPLICATION)
    await system.pass_days(customer, 3)
    await system.send(customer, messages.AskForMore(by=CARL, reason="Which bank?"))
    await system.pass_days(customer, 10)
    await system.send(customer, RETURN_APPLICATION)
    deed = messages.AskForDocuments(
        by=VERA, kinds=(DocumentKind.NAME_CHANGE_DEED,), reason="Since when this name?"
    )
    await system.send(customer, deed)
    await add_document(system, customer, DocumentKind.NAME_CHANGE_DEED)
    await review(system, customer, "doc-3", accept=True)
    await system.pass_days(customer, 5)
    on_deposit = messages.ApproveCredit(
        by=CARL, limit=Decimal(30000), security=messages.Security.DEPOSIT
    )
    await system.send(customer, on_deposit)
    await system.pass_days(customer, 31)
    until = (await system.snapshot(customer)).timeline[-1].at + timedelta(days=60)
    await system.send(customer, messages.ExtendDeadline(by=CARL, until=until))
    await system.send(customer, messages.RecordSecurity(by=CARL, reference="D-1184"))
    await system.send(customer, SWITCH)
    return customer


async def rejected_by_a_rule(system: System) -> Customer:
    customer = a_customer("janssen")
    await submitted(system, customer)
    return customer


async def declined_after_a_verifiers_judgement(system: System) -> Customer:
    customer = a_customer(company__name=OTHER_NAME, credit=LARGE)
    await submitted(system, customer)
    await system.send(customer, messages.Overrule(by=VERA, rule="E6", reason="Deed on file."))
    await system.send(customer, RETURN_APPLICATION)
    await system.send(
        customer,
        messages.Decline(
            by=CARL, decline_code=messages.DeclineCode.THIN_FILE, reason="Two years, please."
        ),
    )
    return customer


async def withdrawn_in_review(system: System) -> Customer:
    customer = a_customer(credit=LARGE)
    await in_review(system, customer)
    await system.pass_days(customer, 8)
    await system.send(customer, messages.Withdraw(by=ANNA, reason="We changed our minds."))
    return customer


async def approval_that_lapsed(system: System) -> Customer:
    customer = a_customer()
    await submitted(system, customer)
    await system.pass_days(customer, 91)
    return customer


async def document_during_an_outage(system: System) -> Customer:
    customer = a_customer(company__name=SIMILAR_NAME)
    await submitted(system, customer)
    stored = await system.requests.upload(customer.request, CERTIFICATE)
    kind = DocumentKind.CERTIFICATE_OF_INCORPORATION
    with storage_away(system):
        add = messages.AddDocument(by=ANNA, kind=kind, stored=stored)
        asked = asyncio.create_task(system.send(customer, add))
        await waits_for(system, customer, "inspect")
    await asked
    await review(system, customer, "doc-1", accept=True)
    await system.send(customer, SWITCH)
    return customer


async def edited_over_several_runs(system: System) -> Customer:
    """More messages than one run of its workflow takes; the last run switches."""
    customer = a_customer()
    short = system.settings.model_copy(update={"messages_each_run": 3})
    await system.welcome(customer)
    system.opened.append(customer.request)
    await RequestClient(system.temporal, short).open(customer.draft, ANNA)
    for number in range(4):
        draft = {**customer.draft, "justification": f"Reason {number}."}
        await system.send(customer, messages.EditDraft(by=ANNA, draft=draft))
    await system.send(customer, messages.Submit(by=ANNA))
    await system.send(customer, SWITCH)
    return customer


async def letter_that_did_not_arrive(system: System) -> Customer:
    """A letter is refused, and then dismissed; the review goes on, and is overdue."""
    customer = a_customer(credit=LARGE)
    await in_review(system, customer)
    kind, handle = NoticeKind.CREDIT_REVIEW_STARTED, system.handle(customer)
    key = f"{customer.request}/2-{kind}"
    refused = messages.LetterNotDelivered(by=WORKER, key=key, kind=kind, state=LetterState.REFUSED)
    await handle.signal(PayByInvoiceRequest.letter_not_delivered, refused)
    dismissed = messages.LetterDismissed(by=CARL, key=key, kind=kind, reason="They telephoned.")
    await handle.signal(PayByInvoiceRequest.letter_dismissed, dismissed)
    await system.pass_days(customer, 8)
    await system.send(customer, messages.Withdraw(by=ANNA, reason="We changed our minds."))
    return customer


LIVES: tuple[Life, ...] = (
    edited_then_paid_by_invoice,
    documents_and_credit_check,
    rejected_by_a_rule,
    declined_after_a_verifiers_judgement,
    withdrawn_in_review,
    approval_that_lapsed,
    document_during_an_outage,
    edited_over_several_runs,
    letter_that_did_not_arrive,
)
