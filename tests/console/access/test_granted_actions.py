"""A key may be given some of what its roles allow, and does nothing else by them."""

from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from adapters.ledger.access.tables import api_keys
from adapters.ledger.database import Database
from application.access.api_keys import all_keys, create_key, holder_of_key
from clients.access import AccessClient
from domain.access import ALLOWED, Action, Role, grantable
from domain.errors import AccessNotAcceptable
from tests.console.access.browser import OURS, Browser, add, browsing
from tests.ledger.signing_in import access_at


@pytest.mark.parametrize("role", Role)
async def test_a_restricted_key_does_what_it_was_given_and_nothing_else(
    role: Role, access: AccessClient, app: FastAPI
) -> None:
    account = OURS if role is Role.CUSTOMER else None
    for action in sorted(grantable([role]))[:3]:
        _, key = await access.create_key("program", [role], account, by="root", actions=[action])
        async with browsing(app) as browser:
            browser.client.headers["Authorization"] = f"Bearer {key}"
            for other in set(Action) - {action}:
                answer = await browser.client.post(f"/api/do/{other}")
                code = "action_not_granted" if role in ALLOWED[other] else "not_allowed"
                assert answer.status_code == 403, other
                assert answer.json()["refused"]["code"] == code, other
            assert (await browser.client.post(f"/api/do/{action}")).status_code == 200


@pytest.mark.parametrize(
    ("roles", "actions"),
    [
        ([Role.ADMIN], []),
        ([Role.ADMIN], [Action.MANAGE_ACCESS]),
        ([Role.CREDIT], [Action.APPROVE, Action.WRITE_OFF]),
        ([Role.AUDITOR], [Action.RECORD_PAYMENT]),
    ],
)
async def test_no_key_is_given_what_its_roles_do_not_allow_or_the_making_of_keys(
    roles: list[Role], actions: list[Action], access: AccessClient
) -> None:
    with pytest.raises(AccessNotAcceptable) as refused:
        await access.create_key("program", roles, None, by="root", actions=actions)
    assert refused.value.details["field"] == "actions"


async def test_a_restricted_key_is_listed_with_what_it_was_given(access: AccessClient) -> None:
    given = [Action.RECORD_PAYMENT, Action.VIEW_INVOICE]
    made, _ = await access.create_key("a till", [Role.BILLING], None, by="root", actions=given)
    (listed,) = [each for each in await access.keys() if each.id == made.id]
    assert listed.roles == (Role.BILLING,)
    assert listed.actions == ("record_payment", "view_invoice")


async def test_a_console_of_a_release_before_lets_nothing_in_by_a_restricted_key(
    access: AccessClient, database: Database
) -> None:
    given = [Action.RECORD_PAYMENT]
    made, _ = await access.create_key("a till", [Role.BILLING], None, by="root", actions=given)
    async with database.reading() as connection:
        row = (await connection.execute(select(api_keys).where(api_keys.c.id == made.id))).one()
    assert row.roles == []


async def test_an_action_of_a_later_release_is_granted_to_nobody(database: Database) -> None:
    access = access_at(database, datetime.now(UTC))
    made, said = await create_key(
        access, "a till", [Role.BILLING], None, by="root", actions=[Action.RECORD_PAYMENT]
    )
    later = {"roles": ["billing"], "actions": ["print_money", "write_off"]}
    async with database.writing() as connection:
        await connection.execute(
            update(api_keys).where(api_keys.c.id == made.id).values(granted=later)
        )
    holder = await holder_of_key(access, said, access.now())
    assert holder is not None
    assert holder.actor.granted == frozenset({Action.WRITE_OFF})
    assert [each.actions for each in await all_keys(access)] == [("print_money", "write_off")]


async def test_an_administrator_chooses_actions_on_the_page(
    access: AccessClient, browser: Browser
) -> None:
    await add(access, "root", Role.ADMIN)
    await browser.sign_in("root")
    till = {"name": "a till", "roles": "billing"}
    made = await browser.change("/access/keys", **till, actions=["record_payment"])
    assert made.status_code == 200
    assert "only record_payment" in (await browser.get("/access")).text
    refused = await browser.change("/access/keys", **till, actions=["approve"])
    assert refused.status_code == 422
    assert "cannot be restricted to approve" in refused.text
