"""What other sites make a browser do here comes to nothing."""

import httpx
import pytest
from fastapi import FastAPI

from clients.access import AccessClient
from domain.access import Role
from tests.console.access.browser import HERE, Browser, add, an_app, browsing, settings_for


@pytest.fixture(autouse=True)
async def signed_in(access: AccessClient, browser: Browser) -> None:
    await add(access, "alice", Role.CREDIT)
    await browser.sign_in("alice")


async def _change(browser: Browser, csrf: str, **headers: str) -> httpx.Response:
    return await browser.client.post("/change", data={"csrf": csrf, "said": "yes"}, headers=headers)


async def test_a_form_of_ours_says_what_only_our_pages_know(browser: Browser) -> None:
    answer = await browser.change("/change", said="yes")
    assert answer.text == "alice said yes"


async def test_a_script_of_ours_says_it_in_a_header(browser: Browser) -> None:
    said = {"X-CSRF-Token": await browser.csrf()}
    answers = (
        await browser.client.post("/change", headers=said, data={"said": "x"}),
        await browser.client.post("/change", headers=said, json={}),
        await browser.client.post("/change", headers=said, files={"file": b"x"}),
    )
    assert [answer.status_code for answer in answers] == [200, 200, 200]


@pytest.mark.parametrize("said", ["", "x", "0" * 64, "\u00e9"])
async def test_without_it_nothing_is_done(said: str, browser: Browser) -> None:
    assert (await _change(browser, said)).status_code == 403
    header = {b"X-CSRF-Token": said.encode("latin-1")}
    answer = await browser.client.post("/change", data={"said": "x"}, headers=header)
    assert answer.status_code == 403
    assert (await browser.client.post("/change")).status_code == 403
    assert (await browser.client.post("/change", json={"csrf": said})).status_code == 403


async def test_what_another_session_knows_does_not_help(app: FastAPI, browser: Browser) -> None:
    async with browsing(app) as other:
        await other.sign_in("alice")
        theirs = await other.csrf()
    assert (await _change(browser, theirs)).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "nonsense"},
        {"Sec-Fetch-Site": "cross-site", "Origin": HERE},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": f"{HERE}.evil.example"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "http://[bad"},
    ],
)
async def test_other_sites_are_refused_whatever_they_know(
    headers: dict[str, str], browser: Browser
) -> None:
    answer = await _change(browser, await browser.csrf(), **headers)
    assert answer.status_code == 403
    assert "another site" in answer.text
    signing_in = await browser.client.post("/sign-in", data={"sign_in": "alice"}, headers=headers)
    assert signing_in.status_code == 403
    api = await browser.client.post("/api/do/approve", headers=headers)
    assert api.json()["refused"]["code"] == "not_allowed"


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": HERE}, {}],
)
async def test_our_own_pages_are_let_through(headers: dict[str, str], browser: Browser) -> None:
    assert (await _change(browser, await browser.csrf(), **headers)).status_code == 200


async def test_behind_a_proxy_our_own_origin_is_the_public_one(access: AccessClient) -> None:
    url = "https://billing.provider.example"
    app = an_app(access, settings_for(public_url=url))
    async with browsing(app, "https://inside:8080") as browser:
        browser.client.headers["Origin"] = url
        answer = await browser.client.post("/sign-in", data={"sign_in": "alice", "password": "x"})
        assert answer.status_code == 401


async def test_a_key_needs_no_page(access: AccessClient, app: FastAPI) -> None:
    _, key = await access.create_key("program", [Role.CREDIT], None, by="root")
    async with browsing(app) as program:
        answer = await program.client.post(
            "/change", data={"said": "x"}, headers={"Authorization": f"Bearer {key}"}
        )
        assert answer.status_code == 200


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"--x", "multipart/form-data"),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
        (b"\xff\xfe=%zz&&&=", "application/x-www-form-urlencoded"),
        (b"{", "application/json"),
        (b"", "nonsense"),
    ],
)
async def test_a_malformed_body_does_no_harm(content: bytes, kind: str, browser: Browser) -> None:
    for path in ("/change", "/sign-in", "/sign-out", "/c"):
        answer = await browser.client.post(path, content=content, headers={"Content-Type": kind})
        assert 400 <= answer.status_code < 500, path
