"""Master keys are turned by wrapping every key anew, once every process knows the next one."""

import base64
from pathlib import Path
from typing import Any

import pytest
from temporalio.api.common.v1 import Payload

from adapters.ledger.database import opened_ledger
from adapters.sealing.aes import new_key
from clients.personal_data.sealing_keys import KeyClient
from domain.errors import AccountUnknown, EffectMismatch, MasterKeyUnusable
from engine.sealing.key_holding import holding_keys
from engine.sealing.payloads import Sealed
from settings import Settings
from tests.sealing.conftest import MASTER, Codec
from tests.sealing.test_codec import CLEAR, CONTOSO, REQUEST, opened, sealed

NEXT = base64.b64encode(new_key()).decode()


def settings(home: Path, **changes: Any) -> Settings:
    return Settings.model_validate(
        {"home": home, "master_key": MASTER, "master_key_next": NEXT, **changes}
    )


async def rotated(home: Path, **changes: Any) -> int:
    async with KeyClient.opened(settings(home, **changes)) as client:
        report = await client.rotate_master()
    assert [each.wraps for each in report.masters if not each.wraps_new] == [0]
    return report.rewrapped


async def test_what_was_sealed_before_is_opened_with_the_next_master_key_alone(
    codec: Codec, home: Path
) -> None:
    before = await sealed(codec())

    assert await rotated(home) == 1
    assert await rotated(home) == 0

    after = codec(master_key=NEXT)
    assert await opened(after, before) == CLEAR
    assert await opened(after, await sealed(after)) == CLEAR


async def test_who_has_both_goes_on_and_who_has_the_old_one_alone_writes_nothing(
    codec: Codec, home: Path
) -> None:
    both, old = codec(master_key_next=NEXT), codec()
    before = await sealed(both)
    await rotated(home)

    assert await opened(codec(master_key_next=NEXT), await sealed(both)) == CLEAR
    with pytest.raises(MasterKeyUnusable):
        await sealed(old, "pay-by-invoice/bp-mueller-1")
    with pytest.raises(MasterKeyUnusable):
        await opened(old, before)


async def test_it_waits_until_every_process_that_stays_has_the_next_one(
    codec: Codec, home: Path
) -> None:
    await sealed(codec())
    url = settings(home).ledger_url
    async with opened_ledger(url) as database:
        async with holding_keys(database, settings(home, master_key_next=None), "worker"):
            with pytest.raises(MasterKeyUnusable, match="PAYBYINVOICE_MASTER_KEY_NEXT"):
                await rotated(home)
        async with holding_keys(database, settings(home), "worker"):
            assert await rotated(home) == 1


async def test_without_a_next_one_or_without_the_present_one_nothing_is_turned(
    codec: Codec, home: Path
) -> None:
    before = await sealed(codec())

    for changes in ({"master_key_next": None}, {"master_key": NEXT}):
        with pytest.raises(MasterKeyUnusable):
            await rotated(home, **changes)
    assert await opened(codec(), before) == CLEAR


async def test_an_accounts_new_key_seals_what_is_new(codec: Codec, home: Path) -> None:
    before = await sealed(codec())
    async with KeyClient.opened(settings(home)) as client:
        made = await client.renew(CONTOSO, "olga", "turn-1")
        assert await client.renew(CONTOSO, "olga", "turn-1") == made
        with pytest.raises(AccountUnknown):
            await client.renew("nobody", "olga")
        with pytest.raises(EffectMismatch):
            await client.renew("1b6f0f7e-3c1d-4e0a-8a55-0c9d7c0e2a02", "olga", "turn-1")

    after: Payload = await sealed(codec())
    assert Sealed.of(after).key == made != Sealed.of(before).key
    assert await opened(codec(), before) == CLEAR == await opened(codec(), after, REQUEST)
