"""What passes through the engine opens for whom it was sealed, and for nobody else."""

import base64
import json
from pathlib import Path

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.converter import WorkflowSerializationContext

from activities.assessment import Assessment
from adapters.sealing.aes import new_key
from application.ports.sealing import NAMESPACE, account_owner
from domain.errors import (
    ClearRefused,
    DomainError,
    KeyDestroyed,
    KeyUnknown,
    MasterKeyUnusable,
    SealBroken,
    SwitchBlocked,
)
from engine.converter import DATA_CONVERTER
from engine.sealing.codec import SealingCodec, sealing_converter
from engine.sealing.keys import keyring_of
from engine.sealing.payloads import ENCODING, PACKED, Sealed
from settings import Settings
from tests.sealing.conftest import MASTER, Codec

CONTOSO = "7d0c2a0e-5f4b-4a53-9d0c-2f4a8f0f6b11"
REQUEST = "pay-by-invoice/sub-contoso-1"
OTHERS = "pay-by-invoice/bp-mueller-1"
ADATUM = "pay-by-invoice/sub-adatum-1"
CLEAR = Payload(metadata={"encoding": b"json/plain"}, data=b'{"name": "Anna de Vries"}')


def about(codec: SealingCodec, workflow: str) -> SealingCodec:
    return codec.with_context(WorkflowSerializationContext("default", workflow))


async def sealed(codec: SealingCodec, workflow: str = REQUEST, payload: Payload = CLEAR) -> Payload:
    [made] = await about(codec, workflow).encode([payload])
    return made


async def opened(codec: SealingCodec, payload: Payload, workflow: str = REQUEST) -> Payload:
    [made] = await about(codec, workflow).decode([payload])
    return made


async def owner(home: Path, payload: Payload) -> str:
    ring = keyring_of(Settings.model_validate({"home": home, "master_key": MASTER}))
    return (await ring.key(Sealed.of(payload).key)).owner


async def test_what_one_process_seals_another_opens(codec: Codec) -> None:
    made = await sealed(codec())

    assert made.metadata["encoding"] == ENCODING
    assert b"Anna" not in made.SerializeToString()
    assert await opened(codec(), made) == CLEAR


@pytest.mark.parametrize(
    ("workflow", "said", "whose"),
    [
        (REQUEST, {}, account_owner(CONTOSO)),
        ("pay-by-invoice/nobody", {}, NAMESPACE),
        ("invoice/2026-1", {}, NAMESPACE),
        ("invoice/2026-1", {"issue": {"scope": "sub-contoso-1"}}, account_owner(CONTOSO)),
        ("invoice/2026-1", {"command": {"scope": "sub-contoso-1"}}, account_owner(CONTOSO)),
        ("invoice/2026-1", {"scope": "sub-contoso-1"}, account_owner(CONTOSO)),
        ("invoice/2026-1", {"scope": "nobody"}, NAMESPACE),
        ("clocks/pay-by-invoice", {"scope": "sub-contoso-1"}, NAMESPACE),
    ],
)
async def test_the_key_follows_from_the_workflow(
    codec: Codec, home: Path, workflow: str, said: object, whose: str
) -> None:
    payload = Payload(metadata={"encoding": b"json/plain"}, data=json.dumps(said).encode())

    assert await owner(home, await sealed(codec(), workflow, payload)) == whose


async def test_an_invoice_that_is_being_issued_stays_its_accounts(codec: Codec, home: Path) -> None:
    order = Payload(metadata={"encoding": b"json/plain"}, data=b'{"scope": "sub-contoso-1"}')
    worker = codec()
    await opened(worker, await sealed(codec(), "invoice/2026-1", order), "invoice/2026-1")

    answer = await sealed(worker, "invoice/2026-1")

    assert await owner(home, answer) == account_owner(CONTOSO)


@pytest.mark.parametrize(
    ("of", "put_into"),
    [(OTHERS, REQUEST), (ADATUM, f"{ADATUM[:-1]}2"), ("clocks/queue", REQUEST)],
    ids=["another account's", "the same account's", "nobody's"],
)
async def test_a_payload_of_another_workflow_is_refused(
    codec: Codec, of: str, put_into: str
) -> None:
    others = await sealed(codec(), of)
    with pytest.raises(SealBroken):
        await opened(codec(), others, put_into)

    moved = Sealed.of(others)._replace(workflow=put_into).payload
    with pytest.raises(SealBroken):
        await opened(codec(), moved, put_into)


async def test_an_old_payload_of_the_same_workflow_opens_again(codec: Codec) -> None:
    """The seal does not promise more: see `test_played_again.py`."""
    worker = codec()
    old = await sealed(worker)

    assert await opened(worker, old) == await opened(worker, old) == CLEAR


async def test_a_payload_under_another_key_is_refused(codec: Codec) -> None:
    made, others = Sealed.of(await sealed(codec())), Sealed.of(await sealed(codec(), OTHERS))
    with pytest.raises(SealBroken):
        await opened(codec(), made._replace(key=others.key).payload)
    with pytest.raises(KeyUnknown):
        await opened(codec(), made._replace(key="0123456789abcdef").payload)


async def test_a_turned_bit_is_noticed(codec: Codec) -> None:
    changed = await sealed(codec())
    changed.data = changed.data[:-1] + bytes([changed.data[-1] ^ 1])

    with pytest.raises(SealBroken):
        await opened(codec(), changed)


async def test_what_a_schedule_starts_opens_what_was_sealed_under_the_schedules_own_name(
    codec: Codec,
) -> None:
    made = await sealed(codec(), "clocks/queue")

    assert await opened(codec(), made, "clocks/queue-2026-11-30T10:00:00Z") == CLEAR


async def test_whoever_does_not_say_what_it_is_about_opens_it_all_the_same(codec: Codec) -> None:
    [made] = await codec().decode([await sealed(codec())])

    assert made == CLEAR


async def test_clear_text_is_read_until_it_is_refused(codec: Codec) -> None:
    assert await opened(codec(), CLEAR) == CLEAR
    with pytest.raises(SealBroken, match="PAYBYINVOICE_REFUSE_CLEAR"):
        await opened(codec(refuse_clear=True), CLEAR)


async def test_without_a_master_key_everything_stays_clear(codec: Codec) -> None:
    assert await sealed(codec(master_key=None)) == CLEAR


async def test_a_long_answer_of_a_worker_is_compressed_where_nothing_is_sealed(
    codec: Codec,
) -> None:
    answer = Assessment(findings=(), time_zone="Europe/Amsterdam", as_known=True)
    payload = DATA_CONVERTER.payload_converter.to_payload(answer)
    clear = codec(master_key=None)

    made = await sealed(clear, payload=payload)

    assert made.metadata["encoding"] == PACKED
    read = await opened(clear, made)
    assert DATA_CONVERTER.payload_converter.from_payload(read, Assessment) == answer
    assert (
        await opened(codec(), made)
        == read
        == await opened(codec(), await sealed(codec(), payload=payload))
    )
    with pytest.raises(ClearRefused, match="PAYBYINVOICE_REFUSE_CLEAR"):
        await opened(codec(refuse_clear=True), made)


@pytest.mark.parametrize(
    "master", [None, base64.b64encode(new_key()).decode()], ids=["lost", "another"]
)
async def test_a_lost_or_wrong_master_key_writes_and_reads_nothing(
    codec: Codec, master: str | None
) -> None:
    made = await sealed(codec())

    with pytest.raises(MasterKeyUnusable):
        await sealed(codec(master_key=master))
    with pytest.raises(MasterKeyUnusable):
        await opened(codec(master_key=master), made)


async def test_after_being_erased_only_answers_are_given(codec: Codec, home: Path) -> None:
    before = await sealed(codec())
    settings = Settings.model_validate({"home": home, "master_key": MASTER})
    await keyring_of(settings).destroy(account_owner(CONTOSO))
    converter = sealing_converter(settings).with_context(
        WorkflowSerializationContext("default", REQUEST)
    )

    with pytest.raises(KeyDestroyed):
        await opened(codec(), before)
    with pytest.raises(KeyDestroyed):
        await converter.encode(["Anna de Vries"])

    failure = Failure()
    refusal = SwitchBlocked("There are charges to settle.", blockers=["charges"])
    await converter.encode_failure(refusal, failure)
    assert b"charges" not in failure.SerializeToString()
    assert str(await converter.decode_failure(failure)).endswith("There are charges to settle.")


async def test_sentences_of_refusals_are_sealed_and_arrive(codec: Codec, home: Path) -> None:
    converter = sealing_converter(
        Settings.model_validate({"home": home, "master_key": MASTER})
    ).with_context(WorkflowSerializationContext("default", REQUEST))
    failure = Failure()
    await converter.encode_failure(DomainError("Anna is away.", who="Anna"), failure)

    assert b"Anna" not in failure.SerializeToString()
    assert "Anna is away." in str(await converter.decode_failure(failure))
