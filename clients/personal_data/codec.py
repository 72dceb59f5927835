"""Opens what is sealed in the engine, for operators who look at it in Temporal's own tools."""

import json
from datetime import UTC, datetime
from typing import Any

from google.protobuf.json_format import MessageToDict, ParseDict, ParseError
from temporalio.api.common.v1 import Payload, Payloads

from domain.errors import DomainError, InvalidFile, NotAllowed, SealBroken
from domain.people.access_events import AccessEvent
from engine.sealing.codec import sealing_converter
from engine.sealing.payloads import ENCODING, PACKED, Sealed
from engine.wiring.open_ledger import OpenLedger
from settings import Settings

_MOST_NAMED = 20


class CodecClient:
    def __init__(self, ledger: OpenLedger, settings: Settings, namespace: str) -> None:
        self._log = ledger.access_log
        self._codec = sealing_converter(settings).payload_codec
        self._namespace = namespace

    async def decode(self, given: dict[str, Any], namespace: str | None) -> dict[str, object]:
        """Payloads in the JSON of Temporal's codec protocol; what cannot be opened is the sentence
        that says why. Who looked at what is written in the access log first.

        Raises:
            InvalidFile: these are no payloads.
            NotAllowed: they are of another namespace.
        """
        if namespace is not None and namespace != self._namespace:
            raise NotAllowed("This console has the keys of another namespace.", asked=namespace)
        try:
            payloads = ParseDict(given, Payloads()).payloads
        except ParseError:
            said = "These are no payloads in Temporal's JSON."
            raise InvalidFile([{"field": "payloads", "code": "invalid", "problem": said}]) from None
        sealed = [each for each in payloads if each.metadata.get("encoding") == ENCODING]
        if sealed:
            about = sorted({_about(each) for each in sealed})
            await self._log.write(
                AccessEvent.PAYLOADS_DECODED,
                datetime.now(UTC),
                payloads=len(sealed),
                about=about[:_MOST_NAMED],
            )
        opened = Payloads(payloads=[await self._opened(each) for each in payloads])
        answer: dict[str, object] = MessageToDict(opened)
        return answer

    async def _opened(self, payload: Payload) -> Payload:
        if payload.metadata.get("encoding") not in (ENCODING, PACKED) or self._codec is None:
            return payload
        try:
            [opened] = await self._codec.decode([payload])
        except DomainError as refusal:
            return _sentence(refusal)
        return opened


def _about(sealed: Payload) -> str:
    """The workflow that it was sealed for, as it says; nothing where it is none that we know."""
    try:
        return Sealed.of(sealed).workflow
    except SealBroken:
        return ""


def _sentence(refusal: DomainError) -> Payload:
    """A payload that says why there is nothing to see."""
    return Payload(metadata={"encoding": b"json/plain"}, data=json.dumps(refusal.reason).encode())
