"""Customers' links: unguessable, expiring, revocable, and not used by opening them."""

from datetime import timedelta

import pytest
from fastapi import FastAPI

from clients.access import AccessClient, CustomerLink
from domain.access import Role
from tests.console.access.browser import OURS, Browser, Clock, add, browsing


@pytest.fixture
async def made(access: AccessClient) -> tuple[CustomerLink, str]:
    return await access.create_link(OURS, "anna@contoso.nl", by="carol", lasts=timedelta(days=14))


async def test_a_link_shows_a_button_that_lets_in(
    made: tuple[CustomerLink, str], browser: Browser
) -> None:
    _, token = made
    page = await browser.get(f"/c/{token}")
    assert page.status_code == 200
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "set-cookie" not in page.headers
    assert 'action="/c"' in page.text
    answer = await browser.post("/c", token=token)
    assert (answer.status_code, answer.headers["location"]) == (303, "/my")
    assert token not in str(answer.headers)
    assert (await browser.get("/my")).text == f"anna@contoso.nl of {OURS}"
    assert (await browser.get("/requests/mine")).status_code == 200
    assert (await browser.get("/requests/foreign")).status_code == 403


async def test_what_follows_links_in_mail_neither_signs_in_nor_uses_them(
    made: tuple[CustomerLink, str], access: AccessClient, app: FastAPI, browser: Browser
) -> None:
    _, token = made
    async with browsing(app) as scanner:
        for _ in range(3):
            assert (await scanner.get(f"/c/{token}")).status_code == 200
            assert (await scanner.client.head(f"/c/{token}")).status_code in (200, 405)
        assert (await scanner.get("/my")).status_code == 303
    assert [each.used_at for each in await access.links()] == [None]
    assert (await browser.post("/c", token=token)).status_code == 303
    assert [each.used_at is None for each in await access.links()] == [False]


async def test_wrong_expired_and_revoked_links_look_the_same(
    made: tuple[CustomerLink, str], access: AccessClient, browser: Browser, clock: Clock
) -> None:
    _, expired = made
    clock.passes(days=14)
    link, revoked = await access.create_link(OURS, "a@b.nl", by="carol", lasts=timedelta(days=1))
    await access.revoke_link(link.id)
    pages = [await browser.get(f"/c/{token}") for token in (expired, revoked, "x", "x" * 2000)]
    pages += [await browser.post("/c", token=token) for token in (expired, revoked, "x", "")]
    assert {page.status_code for page in pages} == {404}
    tokens = (expired, revoked, "x" * 2000, "x")
    texts = [page.text for page in pages[:2] + pages[4:6]]
    for token in tokens[:2]:
        texts = [text.replace(token, "") for text in texts]
    assert len(set(texts)) == 1
    assert all("Send me a new one" in text for text in texts)
    assert all("ask your contact" in page.text for page in pages)
    assert (await browser.get("/my")).status_code == 303


async def test_it_is_said_in_dutch_to_dutch_readers(browser: Browser) -> None:
    page = await browser.get("/c/x", **{"Accept-Language": "nl-NL,nl;q=0.9"})
    assert "Deze link werkt niet" in page.text


async def test_revoking_a_link_ends_the_sessions_that_began_with_it(
    made: tuple[CustomerLink, str], access: AccessClient, browser: Browser
) -> None:
    link, token = made
    await browser.post("/c", token=token)
    assert (await browser.get("/my")).status_code == 200
    await access.revoke_link(link.id)
    assert (await browser.get("/my")).status_code == 303


async def test_staff_make_a_link_that_is_shown_once(
    access: AccessClient, browser: Browser, app: FastAPI
) -> None:
    await add(access, "carol", Role.CREDIT)
    await browser.sign_in("carol")
    page = await browser.change(f"/accounts/{OURS}/links", sign_in="Anna@Contoso.nl", days="3")
    assert page.status_code == 200
    (link,) = await access.links(OURS)
    assert (link.sign_in, link.created_by) == ("anna@contoso.nl", "carol")
    url = page.text.partition("http://127.0.0.1:8080/c/")[2].partition('"')[0]
    assert len(url) >= 43
    listed = await browser.get(f"/accounts/{OURS}/links")
    assert "anna@contoso.nl" in listed.text
    assert url not in listed.text
    async with browsing(app) as customer:
        await customer.post("/c", token=url)
        assert (await customer.get("/my")).status_code == 200
        revoked = await browser.change(f"/accounts/{OURS}/links/{link.id}/revoke")
        assert revoked.status_code == 303
        assert (await customer.get("/my")).status_code == 303


@pytest.mark.parametrize(
    ("account", "fields", "status"),
    [
        (OURS, {"sign_in": ""}, 422),
        (OURS, {"sign_in": "a@b.nl", "days": "0"}, 422),
        (OURS, {"sign_in": "a@b.nl", "days": "400"}, 422),
        (OURS, {"sign_in": "a@b.nl", "days": "nan"}, 422),
        ("nowhere", {"sign_in": "a@b.nl"}, 404),
    ],
)
async def test_a_link_that_makes_no_sense_is_not_made(
    account: str, fields: dict[str, str], status: int, access: AccessClient, browser: Browser
) -> None:
    await add(access, "carol", Role.CREDIT)
    await browser.sign_in("carol")
    answer = await browser.change(f"/accounts/{account}/links", **fields)
    assert answer.status_code == status
    assert await access.links() == []


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.AUDITOR])
async def test_who_may_not_invite_makes_no_link(
    role: Role, access: AccessClient, browser: Browser
) -> None:
    await add(access, "dave", role, account=OURS if role is Role.CUSTOMER else None)
    await browser.sign_in("dave")
    assert (await browser.get(f"/accounts/{OURS}/links")).status_code == 403
    assert (await browser.change(f"/accounts/{OURS}/links", sign_in="x")).status_code == 403


async def test_a_dead_link_offers_another_and_says_to_nobody_whether_there_was_one(
    access: AccessClient, browser: Browser, clock: Clock
) -> None:
    _, dead = await access.create_link(OURS, "a@b.nl", by="carol", lasts=timedelta(days=1))
    clock.passes(days=2)
    offered = await browser.get(f"/c/{dead}")
    assert 'action="/c/again"' in offered.text
    pages = [await browser.post("/c/again", token=token) for token in (dead, "x", "", "y" * 300)]
    assert {page.status_code for page in pages} == {200}
    assert len({page.text for page in pages}) == 1
    assert "a@b.nl" not in pages[0].text


async def test_a_contact_confirms_by_a_button_and_a_guess_confirms_nothing(
    browser: Browser,
) -> None:
    page = await browser.get("/c/contact/guessed")
    assert page.status_code == 404
    assert 'action="/c/again"' not in page.text
    assert (await browser.post("/c/contact", token="guessed")).status_code == 404


async def test_staff_mail_a_link_to_addresses_on_file_only_and_never_see_it(
    access: AccessClient, browser: Browser
) -> None:
    await add(access, "carol", Role.CREDIT)
    await browser.sign_in("carol")
    where = f"/accounts/{OURS}/links"
    refused = await browser.change(where, sign_in="mallory@evil.example", mail="yes")
    assert refused.status_code == 422
    assert "on file only" in refused.text
    assert await access.links() == []
