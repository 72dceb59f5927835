"""Who may sign in, kept on both databases: never a secret, and never longer than it should be."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Table, select, update

from access_client import AccessClient, Limits
from adapters.ledger.access import attempts, passwords
from adapters.ledger.access.tables import (
    api_keys,
    customer_links,
    people,
    sessions,
    sign_in_attempts,
)
from adapters.ledger.accounts import Accounts
from adapters.ledger.database import Database
from domain.access import Actor, Role
from domain.errors import (
    AccessNotAcceptable,
    AccessUnknown,
    AccountUnknown,
    NotSignedIn,
    TooManyAttempts,
)
from tests.ledger.samples import CONTOSO, NOON, an_account

PASSWORD = "correct horse battery"
LIMITS = Limits(lasts=timedelta(hours=12), idle=timedelta(hours=1))
HERE = "192.0.2.1"


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def access(database: Database, accounts: Accounts, clock: Clock) -> AccessClient:
    await accounts.import_accounts([an_account()], NOON)
    return AccessClient(database, clock)


@pytest.fixture
def elsewhere(access: AccessClient, database: Database, clock: Clock) -> AccessClient:
    """Another process on the same ledger: it remembers on its own."""
    return AccessClient(database, clock)


@pytest.fixture
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one client and what all of them may get wrong: fewer, to be quick."""
    monkeypatch.setattr(attempts, "OF_ONE_CLIENT", 12)
    monkeypatch.setattr(attempts, "AT_ONE_NAME", 12)


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", cheap)
    passwords._of_nobody.cache_clear()
    yield
    passwords._of_nobody.cache_clear()


async def _add(access: AccessClient, name: str = "alice", *roles: Role) -> None:
    await access.add_person(name, PASSWORD, roles or (Role.CREDIT,), None, by="root")


async def _signed_in(access: AccessClient, name: str = "alice") -> str:
    return (await access.sign_in(name, PASSWORD, client=HERE, limits=LIMITS)).token


async def _rows(database: Database, table: Table) -> list[dict[str, Any]]:
    async with database.reading() as connection:
        return [dict(row._mapping) for row in await connection.execute(select(table))]


async def test_somebody_signs_in_with_their_password_however_they_write_their_name(
    access: AccessClient,
) -> None:
    await _add(access, "Alice@Provider.Example", Role.CREDIT, Role.LEGAL)
    actor = await access.actor_of_session(await _signed_in(access, " ALICE@provider.example "))
    assert actor is not None
    assert actor.sign_in == "alice@provider.example"
    assert actor.roles == {Role.CREDIT, Role.LEGAL}


async def test_nothing_that_opens_a_door_is_in_the_ledger(
    access: AccessClient, database: Database
) -> None:
    await _add(access)
    session = await _signed_in(access)
    _, key = await access.create_key("import", [Role.BILLING], None, by="root")
    _, link = await access.create_link(
        CONTOSO, "anna@contoso.nl", by="root", lasts=timedelta(days=1)
    )
    with pytest.raises(NotSignedIn):
        await access.sign_in("mallory@example.com", "guess", client=HERE, limits=LIMITS)
    tables = (people, sessions, api_keys, customer_links, sign_in_attempts)
    kept = "".join([str(await _rows(database, table)) for table in tables])
    for secret in (PASSWORD, session, key, key.rpartition("_")[2], link):
        assert secret not in kept
    counted = str(await _rows(database, sign_in_attempts))
    assert "mallory" not in counted
    assert HERE not in counted
    (alice,) = await _rows(database, people)
    assert alice["password_hash"].startswith("$argon2id$")


async def test_secrets_have_more_than_128_random_bits(access: AccessClient) -> None:
    _, link = await access.create_link(CONTOSO, "a@b.nl", by="root", lasts=timedelta(days=1))
    _, key = await access.create_key("import", [Role.BILLING], None, by="root")
    for secret in (link, key.split("_", 2)[2]):
        assert len(secret) >= 43  # 256 bits in base64
    others = {
        (await access.create_link(CONTOSO, "a@b.nl", by="root", lasts=timedelta(days=1)))[1]
        for _ in range(20)
    }
    assert len(others) == 20


async def test_a_session_ends_when_nobody_clicks_and_clicks_keep_it(
    access: AccessClient, clock: Clock
) -> None:
    await _add(access)
    token = await _signed_in(access)
    for _ in range(5):
        clock.passes(minutes=50)
        assert await access.actor_of_session(token) is not None
    clock.passes(minutes=61)
    assert await access.actor_of_session(token) is None


async def test_a_session_ends_however_much_one_clicks(access: AccessClient, clock: Clock) -> None:
    await _add(access)
    token = await _signed_in(access)
    for _ in range(23):
        clock.passes(minutes=30)
        assert await access.actor_of_session(token) is not None
    clock.passes(minutes=31)
    assert await access.actor_of_session(token) is None


async def test_whoever_signs_out_is_out(access: AccessClient) -> None:
    await _add(access)
    token, other = await _signed_in(access), await _signed_in(access)
    assert await access.actor_of_session(token) is not None
    await access.sign_out(token)
    assert await access.actor_of_session(token) is None
    assert await access.actor_of_session(other) is not None


@pytest.mark.parametrize("how", ["disabled", "password", "roles"])
async def test_what_changes_somebodys_access_signs_them_out_everywhere(
    how: str, access: AccessClient, elsewhere: AccessClient, clock: Clock
) -> None:
    await _add(access)
    await _add(access, "bob")
    tokens = [await _signed_in(access), await _signed_in(elsewhere)]
    bobs = await _signed_in(access, "bob")
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
    await _add(access)
    await access.disable("alice")
    with pytest.raises(NotSignedIn):
        await _signed_in(access)
    await access.enable("alice")
    await _signed_in(access)


async def test_somebody_who_is_disabled_while_signing_in_is_not_let_in(
    access: AccessClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _add(access)
    match = access._passwords.match

    async def disabled_meanwhile(kept: str | None, password: str) -> bool:
        await access.disable("alice")
        return await match(kept, password)

    monkeypatch.setattr(access._passwords, "match", disabled_meanwhile)
    with pytest.raises(NotSignedIn):
        await _signed_in(access)


async def test_what_was_looked_up_before_somebody_was_shut_out_is_not_remembered(
    access: AccessClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _add(access)
    token = await _signed_in(access)
    holder = access._sessions.holder

    async def shut_out_meanwhile(token: str, now: datetime) -> Any:
        found = await holder(token, now)
        await access.disable("alice")
        return found

    monkeypatch.setattr(access._sessions, "holder", shut_out_meanwhile)
    await access.actor_of_session(token)
    monkeypatch.undo()
    assert await access.actor_of_session(token) is None


async def test_a_password_hashed_under_older_parameters_is_hashed_again(
    access: AccessClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _add(access)
    (before,) = await _rows(database, people)
    today = PasswordHasher(time_cost=2, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", today)
    token = await _signed_in(access)
    (after,) = await _rows(database, people)
    assert "t=1" in before["password_hash"]
    assert "t=2" in after["password_hash"]
    assert await access.actor_of_session(token) is not None
    await _signed_in(access)


async def test_a_name_that_nobody_has_takes_the_same_work_as_one_that_somebody_has(
    access: AccessClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _add(access)
    verified = []
    verify = passwords._hasher.verify

    class Counting(PasswordHasher):
        def verify(self, hash: Any, password: Any) -> Any:
            verified.append(hash)
            return verify(hash, password)

    monkeypatch.setattr(passwords, "_hasher", Counting(1, 64, 1))
    refusals = []
    for name in ("alice", "nobody"):
        with pytest.raises(NotSignedIn) as refused:
            await access.sign_in(name, "not the password", client=HERE, limits=LIMITS)
        refusals.append(refused.value.as_json())
    assert len(verified) == 2
    assert refusals[0] == refusals[1]


@pytest.mark.parametrize(
    ("name", "password", "roles", "account", "field"),
    [
        ("", PASSWORD, [Role.CREDIT], None, "sign_in"),
        ("a\u0000b", PASSWORD, [Role.CREDIT], None, "sign_in"),
        ("a\u202eb", PASSWORD, [Role.CREDIT], None, "sign_in"),
        ("x" * 201, PASSWORD, [Role.CREDIT], None, "sign_in"),
        ("alice", PASSWORD, [Role.CREDIT], None, "sign_in"),
        ("ALICE", PASSWORD, [Role.CREDIT], None, "sign_in"),
        ("bob", "short", [Role.CREDIT], None, "password"),
        ("bob", "x" * 201, [Role.CREDIT], None, "password"),
        ("bob", PASSWORD, [], None, "roles"),
        ("bob", PASSWORD, [Role.CUSTOMER, Role.CREDIT], CONTOSO, "roles"),
        ("bob", PASSWORD, [Role.CUSTOMER], None, "account"),
        ("bob", PASSWORD, [Role.CREDIT], CONTOSO, "account"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    name: str,
    password: str,
    roles: list[Role],
    account: str | None,
    field: str,
    access: AccessClient,
) -> None:
    await _add(access)
    with pytest.raises(AccessNotAcceptable) as refused:
        await access.add_person(name, password, roles, account, by="root")
    assert refused.value.details == {"field": field}


async def test_access_is_given_to_accounts_that_there_are(access: AccessClient) -> None:
    for giving in (
        access.add_person("bob", PASSWORD, [Role.CUSTOMER], "nowhere", by="root"),
        access.create_key("import", [Role.CUSTOMER], "nowhere", by="root"),
        access.create_link("nowhere", "a@b.nl", by="root", lasts=timedelta(days=1)),
    ):
        with pytest.raises(AccountUnknown):
            await giving
    await access.add_person("bob", PASSWORD, [Role.CUSTOMER], CONTOSO, by="root")
    actor = await access.actor_of_session(await _signed_in(access, "bob"))
    assert actor is not None
    assert actor.account == CONTOSO


async def test_whom_nobody_knows_cannot_be_changed(access: AccessClient) -> None:
    for changing in (
        access.disable("nobody"),
        access.enable("nobody"),
        access.set_password("nobody", PASSWORD),
        access.set_roles("nobody", [Role.CREDIT], None),
        access.revoke_key("nothing"),
        access.revoke_link("nothing"),
    ):
        with pytest.raises(AccessUnknown):
            await changing


async def test_a_key_acts_until_it_is_revoked(
    access: AccessClient, elsewhere: AccessClient, clock: Clock
) -> None:
    key, said = await access.create_key("ERP import", [Role.BILLING], None, by="root")
    assert said.startswith(f"pbi_{key.id}_")
    for client in (access, elsewhere):
        actor = await client.actor_of_key(said)
        assert actor is not None
        assert actor.roles == {Role.BILLING}
        assert actor.sign_in == f"ERP import (key {key.id})"
    await access.revoke_key(key.id)
    assert await access.actor_of_key(said) is None
    clock.passes(seconds=4)
    assert await elsewhere.actor_of_key(said) is None
    with pytest.raises(AccessUnknown):
        await access.revoke_key(key.id)


async def test_a_key_expires(access: AccessClient, clock: Clock) -> None:
    _, said = await access.create_key(
        "import", [Role.BILLING], None, by="root", lasts=timedelta(days=1)
    )
    clock.passes(hours=23, minutes=59, seconds=59)
    assert await access.actor_of_key(said) is not None
    clock.passes(seconds=1)
    assert await access.actor_of_key(said) is None


async def test_what_only_looks_like_a_key_is_none(access: AccessClient) -> None:
    key, said = await access.create_key("import", [Role.BILLING], None, by="root")
    wrong = ("", "pbi", "pbi__", f"pbi_{key.id}_", f"pbi_{key.id}", f"{said}x", f"x{said}")
    for each in (*wrong, said.replace("pbi_", "pbj_"), f"pbi_nobody_{said.split('_', 2)[2]}"):
        assert await access.actor_of_key(each) is None


async def test_use_of_a_key_is_written_down_to_the_hour(access: AccessClient, clock: Clock) -> None:
    _, said = await access.create_key("import", [Role.BILLING], None, by="root")
    for minutes in (0, 30, 45):
        clock.passes(minutes=minutes)
        await access.actor_of_key(said)
    (key,) = await access.keys()
    assert key.last_used_at == NOON + timedelta(minutes=75)


async def test_a_link_lets_its_holder_act_for_one_account_until_it_is_revoked(
    access: AccessClient, elsewhere: AccessClient, clock: Clock
) -> None:
    link, token = await access.create_link(
        CONTOSO, "Anna@contoso.nl", by="root", lasts=timedelta(days=14)
    )
    other, its_token = await access.create_link(
        CONTOSO, "ben@contoso.nl", by="root", lasts=timedelta(days=14)
    )
    session = await access.sign_in_by_link(token, limits=LIMITS)
    others = await access.sign_in_by_link(its_token, limits=LIMITS)
    for client in (access, elsewhere):
        actor = await client.actor_of_session(session.token)
        assert actor is not None
        assert actor == Actor("anna@contoso.nl", frozenset({Role.CUSTOMER}), CONTOSO)
    await access.revoke_link(link.id)
    assert await access.link(token) is None
    assert await access.actor_of_session(session.token) is None
    with pytest.raises(NotSignedIn):
        await access.sign_in_by_link(token, limits=LIMITS)
    clock.passes(seconds=4)
    assert await elsewhere.actor_of_session(session.token) is None
    assert await elsewhere.actor_of_session(others.token) is not None
    assert {each.id: each.revoked_at is None for each in await access.links(CONTOSO)} == {
        link.id: False,
        other.id: True,
    }


async def test_to_look_at_a_link_does_not_use_it(access: AccessClient) -> None:
    _, token = await access.create_link(CONTOSO, "a@b.nl", by="root", lasts=timedelta(days=1))
    assert await access.link(token) is not None
    assert [each.used_at for each in await access.links()] == [None]
    await access.sign_in_by_link(token, limits=LIMITS)
    assert [each.used_at for each in await access.links()] == [NOON]


async def test_nobody_stays_in_longer_than_the_link_is_valid(
    access: AccessClient, clock: Clock
) -> None:
    _, token = await access.create_link(CONTOSO, "a@b.nl", by="root", lasts=timedelta(minutes=20))
    session = await access.sign_in_by_link(token, limits=LIMITS)
    assert session.expires_at == NOON + timedelta(minutes=20)
    clock.passes(minutes=20)
    assert await access.link(token) is None
    assert await access.actor_of_session(session.token) is None
    with pytest.raises(NotSignedIn):
        await access.sign_in_by_link(token, limits=LIMITS)


async def test_whom_the_provider_vouches_for_has_the_roles_it_says(access: AccessClient) -> None:
    first = await access.sign_in_by_provider("Carol@x.nl", "sub-1", [Role.CREDIT], limits=LIMITS)
    assert first.roles == {Role.CREDIT}
    later = await access.sign_in_by_provider("carol@x.nl", "sub-1", [Role.LEGAL], limits=LIMITS)
    assert later.roles == {Role.LEGAL}
    (carol,) = await access.people()
    assert (carol.roles, carol.by_provider) == ((Role.LEGAL,), True)


async def test_a_name_that_is_somebody_elses_is_not_taken_over_by_the_provider(
    access: AccessClient,
) -> None:
    await _add(access, "root", Role.ADMIN)
    await access.sign_in_by_provider("carol", "sub-1", [Role.CREDIT], limits=LIMITS)
    for name in ("root", "carol"):
        with pytest.raises(NotSignedIn):
            await access.sign_in_by_provider(name, "sub-2", [Role.CREDIT], limits=LIMITS)
    with pytest.raises(AccessNotAcceptable):
        await access.set_password("carol", PASSWORD)
    with pytest.raises(AccessNotAcceptable):
        await access.set_roles("carol", [Role.ADMIN], None)
    await access.disable("carol")
    with pytest.raises(NotSignedIn):
        await access.sign_in_by_provider("carol", "sub-1", [Role.CREDIT], limits=LIMITS)


async def test_guessing_is_stopped_and_stops_nobody_else(
    access: AccessClient, elsewhere: AccessClient, clock: Clock
) -> None:
    await _add(access)
    await _add(access, "bob")
    for number in range(attempts.OF_ONE_AT_ONE_NAME):
        with pytest.raises(NotSignedIn):
            client = access if number % 2 else elsewhere
            await client.sign_in("alice", f"guess {number}", client="203.0.113.9", limits=LIMITS)
    with pytest.raises(TooManyAttempts) as refused:
        await elsewhere.sign_in("Alice", PASSWORD, client="203.0.113.9", limits=LIMITS)
    assert 0 < refused.value.details["retry_after"] <= 15 * 60
    await _signed_in(access)  # alice herself, from where she is
    await access.sign_in("bob", PASSWORD, client="203.0.113.9", limits=LIMITS)
    clock.passes(minutes=15)
    await access.sign_in("alice", PASSWORD, client="203.0.113.9", limits=LIMITS)


@pytest.mark.usefixtures("_few")
async def test_guessing_many_names_from_one_place_is_stopped(access: AccessClient) -> None:
    await _add(access)
    for number in range(attempts.OF_ONE_CLIENT):
        with pytest.raises(NotSignedIn):
            # One client has all the addresses of an IPv6 network.
            where = f"2001:db8::{number:x}"
            await access.sign_in(f"name {number}", "guess", client=where, limits=LIMITS)
    with pytest.raises(TooManyAttempts):
        await access.sign_in("alice", PASSWORD, client="2001:db8::ffff", limits=LIMITS)
    await _signed_in(access)


@pytest.mark.usefixtures("_few")
async def test_guessing_one_name_from_many_places_is_stopped(access: AccessClient) -> None:
    for number in range(attempts.AT_ONE_NAME):
        with pytest.raises(NotSignedIn):
            where = f"198.51.100.{number}"
            await access.sign_in("alice", "guess", client=where, limits=LIMITS)
    with pytest.raises(TooManyAttempts):
        await access.sign_in("alice", "guess", client="198.51.100.250", limits=LIMITS)


async def test_many_guesses_at_once_are_counted_as_well(access: AccessClient) -> None:
    guesses = [
        access.sign_in("alice", f"guess {number}", client=HERE, limits=LIMITS)
        for number in range(3 * attempts.OF_ONE_AT_ONE_NAME)
    ]
    refusals = await asyncio.gather(*guesses, return_exceptions=True)
    refused = [isinstance(each, TooManyAttempts) for each in refusals]
    assert refused.count(False) == attempts.OF_ONE_AT_ONE_NAME


@pytest.mark.usefixtures("_few")
async def test_who_signs_in_rightly_is_never_counted_out(access: AccessClient) -> None:
    await _add(access)
    for _ in range(attempts.OF_ONE_CLIENT + 5):
        await _signed_in(access)


async def test_what_is_over_for_long_is_forgotten(
    access: AccessClient, database: Database, clock: Clock
) -> None:
    await _add(access)
    await _signed_in(access)
    with pytest.raises(NotSignedIn):
        await access.sign_in("nobody", "guess", client=HERE, limits=LIMITS)
    clock.passes(days=8)
    await _signed_in(access)
    assert len(await _rows(database, sessions)) == 1
    left = await _rows(database, sign_in_attempts)
    assert {row["since"] for row in left} == {clock.now}


async def test_a_session_is_looked_up_once_for_a_while(
    access: AccessClient, database: Database, clock: Clock
) -> None:
    await _add(access)
    token = await _signed_in(access)
    assert await access.actor_of_session(token) is not None
    async with database.writing() as connection:
        await connection.execute(update(sessions).values(ended_at=clock.now))
    assert await access.actor_of_session(token) is not None
    clock.passes(seconds=4)
    assert await access.actor_of_session(token) is None
