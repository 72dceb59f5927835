"""Samples of what each release stored: arguments and results, answers to queries and under keys,
documents in the ledger. A file for each place in `tests.stored_types`, with what was stored there.
"""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from temporalio.api.common.v1 import Payload

from engine.converter import ValueConverter

SAMPLES = Path(__file__).parent / "samples"
"""With a folder for each release."""

Stored = tuple[str, Any]
"""A place, and the JSON that was stored there."""

_CONVERTER = ValueConverter()


def as_stored(value: Any) -> Any:
    """What is stored of this value, as JSON."""
    return json.loads(_CONVERTER.to_payload(value).data or b"null")


def as_read(stored: Any, as_type: Any) -> Any:
    """What today's code reads from it."""
    content = json.dumps(stored).encode()
    payload = Payload(metadata={"encoding": b"json/plain"}, data=content)
    return _CONVERTER.from_payload(payload, as_type)


def telling(values: Iterable[Any]) -> list[Any]:
    """The fewest and shortest of these that have all fields and kinds of values that any has."""
    kept: list[Any] = []
    known: set[str] = set()
    for value in sorted(values, key=lambda each: len(json.dumps(each))):
        has = set(shape(value))
        if not has <= known or not kept:
            kept.append(value)
            known |= has
    return kept


def shape(value: Any, path: str = "") -> Iterator[str]:
    """Each field that it has, with the kind of its value."""
    yield f"{path}:{type(value).__name__}"
    if isinstance(value, dict):
        for name, held in value.items():
            yield from shape(held, f"{path}.{name}")
    if isinstance(value, list):
        for held in value:
            yield from shape(held, f"{path}[]")


def in_history(history: Mapping[str, Any]) -> Iterator[Stored]:
    """What a recorded history holds of arguments and results."""
    started = history["events"][0]["workflowExecutionStartedEventAttributes"]
    workflow = started["workflowType"]["name"]
    updates: dict[str, str] = {}
    steps: dict[str, str] = {}
    for event in history["events"]:
        kind = event["eventType"].removeprefix("EVENT_TYPE_")
        said: Any = next((each for name, each in event.items() if name.endswith("Attributes")), {})
        if kind == "WORKFLOW_EXECUTION_STARTED":
            yield from _each(f"workflow.{workflow}.argument", said.get("input"))
        elif kind == "WORKFLOW_EXECUTION_COMPLETED":
            yield from _each(f"workflow.{workflow}.result", said.get("result"))
        elif kind == "WORKFLOW_EXECUTION_SIGNALED":
            place = f"signal.{workflow}.{said['signalName']}.argument"
            yield from _each(place, said.get("input"))
        elif kind == "WORKFLOW_EXECUTION_UPDATE_ACCEPTED":
            request = said["acceptedRequest"]
            place = f"update.{workflow}.{request['input']['name']}"
            updates[request["meta"]["updateId"]] = place
            yield from _each(f"{place}.argument", request["input"]["args"])
        elif kind == "WORKFLOW_EXECUTION_UPDATE_COMPLETED":
            place = f"{updates[said['meta']['updateId']]}.result"
            yield from _each(place, said["outcome"].get("success"))
        elif kind == "ACTIVITY_TASK_SCHEDULED":
            steps[event["eventId"]] = place = f"activity.{said['activityType']['name']}"
            yield from _each(f"{place}.argument", said.get("input"))
        elif kind == "ACTIVITY_TASK_COMPLETED":
            yield from _each(f"{steps[said['scheduledEventId']]}.result", said.get("result"))
        elif said.get("markerName") == "core_local_activity":
            ((_, about),) = _each("", said["details"]["data"])
            place = f"activity.{about['activity_type']}.result"
            yield from _each(place, said["details"].get("result"))


def _each(place: str, payloads: Mapping[str, Any] | None) -> Iterator[Stored]:
    for payload in (payloads or {}).get("payloads", ()):
        if "data" in payload:  # what is None is stored without
            yield place, json.loads(base64.b64decode(payload["data"]))
