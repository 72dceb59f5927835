"""API keys and customers' links: good until they are revoked or expire, and no longer."""

from datetime import timedelta

import pytest

from clients.access import AccessClient
from domain.access import Role
from domain.errors import AccessUnknown, NotSignedIn
from tests.ledger.samples import CONTOSO, NOON
from tests.ledger.signing_in import LIMITS, Clock
from wording.sign_ins import came_in


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
        assert actor.sign_in == "anna@contoso.nl"
        assert actor.account == CONTOSO
        assert actor.through is not None
        assert came_in(actor.through) == f"link {link.id}, made by root, who could read it"
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


async def test_reading_a_link_does_not_use_it(access: AccessClient) -> None:
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
