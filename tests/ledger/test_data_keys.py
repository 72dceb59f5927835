"""Data keys: one for each owner, made once, and gone everywhere once destroyed."""

import asyncio
import base64
from time import monotonic

import pytest
from sqlalchemy import text

from adapters.ledger.database import Database
from adapters.ledger.keyring import LedgerKeyring, opening
from adapters.ledger.keys import remembered
from adapters.sealing.aes import new_key
from adapters.sealing.master_keys import master_key
from application.ports.sealing import MasterKey
from domain.errors import KeyDestroyed, KeyUnknown, MasterKeyUnusable, ServiceUnreachable


def master() -> MasterKey:
    return master_key(base64.b64encode(new_key()).decode())


MASTER = master()


@pytest.fixture
def keyring(database: Database, url: str) -> LedgerKeyring:
    return LedgerKeyring(opening(url), [MASTER])


@pytest.fixture
def elsewhere(database: Database, url: str) -> LedgerKeyring:
    """Of another process."""
    return LedgerKeyring(opening(url), [MASTER])


async def test_an_owner_has_one_key_that_every_process_finds(
    keyring: LedgerKeyring, elsewhere: LedgerKeyring
) -> None:
    made = await keyring.key_for("account/a")

    assert await keyring.key_for("account/a") == made == await elsewhere.key_for("account/a")
    assert await elsewhere.key(made.id) == made
    assert (await keyring.key_for("account/b")).secret != made.secret


async def test_those_who_need_a_first_key_at_the_same_time_get_the_same(
    keyring: LedgerKeyring, elsewhere: LedgerKeyring
) -> None:
    made = await asyncio.gather(
        *(each.key_for("account/a") for each in (keyring, elsewhere) for _ in range(5))
    )

    assert len(set(made)) == 1


async def test_the_ledger_never_has_a_key_in_clear(
    keyring: LedgerKeyring, database: Database
) -> None:
    made = await keyring.key_for("account/a")

    async with database.reading() as connection:
        rows = await connection.execute(text("SELECT * FROM data_keys"))
        assert made.secret not in b"".join(bytes(row.wrapped) for row in rows)
    assert "secret" not in repr(made)


async def test_a_destroyed_key_is_gone_in_every_process_within_three_seconds(
    keyring: LedgerKeyring, elsewhere: LedgerKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await elsewhere.key_for("account/a")
    kept = await elsewhere.key_for("account/b")
    assert remembered.BELIEVED_SECONDS < 3
    monkeypatch.setattr(remembered, "BELIEVED_SECONDS", 0.0)

    assert await keyring.destroy("account/a") == 1

    for each in (keyring, elsewhere):
        with pytest.raises(KeyDestroyed):
            await each.key(made.id)
        with pytest.raises(KeyDestroyed):
            await each.key_for("account/a")
        assert await each.key_for("account/b") == kept


async def test_who_never_had_a_key_gets_none_after_being_erased(keyring: LedgerKeyring) -> None:
    assert await keyring.destroy("account/a") == 0

    with pytest.raises(KeyDestroyed):
        await keyring.key_for("account/a")
    assert await keyring.destroy("account/a") == 0


async def test_a_renewed_key_seals_what_is_new_and_the_earlier_stays(
    keyring: LedgerKeyring, elsewhere: LedgerKeyring
) -> None:
    before = await keyring.key_for("account/a")
    renewed = await keyring.renew("account/a")

    assert renewed.id != before.id
    assert await keyring.key_for("account/a") == renewed == await elsewhere.key_for("account/a")
    assert await elsewhere.key(before.id) == before
    assert await keyring.destroy("account/a") == 2


async def test_a_key_that_the_ledger_does_not_know_is_refused(keyring: LedgerKeyring) -> None:
    with pytest.raises(KeyUnknown):
        await keyring.key("0" * 16)


@pytest.mark.parametrize("masters", [[], [master()]])
async def test_without_the_right_master_key_nothing_is_read_and_no_key_made(
    keyring: LedgerKeyring, url: str, masters: list[MasterKey]
) -> None:
    made = await keyring.key_for("account/a")
    wrong = LedgerKeyring(opening(url), masters)

    for asked in (wrong.key(made.id), wrong.key_for("account/a"), wrong.key_for("account/b")):
        with pytest.raises(MasterKeyUnusable, match="PAYBYINVOICE_MASTER_KEY"):
            await asked


async def test_a_wrapped_key_that_was_given_to_another_owner_is_refused(
    keyring: LedgerKeyring, elsewhere: LedgerKeyring, database: Database
) -> None:
    made = await keyring.key_for("account/a")
    async with database.writing() as connection:
        await connection.execute(text("UPDATE data_keys SET owner = 'account/b'"))

    with pytest.raises(MasterKeyUnusable):
        await elsewhere.key(made.id)


async def test_known_keys_outlive_an_outage_of_the_ledger(
    keyring: LedgerKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await keyring.key_for("account/a")
    monkeypatch.setattr(keyring, "_opened", opening("postgresql://nobody@127.0.0.1:1/none"))
    monkeypatch.setattr(remembered, "BELIEVED_SECONDS", 0.0)

    assert await keyring.key_for("account/a") == made


class Kept:
    """A master key whose keeper can be away."""

    def __init__(self) -> None:
        self.away = False
        self.name = MASTER.name

    async def wrap(self, plain: bytes, context: str) -> bytes:
        return await self._there().wrap(plain, context)

    async def unwrap(self, wrapped: bytes, context: str) -> bytes:
        return await self._there().unwrap(wrapped, context)

    def _there(self) -> MasterKey:
        if self.away:
            raise ServiceUnreachable("The keeper of the master key does not answer.")
        return MASTER


async def test_a_keeper_that_is_away_for_an_hour_delays_and_loses_nothing(
    database: Database, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    master = Kept()
    ring, begun_meanwhile = (LedgerKeyring(opening(url), [master]) for _ in range(2))
    known = await ring.key_for("account/a")
    now = monotonic()
    master.away = True
    for minutes in (0, 1, 59):
        # Of the keyring alone: the event loop's clock would set everybody's timers an hour ahead.
        monkeypatch.setattr(
            "adapters.ledger.keyring.monotonic", lambda passed=minutes: now + passed * 60
        )
        assert await ring.key_for("account/a") == known
        with pytest.raises(ServiceUnreachable):
            await ring.key_for("account/b")
        with pytest.raises(ServiceUnreachable):
            await begun_meanwhile.key(known.id)
    async with database.reading() as connection:
        assert len((await connection.execute(text("SELECT id FROM data_keys"))).all()) == 1
    master.away = False
    assert await begun_meanwhile.key(known.id) == known
    assert (await ring.key_for("account/b")).id != known.id
