"""Signing in with a password, staying in, and signing out."""

from http.cookies import SimpleCookie

import httpx
import pytest
from fastapi import FastAPI

from clients.access import AccessClient
from console.access.local_paths import local_path
from domain.access import Role
from domain.signing_in import attempts
from tests.console.access.browser import (
    OURS,
    PASSWORD,
    Browser,
    Clock,
    add,
    an_app,
    browsing,
    settings_for,
)


@pytest.fixture(autouse=True)
async def alice(access: AccessClient) -> None:
    await add(access, "alice", Role.CREDIT)


def _cookie(answer: httpx.Response, name: str) -> dict[str, str]:
    (said,) = [
        each for each in answer.headers.get_list("set-cookie") if each.startswith(f"{name}=")
    ]
    morsel = SimpleCookie(said)[name]
    return {"value": morsel.value, **{key: value for key, value in morsel.items() if value}}


async def test_a_plain_form_signs_in_and_leads_where_one_wanted_to_go(browser: Browser) -> None:
    refused = await browser.get("/form")
    assert refused.status_code == 303
    assert refused.headers["location"] == "/sign-in?next=%2Fform"
    page = await browser.get(refused.headers["location"])
    assert 'value="/form"' in page.text
    assert "<script" not in page.text.replace('<script src="/static/', "")
    answer = await browser.sign_in("alice", next="/form")
    assert (answer.status_code, answer.headers["location"]) == (303, "/form")
    assert (await browser.get("/")).text == "alice"
    already = await browser.get("/sign-in?next=/form")
    assert (already.status_code, already.headers["location"]) == (303, "/form")


async def test_a_customer_comes_to_their_own_pages(access: AccessClient, browser: Browser) -> None:
    await add(access, "anna", Role.CUSTOMER, account=OURS)
    assert (await browser.sign_in("anna")).headers["location"] == "/my"
    assert (await browser.get("/sign-in")).headers["location"] == "/my"


async def test_htmx_is_redirected_to_the_sign_in_page(browser: Browser) -> None:
    asked = {"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1:8080/queues?q=anna"}
    answer = await browser.get("/form", **asked)
    assert answer.headers["hx-redirect"] == "/sign-in?next=%2Fqueues"
    assert answer.text == ""
    for nonsense in ("http://[bad", "https://evil.example//evil.example", ""):
        answer = await browser.get("/form", **{**asked, "HX-Current-URL": nonsense})
        assert answer.headers["hx-redirect"] == "/sign-in"


@pytest.mark.parametrize(
    ("url", "name", "secure"),
    [
        ("http://127.0.0.1:8080", "session", False),
        ("http://localhost:8080", "session", False),
        ("http://[::1]:8080", "session", False),
        ("https://billing.provider.example", "__Host-session", True),
        ("http://billing.provider.example", "__Host-session", True),
    ],
)
async def test_the_sessions_cookie_is_kept_from_scripts_and_other_sites(
    url: str, name: str, secure: bool, access: AccessClient
) -> None:
    app = an_app(access, settings_for(public_url=url))
    async with browsing(app, url) as browser:
        cookie = _cookie(await browser.sign_in("alice"), name)
        value = cookie.pop("value")
        assert len(value) >= 43
        expected = {"httponly": True, "path": "/", "samesite": "lax", "max-age": str(12 * 3600)}
        assert cookie == {**expected, **({"secure": True} if secure else {})}


async def test_signing_in_gives_a_new_session_and_ends_the_one_before(browser: Browser) -> None:
    planted = "planted-by-somebody"
    browser.client.cookies.set("session", planted, domain="127.0.0.1")
    first = _cookie(await browser.sign_in("alice"), "session")["value"]
    assert first != planted
    second = _cookie(await browser.sign_in("alice"), "session")["value"]
    assert second != first
    browser.client.cookies.clear()
    browser.client.cookies.set("session", first, domain="127.0.0.1")
    assert (await browser.get("/")).status_code == 303


@pytest.mark.parametrize(
    ("name", "password"), [("alice", "wrong"), ("nobody", PASSWORD), ("", ""), ("alice", "")]
)
async def test_what_is_wrong_is_not_said(name: str, password: str, browser: Browser) -> None:
    answer = await browser.sign_in(name, password)
    assert answer.status_code == 401
    assert "There is nobody with this name and this password." in answer.text
    assert password not in answer.text or not password
    assert "set-cookie" not in answer.headers


async def test_known_and_unknown_names_are_answered_alike(browser: Browser) -> None:
    browser.client.headers["X-Request-Id"] = "the-same-id"  # else every answer has its own
    known, unknown = [await browser.sign_in(name, "wrong") for name in ("alice", "nobody")]
    assert known.text == unknown.text
    assert {*known.headers.items()} == {*unknown.headers.items()}


async def test_somebody_disabled_is_out_at_once_and_answered_like_nobody(
    access: AccessClient, browser: Browser
) -> None:
    await browser.sign_in("alice")
    assert (await browser.get("/")).status_code == 200
    await access.disable("alice")
    assert (await browser.get("/")).status_code == 303
    browser.client.headers["X-Request-Id"] = "the-same-id"  # else every answer has its own
    nobody = await browser.sign_in("nobody")
    assert (await browser.sign_in("alice")).text == nobody.text


async def test_a_session_ends_by_itself(browser: Browser, clock: Clock) -> None:
    await browser.sign_in("alice")
    for _ in range(13):
        clock.passes(minutes=55)
        assert (await browser.get("/")).status_code == 200
    clock.passes(minutes=6)
    assert (await browser.get("/")).status_code == 303
    await browser.sign_in("alice")
    clock.passes(minutes=61)
    assert (await browser.get("/")).status_code == 303


async def test_signing_out_ends_the_session_and_needs_our_own_form(browser: Browser) -> None:
    token = _cookie(await browser.sign_in("alice"), "session")["value"]
    assert (await browser.post("/sign-out")).status_code == 403
    assert (await browser.get("/")).status_code == 200
    answer = await browser.change("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert _cookie(answer, "session")["max-age"] == "0"
    browser.client.cookies.set("session", token, domain="127.0.0.1")
    assert (await browser.get("/")).status_code == 303
    assert (await browser.post("/sign-out")).status_code == 303


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "evil.example",
    "/a b",
    "/a\r\nSet-Cookie: x=y",
    "/" + "x" * 1000,
]


@pytest.mark.parametrize("where", ELSEWHERE)
async def test_signing_in_leads_to_no_other_site(where: str, browser: Browser) -> None:
    assert local_path(where) == "/"
    page = await browser.client.get("/sign-in", params={"next": where})
    assert 'name="next" value="/"' in page.text
    answer = await browser.sign_in("alice", next=where)
    assert answer.headers["location"] == "/"
    already = await browser.client.get("/sign-in", params={"next": where})
    assert already.headers["location"] == "/"


@pytest.mark.parametrize(
    "where", ["/queues", "/requests/sub-1?tab=2", "/a//b", "/x/%2F%2Fevil", "/é"]
)
def test_pages_of_ours_are_where_it_may_lead(where: str) -> None:
    assert local_path(where) == where


@pytest.mark.parametrize("where", ["/sign-in", "/sign-in?next=/x", "/sign-out", "/c/token", None])
def test_it_leads_in_no_circle(where: str | None) -> None:
    assert local_path(where) == "/"


async def test_guessing_is_stopped_with_the_time_to_wait_and_stops_nobody_else(
    app: FastAPI, access: AccessClient
) -> None:
    await add(access, "bob", Role.CREDIT)
    async with browsing(app, client_address="203.0.113.9") as guesser:
        for _ in range(attempts.OF_ONE_AT_ONE_NAME):
            assert (await guesser.sign_in("alice", "guess")).status_code == 401
        stopped = await guesser.sign_in("alice")
        assert stopped.status_code == 429
        assert 0 < int(stopped.headers["retry-after"]) <= 900
        assert "Try again later" in stopped.text
        assert (await guesser.sign_in("bob")).status_code == 303
    async with browsing(app, client_address="192.0.2.7") as alice:
        assert (await alice.sign_in("alice")).status_code == 303


async def test_where_passwords_are_not_taken_nobody_can_try_one(access: AccessClient) -> None:
    settings = settings_for(local_sign_in=False)
    async with browsing(an_app(access, settings)) as browser:
        assert 'name="password"' not in (await browser.get("/sign-in")).text
        assert (await browser.sign_in("alice")).status_code == 404


@pytest.mark.parametrize(
    "authorization",
    ["Bearer", "Bearer ", "Bearer pbi_x_y", "Bearer \u00e9", "Basic YWxpY2U6eA==", "x" * 5000],
)
async def test_a_wrong_key_is_nobody_even_with_a_session(
    authorization: str, browser: Browser
) -> None:
    await browser.sign_in("alice")
    answer = await browser.client.post(
        "/api/do/view_queues", headers={b"Authorization": authorization.encode()}
    )
    assert answer.status_code == 401


@pytest.mark.parametrize("cookie", ["x", "", "\u00e9", '"', "a" * 5000, "a;b", "%00"])
async def test_a_cookie_that_is_none_of_ours_is_nobody(cookie: str, browser: Browser) -> None:
    answer = await browser.client.get("/", headers={b"Cookie": b"session=" + cookie.encode()})
    assert answer.status_code == 303


async def test_a_key_or_session_that_is_revoked_is_nobody(
    access: AccessClient, browser: Browser
) -> None:
    key, said = await access.create_key("program", [Role.CREDIT], None, by="root")
    browser.client.headers["Authorization"] = f"bearer {said}"
    assert (await browser.client.post("/api/do/approve")).status_code == 200
    await access.revoke_key(key.id)
    assert (await browser.client.post("/api/do/approve")).status_code == 401
