"""Spares a worker the SDK's traversal of payloads that nobody encodes or stores elsewhere."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, cast

from temporalio.bridge import worker as bridge
from temporalio.converter import DataConverter
from temporalio.converter._extstore import StorageOperationMetrics

Walk = TypeVar("Walk", bound=Callable[..., Coroutine[Any, Any, StorageOperationMetrics]])

_DECODE, _ENCODE = bridge.decode_activation, bridge.encode_completion


def leave_plain_payloads_alone() -> None:
    """From now on, in this process, payloads are traversed only for a codec or for storage outside
    the engine.

    The SDK searches everything that a workflow gets and answers for payloads, three times each, for
    these two. Without either it only finds that there is nothing to do.
    """
    bridge.decode_activation = _where_needed(_DECODE)
    bridge.encode_completion = _where_needed(_ENCODE)


def _where_needed(walk: Walk) -> Walk:
    async def walk_where_needed(
        message: Any, converter: DataConverter, **how: Any
    ) -> StorageOperationMetrics:
        if converter.payload_codec or converter.external_storage:
            return await walk(message, converter, **how)
        return StorageOperationMetrics()

    return cast(Walk, walk_where_needed)
