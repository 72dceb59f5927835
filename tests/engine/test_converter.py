"""What the engine keeps of a request says as much as the request itself, in less."""

import base64
import json

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure

from domain.errors import DomainError, ProviderUnavailable, WrongTurn
from domain.policy import Policy
from domain.requests.messages import OpenRequest
from domain.requests.snapshot import Snapshot
from engine.converter import RefusalConverter, ValueConverter
from tests.workflows.record import HISTORIES

CONVERTER = ValueConverter()


def answers() -> list[bytes]:
    """Every answer to an update in the recorded lives of requests."""
    found: list[bytes] = []
    for file in sorted(HISTORIES.glob("0.1.0/*.json")):
        content = json.loads(file.read_text("utf-8"))
        first = content["events"][0]["workflowExecutionStartedEventAttributes"]
        if first["workflowId"].startswith("pay-by-invoice/"):
            for event in content["events"]:
                answer = event.get("workflowExecutionUpdateCompletedEventAttributes", {})
                success = answer.get("outcome", {}).get("success", {})
                found += [base64.b64decode(each["data"]) for each in success.get("payloads", ())]
    return found


ANSWERS = answers()


def read(data: bytes) -> Snapshot:
    payload = Payload(metadata={"encoding": b"json/plain"}, data=data)
    snapshot: Snapshot = CONVERTER.from_payload(payload, Snapshot)
    return snapshot


def written(snapshot: Snapshot) -> bytes:
    return CONVERTER.to_payload(snapshot).data


def test_a_snapshot_arrives_as_it_was_sent() -> None:
    snapshots = [read(answer) for answer in ANSWERS]
    assert {snapshot.state for snapshot in snapshots} >= {"draft", "approved", "switched"}

    for sent in snapshots:
        assert read(written(sent)) == sent
        assert read(written(sent)).model_dump_json() == sent.model_dump_json()


def test_what_is_as_it_would_be_read_anyway_is_not_kept() -> None:
    sent = read(ANSWERS[0])

    assert "possible" in sent.model_dump()
    assert "possible" not in json.loads(written(sent))


def test_of_a_policy_that_a_message_carries_only_what_differs_is_kept() -> None:
    policy = Policy(version="2027-01", payment_terms_days=14)
    sent = OpenRequest(
        by="anna@contoso.nl", key="k", scope_id="s", account_id="a", draft={}, policy=policy
    )

    kept = CONVERTER.to_payload(sent)

    assert json.loads(kept.data)["policy"] == {"version": "2027-01", "payment_terms_days": 14}
    assert CONVERTER.from_payload(kept, OpenRequest) == sent


def test_a_program_that_reads_texts_still_finds_them() -> None:
    last = read(ANSWERS[-1])
    kept = json.loads(written(last))

    assert kept["waiting_on"]["for"] == last.waiting_on.for_
    assert [entry["trigger"] for entry in kept["timeline"]] == [e.trigger for e in last.timeline]
    assert kept["outcome"] == last.outcome


@pytest.mark.parametrize(
    ("refusal", "seconds"),
    [
        (ProviderUnavailable("Too many calls.", retry_after=40), 40),
        (ProviderUnavailable("It did not answer."), 0),
        (WrongTurn("Somebody else acts.", retry_after=40), 0),
    ],
    ids=["asked for", "not asked for", "no billing system"],
)
def test_a_billing_system_that_asks_for_a_pause_gets_it(refusal: DomainError, seconds: int) -> None:
    failure = Failure()
    RefusalConverter().to_failure(refusal, CONVERTER, failure)
    assert failure.application_failure_info.next_retry_delay.seconds == seconds
