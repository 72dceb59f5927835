"""A refusal answers whoever asked and leaves the request as it was, and well."""

from decimal import Decimal
from typing import Any

import pytest
from temporalio.client import Client, WorkflowUpdateFailedError

from domain.errors import DomainError
from domain.operations.messages import Message
from domain.requests import messages
from domain.requests.lifecycle import State
from domain.requests.messages import DeclineCode
from tests.workflows.customers import ANNA, CARL, LARGE, VERA, Customer, a_customer
from tests.workflows.steps import RETURN_APPLICATION, SWITCH, in_review, submitted
from tests.workflows.system import System

APPROVE = messages.ApproveCredit(by=CARL, limit=Decimal(48000))


async def _refused(system: System, customer: Customer, command: Message) -> DomainError:
    before = await system.snapshot(customer)
    with pytest.raises(DomainError) as refused:
        await system.send(customer, command)
    assert await system.snapshot(customer) == before
    assert refused.value.reason.endswith(".")
    return refused.value


async def test_what_is_not_possible_in_a_draft_is_refused_and_the_draft_goes_on(
    system: System,
) -> None:
    customer = a_customer()
    await system.welcome(customer)
    await system.open(customer)
    refusals: dict[str, list[Message]] = {
        "not_possible_now": [
            SWITCH,
            APPROVE,
            messages.AskForMore(by=CARL, reason="Which bank?"),
            messages.Decline(by=CARL, decline_code=DeclineCode.OTHER, reason="No."),
            messages.AskForDocuments(
                by=VERA, kinds=("certificate_of_incorporation",), reason="Please."
            ),
        ],
        "not_waiting_for_this": [
            messages.Recheck(by=ANNA),
            messages.RecordSecurity(by=CARL),
            messages.ReviewDocument(by=VERA, document="doc-1", accept=True),
        ],
        "finding_not_overrulable": [messages.Overrule(by=VERA, rule="E6", reason="Fine.")],
        "deadline_not_extendable": [
            messages.ExtendDeadline(by=VERA, until="2030-01-01T00:00:00Z"),
        ],
        "scope_fixed": [messages.EditDraft(by=ANNA, draft=a_customer().draft)],
    }
    for code, commands in refusals.items():
        for command in commands:
            assert (await _refused(system, customer, command)).code == code
    assert (await system.send(customer, messages.Submit(by=ANNA))).state is State.APPROVED


async def test_an_incomplete_form_is_refused_with_every_problem_and_can_be_completed(
    system: System,
) -> None:
    customer = a_customer(justification="", contact__phone="12", company__established=3000)
    await system.welcome(customer)
    await system.open(customer)
    refused = await _refused(system, customer, messages.Submit(by=ANNA))
    assert refused.code == "form_invalid"
    fields = {problem["field"] for problem in refused.details["problems"]}
    assert fields == {"justification", "contact.phone", "company.established"}

    complete = {**customer.draft, **_good_parts(a_customer().draft)}
    await system.send(customer, messages.EditDraft(by=ANNA, draft=complete))
    assert (await system.send(customer, messages.Submit(by=ANNA))).state is State.APPROVED


def _good_parts(draft: dict[str, Any]) -> dict[str, Any]:
    return {name: draft[name] for name in ("justification", "contact", "company")}


async def test_a_decision_that_does_not_fit_is_refused_and_a_fitting_one_counts(
    system: System,
) -> None:
    customer = a_customer(credit=LARGE)
    await submitted(system, customer)
    assert (await _refused(system, customer, APPROVE)).code == "not_waiting_for_this"
    await system.send(customer, RETURN_APPLICATION)
    assert (await _refused(system, customer, RETURN_APPLICATION)).code == "not_waiting_for_this"

    for limit in ("48000.01", "0", "-1", "0.001", "1E+40"):
        too_much = messages.ApproveCredit(by=CARL, limit=Decimal(limit))
        assert (await _refused(system, customer, too_much)).code == "limit_not_acceptable"
    outdated = APPROVE.model_copy(update={"application": "application-0"})
    assert (await _refused(system, customer, outdated)).code == "not_waiting_for_this"
    assert (await system.send(customer, APPROVE)).state is State.APPROVED


async def test_an_ended_request_says_how_it_ended(system: System) -> None:
    customer = a_customer()
    await submitted(system, customer)
    await system.send(customer, SWITCH)
    await system.end_of(customer)
    refused = await _refused(system, customer, messages.Withdraw(by=ANNA, reason="Too late."))
    assert refused.code == "not_possible_now"
    assert refused.details["state"] == "switched"


async def test_a_request_that_was_never_opened_is_not_found(system: System) -> None:
    with pytest.raises(DomainError) as refused:
        await system.send(a_customer(), messages.Submit(by=ANNA))
    assert refused.value.code == "request_not_found"


@pytest.mark.parametrize(
    ("update", "payload"),
    [
        ("approve", {"by": "", "limit": "lots"}),
        ("approve", {"by": CARL, "limit": "NaN"}),
        ("approve", "48000"),
        ("approve", None),
        ("decline", {"by": CARL, "decline_code": "because", "reason": ""}),
        ("withdraw", {"by": CARL, "reason": "x" * 3000}),
        ("return_credit_application", {"by": ANNA, "application": []}),
        ("add_document", {"by": ANNA, "kind": "certificate_of_incorporation", "stored": 7}),
        ("extend_deadline", {"by": VERA, "until": "tomorrow"}),
        ("extend_deadline", {"by": VERA, "until": "2030-01-01T00:00:00"}),
        ("edit", {"by": ANNA, "draft": "a form"}),
        ("open", {"key": 7}),
        ("no_such_update", {}),
    ],
)
async def test_a_malformed_message_from_anywhere_fails_alone(
    system: System, temporal: Client, update: str, payload: object
) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(system, customer)
    before = await system.snapshot(customer)
    plain = temporal.get_workflow_handle(customer.request)
    with pytest.raises(WorkflowUpdateFailedError):
        await plain.execute_update(update, payload)
    assert await system.snapshot(customer) == before
    assert (await system.send(customer, APPROVE)).state is State.APPROVED


@pytest.mark.parametrize(
    "nonsense",
    [
        {"company__legal_form": ["company"]},
        {"company": "Contoso"},
        {"company__address": None},
        {"contact": ["anna"], "credit": "much", "language": 7},
        {"credit": {"amount": "NaN", "currency": "EUR"}},
        {"administrators": {"anna": {"ben": []}}, "unknown": {"deep": [[[[]]]]}},
        {"contact__email": "anna@contoso.nl\r\nBcc: everyone@contoso.nl"},
    ],
)
async def test_a_draft_may_hold_any_nonsense_until_it_is_put_right(
    system: System, nonsense: dict[str, Any]
) -> None:
    good = a_customer()
    customer = Customer(good.account, {**a_customer(**nonsense).draft, **_identity(good)})
    await system.welcome(good)
    assert (await system.open(customer)).state is State.DRAFT
    with pytest.raises(DomainError) as refused:
        await system.send(customer, messages.Submit(by=ANNA))
    assert refused.value.code == "form_invalid"
    await system.send(customer, messages.EditDraft(by=ANNA, draft=good.draft))
    assert (await system.send(customer, messages.Submit(by=ANNA))).state is State.APPROVED


def _identity(customer: Customer) -> dict[str, Any]:
    return {name: customer.draft[name] for name in ("scope", "commerce_account_id")}


@pytest.mark.parametrize("nothing", [None, "", "  ", {}])
async def test_a_core_quota_left_blank_is_none(system: System, nothing: object) -> None:
    customer = a_customer(core_quota=nothing)
    await system.welcome(customer)
    await system.open(customer)
    try:
        await system.send(customer, messages.Submit(by=ANNA))
    except DomainError as refused:
        assert refused.code == "form_invalid"
        assert nothing == {}
        return
    assert (await system.send(customer, SWITCH)).state is State.SWITCHED
    assert (await system.standing(customer)).quota_requests == ()
