"""Security headers, on every kind of answer."""

import pytest

from clients.access import AccessClient
from domain.access import Role
from tests.console.access.browser import Browser, add, an_app, browsing, settings_for

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def _policy(said: str) -> dict[str, str]:
    parts = (part.partition(" ") for part in said.split("; "))
    return {name: value for name, _, value in parts}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/sign-in", 200),
        ("GET", "/", 303),
        ("GET", "/nowhere", 404),
        ("GET", "/api/nowhere", 404),
        ("DELETE", "/sign-in", 405),
        ("POST", "/api/do/approve", 401),
        ("POST", "/c", 404),
        ("GET", "/c/x", 404),
        ("GET", "/broken", 500),
        ("GET", "/static/style.css", 200),
    ],
)
async def test_every_answer_has_them(method: str, path: str, status: int, browser: Browser) -> None:
    answer = await browser.client.request(method, path)
    assert answer.status_code == status
    headers = answer.headers
    assert _policy(headers["content-security-policy"]) == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["referrer-policy"] == ("no-referrer" if "/c" in path[:2] else "same-origin")
    assert headers["cache-control"] == ("max-age=60" if "static" in path else "no-store")
    assert "strict-transport-security" not in headers
    assert "secret inside" not in answer.text


async def test_refusals_before_any_route_have_them_as_well(
    access: AccessClient, browser: Browser
) -> None:
    await add(access, "alice", Role.CREDIT)
    await browser.sign_in("alice")
    for answer in (
        await browser.client.post("/body", content=b"x" * 300_000),
        await browser.client.post("/body", headers={"Content-Length": "x"}),
        await browser.client.post("/body", headers={"Origin": "https://evil.example"}),
        await browser.post("/change"),
    ):
        assert answer.status_code in (400, 403, 413)
        assert _policy(answer.headers["content-security-policy"]) == POLICY
        assert answer.headers["cache-control"] == "no-store"


async def test_over_https_browsers_have_to_stay_there(access: AccessClient) -> None:
    url = "https://billing.provider.example"
    app = an_app(access, settings_for(public_url=url))
    async with browsing(app, url) as browser:
        answer = await browser.get("/sign-in")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


async def test_forms_may_lead_on_to_the_identity_provider(access: AccessClient) -> None:
    app = an_app(access, settings_for(oidc_issuer="https://login.example/tenant/v2"))
    async with browsing(app) as browser:
        page = await browser.get("/sign-in")
    policy = _policy(page.headers["content-security-policy"])
    assert policy == {**POLICY, "form-action": "'self' https://login.example"}
    assert 'href="/sign-in/oidc?next=%2F"' in page.text


@pytest.mark.parametrize("path", ["/sign-in", "/access", "/accounts/account-1/links", "/c/x"])
async def test_our_pages_keep_to_it(path: str, access: AccessClient, browser: Browser) -> None:
    if path.startswith("/a"):
        await add(access, "root", Role.ADMIN)
        await browser.sign_in("root")
    page = (await browser.get(path)).text
    for forbidden in ("<style", " style=", " onclick=", "javascript:", "<base"):
        assert forbidden not in page
    assert page.count("<script") == page.count('<script src="/static/')
