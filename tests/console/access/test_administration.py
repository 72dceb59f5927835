"""Administrators decide who comes in; nobody else does."""

from datetime import timedelta

import pytest
from fastapi import FastAPI

from clients.access import AccessClient
from domain.access import Role
from tests.console.access.browser import OURS, PASSWORD, Browser, add, browsing


@pytest.fixture(autouse=True)
async def root(access: AccessClient, browser: Browser) -> None:
    await add(access, "root", Role.ADMIN)
    await browser.sign_in("root")


async def test_somebody_new_signs_in(access: AccessClient, browser: Browser, app: FastAPI) -> None:
    answer = await browser.change(
        "/access/people", sign_in="Carol", password=PASSWORD, roles=["credit", "legal"]
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/access")
    assert "carol" in (await browser.get("/access")).text
    people = {each.sign_in: each for each in await access.people()}
    assert people["carol"].created_by == "root"
    async with browsing(app) as carol:
        await carol.sign_in("carol")
        assert (await carol.get("/")).text == "carol"
        assert (await carol.get("/access")).status_code == 403
        await browser.change("/access/people/roles", sign_in="carol", roles=["auditor"])
        assert (await carol.get("/")).status_code == 303
        await carol.sign_in("carol")
        await browser.change(
            "/access/people/password", sign_in="carol", password="tree anchor velvet"
        )
        assert (await carol.sign_in("carol")).status_code == 401
        assert (await carol.sign_in("carol", "tree anchor velvet")).status_code == 303
        await browser.change("/access/people/disable", sign_in="carol")
        assert (await carol.get("/")).status_code == 303
        assert (await carol.sign_in("carol", "tree anchor velvet")).status_code == 401
        await browser.change("/access/people/enable", sign_in="carol")
        assert (await carol.sign_in("carol", "tree anchor velvet")).status_code == 303


async def test_a_customer_belongs_to_an_account(access: AccessClient, browser: Browser) -> None:
    fields = {"sign_in": "anna", "password": PASSWORD, "roles": "customer"}
    refused = await browser.change("/access/people", **fields)
    assert refused.status_code == 422
    assert "A customer belongs to one account" in refused.text
    unknown = await browser.change("/access/people", **fields, account="nowhere")
    assert unknown.status_code == 422
    assert (await browser.change("/access/people", **fields, account=OURS)).status_code == 303
    await access.create_key("ERP", [Role.CUSTOMER], OURS, by="root")
    await access.create_link(OURS, "anna@contoso.nl", by="root", lasts=timedelta(days=1))
    page = (await browser.get("/access")).text
    assert page.count(f'<a href="/accounts/{OURS}">Contoso BV</a>') == 3


@pytest.mark.parametrize(
    "fields",
    [
        {"sign_in": "bob", "password": "short", "roles": "credit"},
        {"sign_in": "bob", "password": PASSWORD},
        {"sign_in": "bob", "password": PASSWORD, "roles": "king"},
        {"sign_in": "", "password": PASSWORD, "roles": "credit"},
        {"sign_in": "root", "password": PASSWORD, "roles": "credit"},
    ],
)
async def test_what_makes_no_sense_is_said_on_the_page(
    fields: dict[str, str], access: AccessClient, browser: Browser
) -> None:
    answer = await browser.change("/access/people", **fields)
    assert answer.status_code == 422
    assert PASSWORD not in answer.text
    assert [each.sign_in for each in await access.people()] == ["root"]


async def test_nobody_shuts_themselves_out(access: AccessClient, browser: Browser) -> None:
    for name in ("root", "ROOT", " root "):
        refused = await browser.change("/access/people/disable", sign_in=name)
        assert refused.status_code == 422
        refused = await browser.change("/access/people/roles", sign_in=name, roles="credit")
        assert refused.status_code == 422
    assert (await browser.get("/access")).status_code == 200


async def test_a_key_is_shown_once_and_revoked(
    access: AccessClient, browser: Browser, app: FastAPI
) -> None:
    page = await browser.change("/access/keys", name="ERP", roles="billing", days="30")
    said = "pbi_" + page.text.partition('value="pbi_')[2].partition('"')[0]
    (key,) = await access.keys()
    assert key.expires_at is not None
    assert (key.expires_at - key.created_at).days == 30
    listed = (await browser.get("/access")).text
    assert key.id in listed
    assert said not in listed
    async with browsing(app) as program:
        program.client.headers["Authorization"] = f"Bearer {said}"
        assert (await program.client.post("/api/do/write_off")).status_code == 200
        await browser.change(f"/access/keys/{key.id}/revoke")
        assert (await program.client.post("/api/do/write_off")).status_code == 401
    assert (await browser.change("/access/keys/nothing/revoke")).status_code == 404


@pytest.mark.parametrize("days", ["0", "-1", "x", "9999", "1.5", "\u00b2"])
async def test_a_key_is_valid_for_whole_days(days: str, browser: Browser) -> None:
    answer = await browser.change("/access/keys", name="ERP", roles="billing", days=days)
    assert answer.status_code == 422


async def test_markup_in_names_stays_text(access: AccessClient, browser: Browser) -> None:
    name = "<script>alert(1)</script>"
    await access.add_person(name, PASSWORD, [Role.CREDIT], None, by=name)
    await access.create_key(name, [Role.CREDIT], None, by=name)
    page = (await browser.get("/access")).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
async def test_others_do_not_get_in(role: Role, access: AccessClient, app: FastAPI) -> None:
    await add(access, "dave", role, account=OURS if role is Role.CUSTOMER else None)
    async with browsing(app) as dave:
        await dave.sign_in("dave")
        assert (await dave.get("/access")).status_code == 403
        for path in ("people", "people/roles", "people/password", "people/disable", "keys"):
            made = {"sign_in": "root", "roles": "admin", "password": PASSWORD, "name": "x"}
            assert (await dave.change(f"/access/{path}", **made)).status_code == 403
    assert (await browser_is_still_root(access)) is True
    assert await access.keys() == []


async def browser_is_still_root(access: AccessClient) -> bool:
    root = next(each for each in await access.people() if each.sign_in == "root")
    return root.roles == (Role.ADMIN,) and root.disabled_at is None
