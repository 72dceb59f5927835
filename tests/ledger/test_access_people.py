"""Who may sign in, kept on both databases: never a secret, and never what makes no sense."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from adapters.credentials import passwords
from adapters.ledger.access.tables import (
    api_keys,
    customer_links,
    people,
    sessions,
    sign_in_attempts,
)
from adapters.ledger.database import Database
from clients.access import AccessClient
from domain.access import Role
from domain.errors import AccessNotAcceptable, AccessUnknown, AccountUnknown, NotSignedIn
from tests.ledger.samples import CONTOSO
from tests.ledger.signing_in import HERE, LIMITS, PASSWORD, add, rows, signed_in


async def test_somebody_signs_in_with_their_password_however_they_write_their_name(
    access: AccessClient,
) -> None:
    await add(access, "Alice@Provider.Example", Role.CREDIT, Role.LEGAL)
    actor = await access.actor_of_session(await signed_in(access, " ALICE@provider.example "))
    assert actor is not None
    assert actor.sign_in == "alice@provider.example"
    assert actor.roles == {Role.CREDIT, Role.LEGAL}


async def test_no_secret_that_lets_anybody_in_is_in_the_ledger(
    access: AccessClient, database: Database
) -> None:
    await add(access)
    session = await signed_in(access)
    _, key = await access.create_key("import", [Role.BILLING], None, by="root")
    _, link = await access.create_link(
        CONTOSO, "anna@contoso.nl", by="root", lasts=timedelta(days=1)
    )
    with pytest.raises(NotSignedIn):
        await access.sign_in("mallory@example.com", "guess", client=HERE, limits=LIMITS)
    tables = (people, sessions, api_keys, customer_links, sign_in_attempts)
    kept = "".join([str(await rows(database, table)) for table in tables])
    for secret in (PASSWORD, session, key, key.split("_", 2)[2], link):
        assert secret not in kept
    counted = str(await rows(database, sign_in_attempts))
    assert "mallory" not in counted
    assert HERE not in counted
    (alice,) = await rows(database, people)
    assert alice["password_hash"].startswith("$argon2id$")


@pytest.mark.parametrize("name", ["worker", " WORKER ", "w.o.r.k.e.r", "Credit team"])
async def test_nobody_and_no_key_or_link_has_a_name_of_the_program(
    name: str, access: AccessClient
) -> None:
    with pytest.raises(AccessNotAcceptable):
        await access.add_person(name, PASSWORD, [Role.CREDIT], None, by="root")
    with pytest.raises(AccessNotAcceptable):
        await access.create_key(name, [Role.BILLING], None, by="root")
    with pytest.raises(AccessNotAcceptable):
        await access.create_link(CONTOSO, name, by="root", lasts=timedelta(days=1))
    assert await access.people() == []


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


async def test_a_password_hashed_under_older_parameters_is_hashed_again(
    access: AccessClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add(access)
    (before,) = await rows(database, people)
    today = PasswordHasher(time_cost=2, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", today)
    token = await signed_in(access)
    (after,) = await rows(database, people)
    assert "t=1" in before["password_hash"]
    assert "t=2" in after["password_hash"]
    assert await access.actor_of_session(token) is not None
    await signed_in(access)


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
    await add(access)
    with pytest.raises(AccessNotAcceptable) as refused:
        await access.add_person(name, password, roles, account, by="root")
    assert refused.value.details["field"] == field


async def test_access_is_given_to_accounts_that_there_are(access: AccessClient) -> None:
    for giving in (
        access.add_person("bob", PASSWORD, [Role.CUSTOMER], "nowhere", by="root"),
        access.create_key("import", [Role.CUSTOMER], "nowhere", by="root"),
        access.create_link("nowhere", "a@b.nl", by="root", lasts=timedelta(days=1)),
    ):
        with pytest.raises(AccountUnknown):
            await giving
    await access.add_person("bob", PASSWORD, [Role.CUSTOMER], CONTOSO, by="root")
    actor = await access.actor_of_session(await signed_in(access, "bob"))
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
    await add(access, "root", Role.ADMIN)
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
