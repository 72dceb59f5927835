"""What of a history counts as clear text."""

import pytest
from google.protobuf.json_format import ParseDict
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.api.history.v1 import HistoryEvent

from engine.clear_text.histories import says_something
from engine.sealing.payloads import ENCODING

CLEAR = Payload(metadata={"encoding": b"json/plain"}, data=b'"Anna de Vries"')
SEALED = Payload(metadata={"encoding": ENCODING}, data=b"?")
NOTHING = Payload(metadata={"encoding": b"binary/null"})


def started(payload: Payload) -> HistoryEvent:
    event = HistoryEvent()
    event.workflow_execution_started_event_attributes.input.payloads.append(payload)
    return event


def marked(name: str, payload: Payload) -> HistoryEvent:
    event = HistoryEvent()
    details = event.marker_recorded_event_attributes.details
    details[name].CopyFrom(Payloads(payloads=[payload]))
    return event


def failed(**said: object) -> HistoryEvent:
    about = {"activityTaskFailedEventAttributes": {"failure": {"cause": said}}}
    return ParseDict(about, HistoryEvent())


@pytest.mark.parametrize("event", [started(CLEAR), marked("result", CLEAR)])
def test_a_value_in_clear_is_found_wherever_it_stands(event: HistoryEvent) -> None:
    assert says_something(event)


@pytest.mark.parametrize(
    "event",
    [
        HistoryEvent(),
        started(SEALED),
        started(NOTHING),
        marked("result", SEALED),
        marked("data", CLEAR),
        marked("patch-data", CLEAR),
    ],
)
def test_what_is_sealed_or_the_sdks_own_is_none(event: HistoryEvent) -> None:
    assert not says_something(event)


def test_what_the_engine_sorts_by_and_shows_is_none() -> None:
    event = started(SEALED)
    about = event.workflow_execution_started_event_attributes
    about.search_attributes.indexed_fields["Country"].CopyFrom(CLEAR)
    about.header.fields["request-id"].CopyFrom(CLEAR)
    event.user_metadata.summary.CopyFrom(CLEAR)

    assert not says_something(event)
    about.memo.fields["company"].CopyFrom(CLEAR)
    assert says_something(event)


def test_our_words_of_a_failure_are_found_and_the_engines_are_not() -> None:
    ours = {"applicationFailureInfo": {"type": "DomainError"}}

    assert says_something(failed(message="Anna is away.", **ours))
    assert not says_something(failed(message="timed out", timeoutFailureInfo={}))
    hidden = failed(message="Encoded failure", **ours)
    cause = hidden.activity_task_failed_event_attributes.failure.cause
    cause.encoded_attributes.CopyFrom(SEALED)
    assert not says_something(hidden)
