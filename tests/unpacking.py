"""How tests read what worker processes wrote that seal nothing: long answers are compressed."""

from collections.abc import Sequence
from dataclasses import replace

from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadCodec

from engine.converter import DATA_CONVERTER
from engine.sealing.payloads import PACKED, decompressed


class _Unpacking(PayloadCodec):
    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return list(payloads)

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [
            decompressed(each) if each.metadata.get("encoding") == PACKED else each
            for each in payloads
        ]


READS_PACKED = replace(DATA_CONVERTER, payload_codec=_Unpacking())
