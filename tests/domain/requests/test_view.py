"""What a request shows of itself: the snapshot's shape and the operator's page."""

import json
from typing import Any

import pytest
from pydantic_core import to_json

from domain.requests.messages import Security
from domain.requests.snapshot import Snapshot, TimelineEntry
from domain.requests.view import details_of
from domain.turns import WaitingOn
from tests.domain.requests.lives import (
    CUSTOMER,
    VERIFIER,
    Life,
    a_credit_check,
    a_draft_request,
    a_request_for_documents,
    a_review,
    a_submitted_request,
    an_approved_request,
    fails,
    passes,
)


def as_json(life: Life) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(life.snapshot.model_dump_json())
    return content


def a_switched_request() -> Life:
    life = an_approved_request(passes("E1"))
    life.claim_switch()
    life.complete_switch()
    return life


def a_deposit_awaited() -> Life:
    life = a_review(fails("E5", department=None))
    life.approve(security=Security.DEPOSIT)
    return life


LIVES = [
    a_draft_request(),
    a_submitted_request(fails("E4")),
    a_credit_check(),
    a_review(),
    a_deposit_awaited(),
    a_request_for_documents(),
    an_approved_request(fails("S1")),
    a_switched_request(),
    a_submitted_request(fails("E1")),
]


@pytest.mark.parametrize("life", LIVES)
def test_a_snapshot_survives_the_wire_unchanged(life: Life) -> None:
    snapshot = life.snapshot
    assert Snapshot.model_validate_json(snapshot.model_dump_json()) == snapshot
    assert Snapshot.model_validate_json(to_json(snapshot)) == snapshot


@pytest.mark.parametrize("life", LIVES)
def test_a_snapshot_says_all_that_faces_rely_on(life: Life) -> None:
    content = as_json(life)
    assert content.keys() >= {
        "request", "state", "waiting_on", "findings", "credit", "documents", "timeline",
    }  # fmt: skip
    assert content["waiting_on"].keys() == {
            "who", "task", "codes", "for", "since", "until",
        }  # fmt: skip
    for entry in content["timeline"]:
        assert entry.keys() == {
            "at", "by", "trigger", "from", "to", "note", "through",
            "kind", "codes", "about", "amount", "security", "deadline", "said",
        }  # fmt: skip
    for finding in content["findings"]:
        assert finding.keys() >= {"code", "severity", "outcome", "message", "evidence"}


def test_who_must_act_is_named_in_plain_json() -> None:
    assert as_json(a_review())["waiting_on"] == {
        "who": "credit",
        "task": "review_credit",
        "codes": [],
        "for": "review the credit application",
        "since": "2026-11-23T09:30:00Z",
        "until": "2026-11-28T09:30:00Z",
    }


def test_the_timeline_says_from_where_to_where() -> None:
    opened, submitted, checked = as_json(a_credit_check())["timeline"]
    assert (opened["trigger"], opened["from"], opened["to"]) == ("open", "draft", "draft")
    assert (submitted["by"], submitted["from"], submitted["to"]) == (CUSTOMER, "draft", "submitted")
    assert (checked["trigger"], checked["from"], checked["to"]) == (
        "require_credit_check",
        "submitted",
        "credit_check",
    )


def test_money_is_an_amount_in_text_and_a_currency() -> None:
    credit = as_json(a_deposit_awaited())["credit"]
    assert credit["asked"] == {"amount": "20000.00", "currency": "EUR"}
    assert credit["threshold"] == {"amount": "10000.00", "currency": "EUR"}
    assert credit["decision"]["limit"] == {"amount": "20000.00", "currency": "EUR"}
    assert credit["conditions"][0]["amount"] == {"amount": "20000.00", "currency": "EUR"}


def test_a_snapshot_of_another_version_can_be_read() -> None:
    content = as_json(a_review())
    content["hue"] = "blue"
    content["waiting_on"]["hue"] = "blue"
    assert Snapshot.model_validate(content).request == "pay-by-invoice/sub-contoso-1"


def test_the_names_of_python_are_understood_as_well() -> None:
    assigned = a_review().request.waiting_on
    assert WaitingOn.model_validate({**assigned.model_dump(by_alias=False)}) == assigned
    entry = a_review().request.timeline[1]
    assert TimelineEntry.model_validate({**entry.model_dump(by_alias=False)}) == entry


def test_the_documents_say_what_is_still_to_be_sent_and_until_when() -> None:
    life = a_request_for_documents(fails("E6", "ask"), fails("E9", "ask"))
    life.send()
    documents = as_json(life)["documents"]
    assert [ask["kind"] for ask in documents["asked_for"]] == [
        "certificate_of_incorporation",
        "name_change_deed",
    ]
    assert [ask["kind"] for ask in documents["still_to_send"]] == ["name_change_deed"]
    assert [document["verdict"] for document in documents["received"]] == ["pending"]
    assert documents["deadline"] == "2026-12-23T09:30:00Z"


def test_once_ended_nothing_is_still_to_be_sent() -> None:
    life = a_request_for_documents()
    life.decline()
    assert life.snapshot.documents.still_to_send == ()
    assert life.snapshot.outcome == "rejected: thin_file"


def test_a_draft_without_an_amount_has_no_credit_to_show() -> None:
    credit = a_draft_request(credit=None).snapshot.credit
    assert (credit.asked, credit.threshold, credit.check_needed) == (None, None, None)


def test_the_policys_version_is_shown() -> None:
    assert as_json(a_draft_request())["policy_version"] == "2026-11"


def a_busy_request() -> Life:
    life = a_request_for_documents(
        fails("E6", "ask", form="Contoso B.V.", account="Fabrikam"),
        credit={"amount": "20000.00", "currency": "EUR"},
    )
    life.send()
    life.refuse(reason="Anna de Vries did not sign it.")
    life.accept(life.send(content="b"))
    life.apply_for_credit()
    life.ask_for_more()
    return life


@pytest.mark.parametrize("life", [*LIVES, a_busy_request()])
def test_the_operators_page_holds_no_personal_data(life: Life) -> None:
    page = details_of(life.request)
    for personal in (
        CUSTOMER, VERIFIER, "@", "Anna", "Vries", "Contoso", "Stationsplein", "+31", "NL0044",
        "20000", "bank", "sign", "https", "Fabrikam",
    ):  # fmt: skip
        assert personal not in page


def test_the_operators_page_shows_the_state_of_the_request() -> None:
    page = details_of(a_submitted_request(fails("E4")).request)
    assert page.splitlines()[:3] == [
        "**submitted**",
        "Waiting on **customer** to put right: E4, until 2027-01-22 09:30 UTC.",
        "Findings: E4 (fix)",
    ]
    assert "| daily recheck | 2026-11-24 09:30 |" in page
    assert page.endswith("| 2026-11-23 09:30 | to fix | submitted |")


def test_the_operators_page_says_how_it_ended() -> None:
    page = details_of(a_submitted_request(fails("E1")).request)
    assert page.startswith("**rejected**\nOutcome: rejected: E1")
    assert "Waiting" not in page


def test_the_operators_page_stays_short() -> None:
    life = a_draft_request()
    for _ in range(100):
        life.edit(justification="Another try.")
    assert len(details_of(life.request).splitlines()) < 40
    assert len(life.snapshot.timeline) == 101


def test_a_finding_that_documents_settled_says_so_and_is_no_longer_shown_as_open() -> None:
    life = a_request_for_documents(fails("E6", "ask"))
    assert life.snapshot.cleared == {}
    assert "E6 (verify)" in details_of(life.request)

    life.send()
    life.accept()

    assert life.snapshot.cleared == {"E6": f"legal documents, accepted by {VERIFIER}"}
    assert "E6 (verify)" not in details_of(life.request)
