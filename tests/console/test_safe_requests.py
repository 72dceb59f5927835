"""What a customer may see of a request or invoice: nothing that is ours alone."""

from datetime import UTC, datetime
from typing import Any

from console.request_privacy import Team
from console.safe_requests import for_customer
from domain.requests.messages import DeclineCode
from domain.requests.snapshot import Snapshot
from tests.domain.requests.lives import (
    ANALYST,
    CUSTOMER,
    VERIFIER,
    Life,
    fails,
)

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def _texts(value: Any) -> str:
    return str(value.model_dump(mode="json"))


def _none_of_ours(seen: Any) -> None:
    for one_of_ours in (ANALYST, VERIFIER, "paula@provider.test"):
        assert one_of_ours not in _texts(seen)


def _after_documents_and_credit() -> Snapshot:
    life = Life(credit__amount="20000.00")
    life.rules = (fails("E6", "ask", account="CONTOSO BV", form="Contoso Holding"),)
    life.submit()
    life.send()
    life.refuse(reason="It is not legible.")
    life.send(content="b")
    life.accept("doc-2")
    life.apply_for_credit()
    life.ask_for_more()
    life.apply_for_credit()
    life.approve()
    return life.snapshot


def test_the_evidence_of_the_rules_is_not_shown() -> None:
    snapshot = _after_documents_and_credit()
    assert any(each.evidence for each in snapshot.findings)
    seen = for_customer(snapshot)
    assert [each.code for each in seen.findings] == [each.code for each in snapshot.findings]
    assert not any(each.evidence or each.band for each in seen.findings)


def test_the_date_from_which_to_apply_again_is_theirs() -> None:
    evidence = {"reapply_from": "2027-03-01", "customer_since": "2026-11-01"}
    snapshot = _after_documents_and_credit()
    finding = snapshot.findings[0].model_copy(update={"evidence": evidence})
    (seen,) = for_customer(snapshot.model_copy(update={"findings": (finding,)})).findings
    assert seen.evidence == {"reapply_from": "2027-03-01"}


def test_our_people_are_shown_as_teams_and_the_customers_own_by_name() -> None:
    seen = for_customer(_after_documents_and_credit())
    _none_of_ours(seen)
    by = {entry.trigger: entry.by for entry in seen.timeline}
    assert by["open"] == by["submit"] == by["add document"] == CUSTOMER
    assert by["refused document"] == by["accept_documents"] == Team.LEGAL
    assert by["decide more-info"] == by["decide approve"] == Team.CREDIT
    assert by["require_credit_check"] == "worker"


def test_what_was_written_to_the_customer_stays() -> None:
    seen = for_customer(_after_documents_and_credit())
    refused, accepted = seen.documents.received
    assert (refused.reason, accepted.reason) == ("It is not legible.", None)
    assert any(entry.note and "It is not legible." in entry.note for entry in seen.timeline)
    asked = next(each for each in seen.timeline if each.trigger == "decide more-info")
    assert asked.note is not None


def test_a_decline_has_the_words_of_its_code_alone() -> None:
    life = Life(credit__amount="20000.00")
    life.submit()
    life.apply_for_credit()
    life.decline(DeclineCode.THIN_FILE)
    said = life.snapshot.credit.decision
    assert said is not None and said.reason is not None
    seen = for_customer(life.snapshot)
    assert said.reason not in _texts(seen)
    decision = seen.credit.decision
    assert decision is not None
    assert (decision.code, decision.reason) == (
        "thin_file",
        "There is not enough information about the company's payments yet.",
    )
    assert seen.timeline[-1].note == "thin_file"
    _none_of_ours(seen)


def test_why_a_verifier_overruled_is_not_shown() -> None:
    life = Life()
    life.rules = (fails("E6", "mismatch"),)
    life.submit()
    life.overrule("E6")
    assert "I called them." in _texts(life.snapshot)
    seen = for_customer(life.snapshot)
    assert "I called them." not in _texts(seen)
    assert seen.cleared == {"E6": "verified by us"}
    _none_of_ours(seen)


def test_somebody_who_acts_for_the_customer_is_named_only_where_they_are_the_customers() -> None:
    life = Life()
    life.submit()
    entry = life.snapshot.timeline[0].model_copy(update={"by": "admin@provider.test"})
    snapshot = life.snapshot.model_copy(update={"timeline": (entry,)})
    assert for_customer(snapshot).timeline[0].by == Team.CUSTOMER
    assert for_customer(snapshot, ["Admin@provider.test"]).timeline[0].by == "admin@provider.test"


def test_a_draft_that_holds_anything_names_nobody() -> None:
    life = Life(administrators=[1, None, " anna@contoso.nl "], contact="nobody")
    assert for_customer(life.snapshot).timeline[0].by == CUSTOMER
