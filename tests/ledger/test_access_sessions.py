"""Sessions: they end in time, and with them what somebody may do, on every process."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import update

from adapters.ledger.access.tables import sessions, sign_in_attempts
from adapters.ledger.database import Database
from clients.access import AccessClient
from domain.access import Role
from domain.errors import NotSignedIn
from tests.ledger.signing_in import HERE, LIMITS, Clock, add, rows, signed_in


async def test_a_session_ends_when_nobody_clicks_and_clicks_keep_it(
    access: AccessClient, clock: Clock
) -> None:
    await add(access)
    token = await signed_in(access)
    for _ in range(5):
        clock.passes(minutes=50)
        assert await access.actor_of_session(token) is not None
    clock.passes(minutes=61)
    assert await access.actor_of_session(token) is None


async def test_a_session_ends_however_much_one_clicks(access: AccessClient, clock: Clock) -> None:
    await add(access)
    token = await signed_in(access)
    for _ in range(23):
        clock.passes(minutes=30)
        assert await access.actor_of_session(token) is not None
    clock.passes(minutes=31)
    assert await access.actor_of_session(token) is None


async def test_signing_out_ends_the_session(access: AccessClient) -> None:
    await add(access)
    token, other = await signed_in(access), await signed_in(access)
    assert await access.actor_of_session(token) is not None
    await access.sign_out(token)
    assert await access.actor_of_session(token) is None
    assert await access.actor_of_session(other) is not None


@pytest.mark.parametrize("how", ["disabled", "password", "roles"])
async def test_what_changes_somebodys_access_signs_them_out_everywhere(
    how: str, access: AccessClient, elsewhere: AccessClient, clock: Clock
) -> None:
    await add(access)
    await add(access, "bob")
    tokens = [await signed_in(access), await signed_in(elsewhere)]
    bobs = await signed_in(access, "bob")
    for token in (*tokens, bobs):
        assert await access.actor_of_session(token) is not None
        assert await elsewhere.actor_of_session(token) is not None
    if how == "disabled":
        await access.disable("Alice")
    elif how == "password":
        await access.set_password("alice", "another horse battery")
    else:
        await access.set_roles("alice", [Role.AUDITOR], None)
    for token in tokens:
        assert await access.actor_of_session(token) is None
    clock.passes(seconds=4)
    for token in tokens:
        assert await elsewhere.actor_of_session(token) is None
    assert await elsewhere.actor_of_session(bobs) is not None


async def test_somebody_disabled_cannot_sign_in_until_they_are_let_in_again(
    access: AccessClient,
) -> None:
    await add(access)
    await access.disable("alice")
    with pytest.raises(NotSignedIn):
        await signed_in(access)
    await access.enable("alice")
    await signed_in(access)


async def test_somebody_who_is_disabled_while_signing_in_is_not_let_in(
    access: AccessClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add(access)
    match = access._access.passwords.match

    async def disabled_meanwhile(kept: str | None, password: str) -> bool:
        await access.disable("alice")
        return await match(kept, password)

    monkeypatch.setattr(access._access.passwords, "match", disabled_meanwhile)
    with pytest.raises(NotSignedIn):
        await signed_in(access)


async def test_what_was_read_before_somebodys_access_ended_is_not_cached(
    access: AccessClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add(access)
    token = await signed_in(access)
    holder = access._holder_of_session

    async def shut_out_meanwhile(token: str, now: datetime) -> Any:
        found = await holder(token, now)
        await access.disable("alice")
        return found

    monkeypatch.setattr(access, "_holder_of_session", shut_out_meanwhile)
    await access.actor_of_session(token)
    monkeypatch.undo()
    assert await access.actor_of_session(token) is None


async def test_what_is_over_for_long_is_forgotten(
    access: AccessClient, database: Database, clock: Clock
) -> None:
    await add(access)
    await signed_in(access)
    with pytest.raises(NotSignedIn):
        await access.sign_in("nobody", "guess", client=HERE, limits=LIMITS)
    clock.passes(days=8)
    await signed_in(access)
    assert len(await rows(database, sessions)) == 1
    left = await rows(database, sign_in_attempts)
    assert {row["since"] for row in left} == {clock.now}


async def test_a_session_is_cached_for_a_while(
    access: AccessClient, database: Database, clock: Clock
) -> None:
    await add(access)
    token = await signed_in(access)
    assert await access.actor_of_session(token) is not None
    async with database.writing() as connection:
        await connection.execute(update(sessions).values(ended_at=clock.now))
    assert await access.actor_of_session(token) is not None
    clock.passes(seconds=4)
    assert await access.actor_of_session(token) is None
