"""What a history says in clear text that is to be sealed."""

from typing import Any

from google.protobuf.message import Message
from temporalio.api.common.v1 import Header, Payload, SearchAttributes
from temporalio.api.failure.v1 import Failure
from temporalio.api.history.v1 import HistoryEvent, MarkerRecordedEventAttributes
from temporalio.api.sdk.v1 import UserMetadata

from engine.sealing.codec import is_sealed

_NEVER_SEALED = (Header, SearchAttributes, UserMetadata)
"""Ids of who asked and of traces, what the engine sorts by, and what operators read: nobody's."""
_BY_THE_SDK = frozenset({"data", "patch-data"})
"""Details of markers that the SDK writes for itself: names of steps and of patches."""


def says_something(event: HistoryEvent) -> bool:
    """Whether this event holds a value, or the words of a failure, in clear text."""
    return _holds(event)


def _holds(message: Message) -> bool:
    if isinstance(message, Payload):
        return not is_sealed(message)
    if isinstance(message, _NEVER_SEALED):
        return False
    if isinstance(message, MarkerRecordedEventAttributes):
        details = (said for name, said in message.details.items() if name not in _BY_THE_SDK)
        return any(map(_holds, details)) or _holds(message.failure)
    if isinstance(message, Failure) and _is_worded(message):
        return True
    return any(_holds_in(field.message_type, value) for field, value in message.ListFields())


def _is_worded(failure: Failure) -> bool:
    """By us, that is; the engine's own failures say nothing of anybody."""
    ours = failure.HasField("application_failure_info") and bool(failure.message)
    return ours and not failure.HasField("encoded_attributes")


def _holds_in(kind: Any, value: Any) -> bool:
    if kind is None:
        return False  # a number, a text of the engine's own
    if isinstance(value, Message):
        return _holds(value)
    if kind.GetOptions().map_entry:
        return any(_holds(each) for each in value.values() if isinstance(each, Message))
    return any(map(_holds, value))
