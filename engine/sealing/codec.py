"""Seals what passes through the engine with the key of whom it is about.

A sealed payload names its key and the workflow that it was sealed for. Both are bound to it, with
the key's owner: it opens for that workflow alone. Nothing is bound to a workflow that is about
nobody, such as those of schedules, whose names the engine makes.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Self

from temporalio.api.common.v1 import Payload
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.converter import (
    ActivitySerializationContext,
    DataConverter,
    PayloadCodec,
    SerializationContext,
    WithSerializationContext,
    WorkflowSerializationContext,
)

from adapters.ledger.keyring import LedgerKeyring
from adapters.sealing.aes import seal, unseal
from application.ports.sealing import NAMESPACE
from domain.errors import ClearRefused, KeyDestroyed, SealBroken
from engine.converter import (
    ANSWER,
    DATA_CONVERTER,
    LONG,
    SHOWN,
    RefusalConverter,
    SealedRefusalConverter,
)
from engine.sealing.keys import keys_of
from engine.sealing.owners import Owners, is_somebodys
from engine.sealing.payloads import (
    ENCODING,
    PACKED,
    Sealed,
    compressed,
    decompressed,
    packed,
    unpacked,
)
from settings import Settings

_NOTHING = b"binary/null"
"""The encoding of a payload that says nothing: it stays as it is."""
_DETAILS = WorkflowMetadata.DESCRIPTOR.full_name.encode()
"""The type of what operators are answered with on a workflow's page: its names of messages, and the
text that it shows, which holds no personal data."""


def is_sealed(payload: Payload) -> bool:
    """Whether it says nothing in clear text."""
    return payload.metadata.get("encoding") in (ENCODING, _NOTHING)


class Sealer:
    """Seals and opens payloads; one for a process, because it remembers keys and owners."""

    def __init__(
        self, keyring: LedgerKeyring, owners: Owners, *, seals: bool, refuses_clear: bool = False
    ) -> None:
        """`seals`: whether what is new is sealed. What is sealed is opened in any case."""
        self._keyring = keyring
        self._owners = owners
        self._seals = seals
        self._refuses_clear = refuses_clear

    async def sealed(self, payload: Payload, workflow_id: str | None) -> Payload:
        """Raises KeyDestroyed where the owner was erased, except for a failure: that is an answer,
        and is sealed with the namespace's key."""
        if is_sealed(payload):
            return payload
        if SHOWN in payload.metadata:
            return _without(SHOWN, payload)
        if payload.metadata.get("messageType") == _DETAILS:
            return payload
        await self._keyring.refuse_lost_master()
        is_long = LONG in payload.metadata
        if is_long:
            payload = _without(LONG, payload)
        if not self._seals:
            return compressed(payload) if is_long else payload
        owner = await self._owners.of(workflow_id, payload)
        try:
            key = await self._keyring.key_for(owner)
        except KeyDestroyed:
            if ANSWER not in payload.metadata:
                raise
            key = await self._keyring.key_for(NAMESPACE)
        bound = workflow_id if workflow_id is not None and is_somebodys(workflow_id) else ""
        empty = Sealed(key.id, bound, b"")
        sealed = seal(key.secret, packed(payload), empty.about(key.owner))
        return empty._replace(sealed=sealed).payload

    async def opened(self, payload: Payload, workflow_id: str | None) -> Payload:
        """What was sealed for this workflow, or, where it is not known, for any.

        Raises:
            SealBroken: it was sealed for another workflow, or changed since.
            KeyDestroyed, KeyUnknown, MasterKeyUnusable, ServiceUnreachable: as `Keyring.key`.
        """
        if payload.metadata.get("encoding") != ENCODING:
            if self._refuses_clear and not is_sealed(payload):
                raise ClearRefused(ClearRefused.SENTENCE)
            packed_alone = payload.metadata.get("encoding") == PACKED
            return decompressed(payload) if packed_alone else payload
        found = Sealed.of(payload)
        bound = found.workflow
        if workflow_id is not None and is_somebodys(workflow_id) and bound != workflow_id:
            raise SealBroken("This was sealed for another request or invoice.")
        key = await self._keyring.key(found.key)
        content = unseal(key.secret, found.sealed, found.about(key.owner))
        if bound:
            self._owners.learn(bound, key.owner)
        return unpacked(content, found.dictionary)


def sealing_converter(settings: Settings) -> DataConverter:
    """What clients and workers under these settings encode with. Without a master key it seals
    nothing.

    Raises:
        MasterKeyUnusable: what the settings name is none.
    """
    keys = keys_of(settings)
    sealer = Sealer(
        keys.keyring, keys.owners, seals=keys.seals, refuses_clear=settings.refuse_clear
    )
    return replace(
        DATA_CONVERTER,
        payload_codec=SealingCodec(sealer),
        failure_converter_class=SealedRefusalConverter if keys.seals else RefusalConverter,
    )


class SealingCodec(PayloadCodec, WithSerializationContext):
    """The SDK's codec; with the context of an operation, it seals for that one's workflow."""

    def __init__(self, sealer: Sealer, workflow_id: str | None = None) -> None:
        self._sealer = sealer
        self._workflow_id = workflow_id

    def with_context(self, context: SerializationContext) -> Self:
        if isinstance(context, WorkflowSerializationContext | ActivitySerializationContext):
            return type(self)(self._sealer, context.workflow_id)
        return self

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [await self._sealer.sealed(each, self._workflow_id) for each in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [await self._sealer.opened(each, self._workflow_id) for each in payloads]


def _without(mark: str, payload: Payload) -> Payload:
    left = {name: said for name, said in payload.metadata.items() if name != mark}
    return Payload(metadata=left, data=payload.data)
