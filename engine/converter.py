"""How values and refusals are encoded between clients, engine and workers."""

from datetime import timedelta
from typing import Any

from pydantic import BaseModel
from pydantic_core import SchemaSerializer
from pydantic_core.core_schema import any_schema
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter, PydanticPayloadConverter
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultFailureConverter,
    PayloadConverter,
)
from temporalio.exceptions import ApplicationError

from domain.errors import (
    ClearRefused,
    DomainError,
    KeyDestroyed,
    ProviderUnavailable,
    arrived,
)
from domain.values.brief import Brief, Packed
from domain.values.shown import Shown


class RefusalConverter(DefaultFailureConverter):
    """Encodes a refusal as its class's name, its sentence and its details, without a stack trace:
    it is an answer, not a fault."""

    def to_failure(
        self, exception: BaseException, payload_converter: PayloadConverter, failure: Failure
    ) -> None:
        if isinstance(exception, DomainError):
            exception = ApplicationError(
                exception.reason,
                {"code": exception.code, "details": exception.details},
                type=type(exception).__name__,
                next_retry_delay=_pause_before_next(exception),
            )
        super().to_failure(exception, payload_converter, failure)


def _pause_before_next(refusal: DomainError) -> timedelta | None:
    """How long the engine waits with the next attempt; None: as it does otherwise."""
    seconds = refusal.details.get("retry_after")
    if isinstance(refusal, ProviderUnavailable) and seconds:
        return timedelta(seconds=seconds)
    return None


ANSWER = "answer"
"""In the metadata of what a failure carries: it is said to somebody who asked, even where what it
is about was erased."""


class SealedRefusalConverter(RefusalConverter):
    """The same where payloads are sealed: sentences and traces are payloads, too."""

    def __init__(self) -> None:
        super().__init__(encode_common_attributes=True)

    def to_failure(
        self, exception: BaseException, payload_converter: PayloadConverter, failure: Failure
    ) -> None:
        super().to_failure(exception, payload_converter, failure)
        for each in (
            failure.encoded_attributes,
            *failure.application_failure_info.details.payloads,
        ):
            each.metadata[ANSWER] = b"1"
        if isinstance(exception, KeyDestroyed | ClearRefused):
            # A query's failure arrives as this alone, and it says nothing of anybody.
            failure.message = exception.reason


SHOWN = "shown"
"""In the metadata of what operators read, until it is known whether the rest is sealed."""


LONG = "long"
"""In the metadata of what is compressed where it is not sealed, until that is known."""


class BriefConverter(PydanticJSONPlainPayloadConverter):
    """JSON of pydantic; a `Brief` record is without the fields that hold their defaults. Text for
    operators is marked, and so is what is to be compressed."""

    def to_payload(self, value: Any) -> Payload | None:
        if isinstance(value, Shown):
            payload = super().to_payload(value)
            if payload is not None:
                payload.metadata[SHOWN] = b"1"
            return payload
        if not (isinstance(value, Brief) and isinstance(value, BaseModel)):
            return super().to_payload(value)
        data = _ANYTHING.to_json(value, exclude_defaults=True)
        payload = Payload(metadata={"encoding": self.encoding.encode()}, data=data)
        if isinstance(value, Packed):
            payload.metadata[LONG] = b"1"
        return payload


_ANYTHING = SchemaSerializer(any_schema())
_ENCODINGS = tuple(
    BriefConverter() if isinstance(each, PydanticJSONPlainPayloadConverter) else each
    for each in PydanticPayloadConverter().converters.values()
)


class ValueConverter(CompositePayloadConverter):
    """The SDK's converter for pydantic, with its knowledge of our types shared by all instances.

    The SDK makes a converter for each run of a workflow and several for each activation; each would
    analyse the types again.
    """

    def __init__(self) -> None:
        super().__init__(*_ENCODINGS)


DATA_CONVERTER = DataConverter(
    payload_converter_class=ValueConverter, failure_converter_class=RefusalConverter
)


def refusal_in(error: BaseException | None) -> DomainError | None:
    """The refusal that an error from the engine carries, if it is one."""
    while error is not None:
        if isinstance(error, ApplicationError) and error.details:
            carried = error.details[0]
            if isinstance(carried, dict) and {"code", "details"} <= carried.keys():
                return arrived(carried["code"], error.message, carried["details"])
        error = error.__cause__
    return None
