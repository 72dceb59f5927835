"""Whole lives of requests, in steps that can each be lost or done twice."""

from datetime import UTC, datetime, timedelta

from domain.forms.documents import DocumentKind
from domain.notices import NoticeKind as N
from domain.requests import messages
from domain.requests.happenings import Happening as H
from tests.chaos.actors import Actor
from tests.chaos.clocks import lost_and_found, pass_until
from tests.chaos.deeds import RequestDeeds
from tests.chaos.doors import Heard, Step
from tests.chaos.journal import Wrong
from tests.workflows.customers import (
    ANNA,
    APPLICATION,
    BEN,
    CARL,
    LARGE,
    SIMILAR_NAME,
    VERA,
    Customer,
    a_customer,
)
from tests.workflows.steps import CERTIFICATE

_LOST = 0.15
"""How many workflows are terminated on their way."""

_LATE = ("already_under_way", "not_possible_now", "switch_irreversible")
"""How somebody is refused who comes second."""


async def switched_at_once(actor: Actor) -> None:
    """Nothing stands out: approved when it is submitted, and switched by two who click at once."""
    customer = a_customer()
    deeds = await _drafted(actor, customer)
    await _submits(actor, customer)
    deeds.happened += [H.SUBMITTED, H.APPROVED]
    await _switches(actor, customer, deeds)


async def switched_after_a_credit_check(actor: Actor) -> None:
    customer = a_customer(credit=LARGE)
    deeds = await _drafted(actor, customer)
    await _submits(actor, customer)
    deeds.happened += [H.SUBMITTED, H.CREDIT_CHECK]
    application = actor.file(APPLICATION.model_dump(mode="json"))
    returned = messages.ReturnCreditApplication(by=ANNA, application=APPLICATION)
    await actor.does(
        Step(
            "apply for credit",
            ("apply-for-credit", customer.scope_id, application, "--by", ANNA),
            send=lambda at, key: at.requests.send(customer.request, returned, key),
        )
    )
    deeds.happened += [H.APPLICATION_RETURNED]
    if actor.chance.random() < 0.3:
        declined = ("decide", customer.scope_id, "decline", "--code", "other")
        reason = {"code": "other", "reason": "Too young."}
        await actor.does(
            Step(
                "decline",
                (*declined, "--reason", reason["reason"], "--by", CARL),
                api=("POST", f"/api/v1/requests/{customer.scope_id}/decline", reason),
            )
        )
        deeds.happened += [H.REJECTED]
        deeds.ended = True
        return
    limit = "40000.00"
    await actor.does(
        Step(
            "approve",
            ("decide", customer.scope_id, "approve", "--limit", "40000", "--by", CARL),
            api=("POST", f"/api/v1/requests/{customer.scope_id}/approve", {"limit": limit}),
        )
    )
    deeds.happened += [H.CREDIT_APPROVED, H.APPROVED]
    await _switches(actor, customer, deeds)


async def documents_sent_and_accepted(actor: Actor) -> None:
    customer = a_customer(company__name=SIMILAR_NAME)
    deeds = await _drafted(actor, customer)
    await _submits(actor, customer)
    deeds.happened += [H.SUBMITTED, H.TO_VERIFY, H.DOCUMENTS_ASKED]
    kind = DocumentKind.CERTIFICATE_OF_INCORPORATION.value.replace("_", "-")
    words = ("add-document", customer.scope_id, CERTIFICATE, "--kind", kind, "--by", ANNA)
    adding = Step("add a document", words, may_be_refused=("document_refused",))
    # A machine that is as busy as this may not have read it within the seconds that it gets.
    while await actor.is_first(adding) != [Heard.DONE]:
        pass
    deeds.happened += [H.DOCUMENT_ADDED]
    at = f"/api/v1/requests/{customer.scope_id}/documents/doc-1/review"
    await actor.does(
        Step(
            "accept a document",
            ("review-document", customer.scope_id, "doc-1", "accept", "--by", VERA),
            api=("POST", at, {"accept": True}),
        )
    )
    deeds.happened += [H.DOCUMENT_ACCEPTED, H.DOCUMENTS_ACCEPTED, H.APPROVED]
    if actor.chance.random() < 0.5:
        await _switches(actor, customer, deeds)


async def withdrawn(actor: Actor) -> None:
    """And opened again, which is another request under the same name."""
    customer = a_customer()
    deeds = await _drafted(actor, customer)
    if actor.chance.random() < 0.5:
        await _submits(actor, customer)
        deeds.happened += [H.SUBMITTED, H.APPROVED]
    command = messages.Withdraw(by=ANNA, reason="We stay with the card.")
    words = ("withdraw", customer.scope_id, "--reason", command.reason, "--by", ANNA)
    await actor.does(
        Step(
            "withdraw",
            words,
            send=lambda at, key: at.requests.send(customer.request, command, key),
        )
    )
    deeds.happened += [H.WITHDRAWN]
    deeds.ended = True
    if actor.chance.random() < 0.5:
        deeds.begin_again()
        await _opens(actor, customer, deeds)


async def left_until_it_lapses(actor: Actor) -> None:
    """Nobody acts any more: its customer is reminded, and then it is withdrawn."""
    left = actor.chance.choice(("a draft", "without an application", "approved"))
    customer = a_customer(credit=LARGE) if left == "without an application" else a_customer()
    deeds = await _drafted(actor, customer)
    days, letter, times = 31, N.DRAFT_REMINDER, 1
    if left != "a draft":
        await _submits(actor, customer)
        deeds.happened.append(H.SUBMITTED)
    if left == "without an application":
        deeds.happened.append(H.CREDIT_CHECK)
        letter, times = N.CREDIT_APPLICATION_REMINDER, 3
    elif left == "approved":
        deeds.happened.append(H.APPROVED)
        days, letter, times = 91, N.APPROVAL_REMINDER, 3
    await pass_until(actor, customer.request, datetime.now(UTC) + timedelta(days=days))
    deeds.happened += [*[H.REMINDED] * times, H.LAPSED]
    deeds.reminders = [letter] * times
    deeds.ended = True


REQUEST_LIVES = (
    switched_at_once,
    switched_after_a_credit_check,
    documents_sent_and_accepted,
    withdrawn,
    left_until_it_lapses,
)


async def _drafted(actor: Actor, customer: Customer) -> RequestDeeds:
    accounts = {"accounts": [customer.account]}
    await actor.does(
        Step(
            "import an account",
            ("account", "import", actor.file(accounts)),
            send=lambda at, _: at.ledger.import_accounts(accounts),
            keyed=False,
        )
    )
    deeds = RequestDeeds(customer.account_id)
    actor.deeds.requests[customer.request] = deeds
    await _opens(actor, customer, deeds)
    for number in range(actor.chance.choice((0, 0, 1, 3))):
        draft = {**customer.draft, "justification": f"Reason {number}: our suppliers ask for it."}
        command = messages.EditDraft(by=ANNA, draft=draft)
        await actor.does(
            Step(
                "edit",
                ("edit", customer.scope_id, actor.file(draft), "--by", ANNA),
                send=lambda at, key, command=command: at.requests.send(  # type: ignore[misc]
                    customer.request, command, key
                ),
            )
        )
        deeds.happened.append(H.EDITED)
    if actor.chance.random() < _LOST:
        await lost_and_found(actor, customer.request)
        deeds.was_lost = True
    return deeds


async def _opens(actor: Actor, customer: Customer, deeds: RequestDeeds) -> None:
    await actor.does(
        Step(
            "open",
            ("open", actor.file(customer.draft), "--by", ANNA),
            send=lambda at, key: at.requests.open(customer.draft, ANNA, key),
        )
    )
    deeds.happened.append(H.OPENED)


async def _submits(actor: Actor, customer: Customer) -> None:
    command = messages.Submit(by=ANNA)
    await actor.does(
        Step(
            "submit",
            ("submit", customer.scope_id, "--by", ANNA),
            send=lambda at, key: at.requests.send(customer.request, command, key),
        )
    )


async def _switches(actor: Actor, customer: Customer, deeds: RequestDeeds) -> None:
    """Both administrators at once, or one alone."""

    def by(whom: str) -> Step:
        command = messages.SwitchToInvoice(by=whom, understood_irreversible=True)
        return Step(
            "switch",
            ("switch", customer.scope_id, "--yes", "--by", whom),
            send=lambda at, key: at.requests.send(customer.request, command, key),
            may_be_refused=_LATE if len(whose) > 1 else (),
        )

    whose = actor.chance.choice(((ANNA,), (ANNA, BEN)))
    heard = await actor.is_first(*map(by, whose))
    if heard.count(Heard.DONE) != 1:
        raise Wrong(f"{heard.count(Heard.DONE)} of {len(whose)} switched {customer.scope_id}")
    deeds.happened.append(H.SWITCHED)
    deeds.ended = True
