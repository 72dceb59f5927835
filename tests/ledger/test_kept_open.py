"""A process keeps the ledger that its keyrings ask open, and closes it at its end."""

import asyncio
import base64
from pathlib import Path

import pytest

from adapters.ledger.database import Database
from adapters.ledger.kept_open import kept_open, ledgers_kept_open
from adapters.ledger.keyring import LedgerKeyring, opening
from adapters.sealing.aes import new_key
from adapters.sealing.master_keys import master_key
from domain.errors import ServiceUnreachable
from engine.sealing.keys import keys_of
from settings import Settings

MASTER = base64.b64encode(new_key()).decode()


async def asked(url: str, migrate: bool = True) -> Database:
    async with opening(url, migrate)() as database, database.reading():
        return database


async def test_all_questions_of_a_process_go_to_one_open_ledger(
    database: Database, url: str
) -> None:
    async with ledgers_kept_open():
        first = await asked(url)
        async with ledgers_kept_open():
            assert await asked(url) is first
        assert await asked(url) is first
        ring = LedgerKeyring(opening(url), [master_key(MASTER)])
        made = await asyncio.gather(*(ring.key_for(f"account/{n}") for n in range(20)))
        assert len({key.id for key in made}) == 20

    assert kept_open(url) is None
    assert await asked(url) is not first


async def test_a_ledger_is_closed_with_its_own_holder_whatever_else_is_held(
    database: Database, url: str, tmp_path: Path
) -> None:
    async with ledgers_kept_open(f"sqlite:///{tmp_path / 'another.db'}"):
        async with ledgers_kept_open(url):
            first = await asked(url)
            assert await asked(url) is first
        assert kept_open(url) is None
        assert await asked(url) is not first


async def test_a_ledger_that_was_away_is_opened_by_the_next_question(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    async with ledgers_kept_open():
        with pytest.raises(ServiceUnreachable):
            await asked(url, migrate=False)
        await asked(url)
        assert await asked(url, migrate=False) is await asked(url)


def test_each_event_loop_has_its_own(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"

    async def opened() -> Database:
        async with ledgers_kept_open():
            return await asked(url)

    assert kept_open(url) is None
    assert asyncio.run(opened()) is not asyncio.run(opened())
    assert kept_open(url) is None


async def test_whatever_seals_in_a_process_has_the_same_keys(tmp_path: Path) -> None:
    settings = Settings.model_validate({"home": tmp_path, "master_key": MASTER})
    others = Settings.model_validate({"home": tmp_path})
    assert keys_of(settings) is not keys_of(settings)

    async with ledgers_kept_open():
        assert keys_of(settings) is keys_of(settings)
        assert keys_of(settings) is not keys_of(others)
