"""Signing in by a real OpenID Connect provider: code and PKCE, and nothing that is not right."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlencode

import pytest
from authlib.oauth2.rfc6749 import AuthorizationCodeGrant
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from clients.access import AccessClient
from console.entrance.provider import Flow, Provider
from domain.access import Role
from engine.local.ports import free_port
from settings import Settings
from tests.console.access.browser import Browser, add, an_app, browsing, settings_for
from tests.console.access.identity_provider import (
    IdentityProvider,
    parameters,
    running_provider,
)
from tests.console.access.serving import serving

ROLES = {"finance-credit": "credit", "finance-legal": "legal", "kunde": "customer"}


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def settings(provider: IdentityProvider) -> Settings:
    return _settings(provider)


def _settings(provider: IdentityProvider, **extra: object) -> Settings:
    oidc = {"oidc_issuer": provider.issuer, "oidc_client_id": "console"}
    return settings_for(**oidc, **{"oidc_client_secret": "s3cret", **extra})


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[Browser]:
    async with browsing(app) as browser:
        yield browser


async def _sent(browser: Browser, next: str = "/") -> str:
    """Where the console sends somebody who signs in by the provider."""
    answer = await browser.client.get("/sign-in/oidc", params={"next": next})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def test_somebody_signs_in_there_and_comes_back(
    provider: IdentityProvider, access: AccessClient, browser: Browser
) -> None:
    await provider.has("sub-1", email="Carol@provider.example", roles=["credit", "unheard-of"])
    back = await provider.lets_in(await _sent(browser, "/form"), "sub-1")
    answer = await browser.get(back)
    assert (answer.status_code, answer.headers["location"]) == (303, "/form")
    assert (await browser.get("/")).text == "carol@provider.example"
    assert (await browser.change("/do/approve")).status_code == 200
    assert (await browser.change("/do/overrule")).status_code == 403
    (carol,) = await access.people()
    assert (carol.roles, carol.by_provider) == ((Role.CREDIT,), True)


async def test_the_code_is_bound_to_this_browser_by_pkce_state_and_nonce(
    provider: IdentityProvider, browser: Browser
) -> None:
    await provider.has("sub-1", email="carol@provider.example", roles=["credit"])
    address = await _sent(browser)
    asked = parameters(address)
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://127.0.0.1:8080/sign-in/oidc/callback"
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    cookie = browser.client.cookies["sign-in"]
    for sent in (asked["state"], asked["nonce"], asked["code_challenge"]):
        assert len(sent) >= 43
        assert sent not in cookie
    await browser.get(await provider.lets_in(address, "sub-1"))
    verifier = provider.asked_at("/oauth2/token")["code_verifier"]
    challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    assert (
        provider.asked_at("/oauth2/authorize")["code_challenge"]
        == challenge
        == (asked["code_challenge"])
    )
    assert "/jwks" in [path for path, _ in provider.asked]
    assert "sign-in" not in browser.client.cookies


async def test_each_attempt_has_secrets_of_its_own(browser: Browser) -> None:
    first, second = parameters(await _sent(browser)), parameters(await _sent(browser))
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]


async def test_the_console_proves_itself_with_its_secret(
    provider: IdentityProvider, browser: Browser
) -> None:
    await provider.has("sub-1", email="carol@provider.example", roles=["credit"])
    back = await provider.lets_in(await _sent(browser), "sub-1")
    assert (await browser.get(back)).status_code == 303
    assert provider.asked_at("/oauth2/token")["authorization"] == "console"
    assert "client_secret" not in provider.asked_at("/oauth2/token")


async def test_without_a_secret_it_has_its_name_and_pkce(
    provider: IdentityProvider, access: AccessClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The provider's grant has this from Authlib; its later releases take it anyway.
    monkeypatch.setattr(AuthorizationCodeGrant, "TOKEN_ENDPOINT_AUTH_METHODS", ["none"])
    await provider.has("sub-1", email="carol@provider.example", roles=["credit"])
    app = an_app(access, _settings(provider, oidc_client_secret=None))
    async with browsing(app) as browser:
        back = await provider.lets_in(await _sent(browser), "sub-1")
        assert (await browser.get(back)).status_code == 303
    asked = provider.asked_at("/oauth2/token")
    assert asked["client_id"] == "console"
    assert "authorization" not in asked
    assert len(asked["code_verifier"]) >= 43


@pytest.mark.parametrize("state", ["", "x", "other"])
async def test_an_answer_to_another_attempt_is_not_taken(
    state: str, provider: IdentityProvider, app: FastAPI, browser: Browser
) -> None:
    await provider.has("sub-1", email="carol@provider.example", roles=["credit"])
    back = parameters(await provider.lets_in(await _sent(browser), "sub-1"))
    if state == "other":
        async with browsing(app) as other:
            state = parameters(await _sent(other))["state"]
    answer = await browser.get(f"/sign-in/oidc/callback?{urlencode({**back, 'state': state})}")
    assert answer.status_code == 401
    assert "Start again" in answer.text
    assert (await browser.get("/")).status_code == 303
    assert "/oauth2/token" not in [path for path, _ in provider.asked]


async def test_somebody_elses_answer_does_not_sign_one_in(
    provider: IdentityProvider, app: FastAPI, browser: Browser
) -> None:
    await provider.has("sub-1", email="mallory@provider.example", roles=["credit"])
    back = await provider.lets_in(await _sent(browser), "sub-1")
    async with browsing(app) as victim:
        assert (await victim.get(back)).status_code == 401
        assert (await victim.get("/")).status_code == 303


async def test_an_answer_is_taken_once(provider: IdentityProvider, browser: Browser) -> None:
    await provider.has("sub-1", email="carol@provider.example", roles=["credit"])
    back = await provider.lets_in(await _sent(browser), "sub-1")
    kept = browser.client.cookies["sign-in"]
    assert (await browser.get(back)).status_code == 303
    browser.client.cookies.clear()
    assert (await browser.get(back)).status_code == 401
    browser.client.cookies.set("sign-in", kept, domain="127.0.0.1")
    assert (await browser.get(back)).status_code == 401
    assert (await browser.get("/")).status_code == 303


async def test_a_token_made_for_another_attempt_is_not_taken(
    provider: IdentityProvider, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await provider.has("sub-1", email="carol@provider.example", roles=["credit"])
    back = await provider.lets_in(await _sent(browser), "sub-1")
    monkeypatch.setattr(Flow, "nonce", property(lambda flow: "another"))
    answer = await browser.get(back)
    assert answer.status_code == 401
    assert (await browser.get("/")).status_code == 303


async def test_a_token_that_the_provider_has_not_signed_is_not_taken(
    provider: IdentityProvider, app: FastAPI, browser: Browser
) -> None:
    await provider.has("sub-1", email="carol@provider.example", roles=["credit"])
    await browser.get(await provider.lets_in(await _sent(browser), "sub-1"))
    with running_provider() as other:
        await other.has("sub-1", email="root@provider.example", roles=["admin"])
        ours: Provider = app.state.oidc_provider
        ours._app.server_metadata["token_endpoint"] = f"{other.issuer}/oauth2/token"
        address = await _sent(browser)
        forged = address.replace(provider.issuer, other.issuer)
        answer = await browser.get(await other.lets_in(forged, "sub-1"))
    assert answer.status_code == 401
    assert (await browser.get("/")).text == "carol@provider.example"


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "carol@provider.example"},
        {"email": "carol@provider.example", "roles": []},
        {"email": "carol@provider.example", "roles": ["unheard-of"]},
        {"email": "carol@provider.example", "roles": ["customer"]},
        {"email": "carol@provider.example", "roles": 7},
        {"email": "carol@provider.example", "roles": {"credit": True}},
        {"email": "carol@provider.example", "roles": [["credit"]]},
        {"email": "carol@provider.example", "roles": ["admin"]},
        {"email": "carol@provider.example", "roles": "admin"},
        {"email": "worker", "roles": ["credit"]},
        {"email": "Wor ker", "roles": ["credit"]},
    ],
)
async def test_whom_the_provider_gives_no_role_of_ours_is_not_let_in(
    claims: dict[str, object], provider: IdentityProvider, access: AccessClient, browser: Browser
) -> None:
    await provider.has("sub-1", **claims)
    answer = await browser.get(await provider.lets_in(await _sent(browser), "sub-1"))
    assert answer.status_code == 403
    assert (await browser.get("/")).status_code == 303
    assert await access.people() == []


@pytest.mark.parametrize(
    ("claim", "claims", "roles"),
    [
        ("roles", {"roles": ["finance-credit", "credit", "legal"]}, {"credit"}),
        ("roles", {"roles": "finance-credit finance-legal"}, {"credit", "legal"}),
        ("realm.roles", {"realm": {"roles": ["finance-legal"]}}, {"legal"}),
        ("https://x.example/roles", {"https://x.example/roles": ["finance-legal"]}, {"legal"}),
    ],
)
async def test_the_providers_roles_are_called_otherwise_here(
    claim: str,
    claims: dict[str, object],
    roles: set[str],
    provider: IdentityProvider,
    access: AccessClient,
) -> None:
    await provider.has("sub-1", email="carol@provider.example", **claims)
    settings = _settings(provider, oidc_roles_claim=claim, oidc_roles=ROLES)
    async with browsing(an_app(access, settings)) as browser:
        back = await provider.lets_in(await _sent(browser), "sub-1")
        assert (await browser.get(back)).status_code == 303
    (carol,) = await access.people()
    assert set(carol.roles) == roles


async def test_the_providers_administrator_is_ours_only_where_the_map_says_so(
    provider: IdentityProvider, access: AccessClient
) -> None:
    await provider.has("sub-1", email="carol@provider.example", roles=["admin"])
    settings = _settings(provider, oidc_roles={"admin": "admin"})
    async with browsing(an_app(access, settings)) as browser:
        back = await provider.lets_in(await _sent(browser), "sub-1")
        assert (await browser.get(back)).status_code == 303
    (carol,) = await access.people()
    assert carol.roles == (Role.ADMIN,)


@pytest.mark.parametrize(
    "claims",
    [
        {"roles": ["credit"]},
        {"email": "", "roles": ["credit"]},
        {"email": 7, "roles": ["credit"]},
        *(
            {"email": "carol@provider.example", "email_verified": said, "roles": ["credit"]}
            for said in (False, "false", "true", "True", "yes", 1, 0, "", None, [True])
        ),
    ],
)
async def test_somebody_without_a_name_that_counts_is_not_let_in(
    claims: dict[str, object], provider: IdentityProvider, access: AccessClient, browser: Browser
) -> None:
    await provider.has("sub-1", **claims)
    answer = await browser.get(await provider.lets_in(await _sent(browser), "sub-1"))
    assert answer.status_code == 401
    assert await access.people() == []


async def test_a_name_that_has_a_password_here_stays_its_owners(
    provider: IdentityProvider, access: AccessClient, browser: Browser
) -> None:
    await add(access, "root", Role.ADMIN)
    await provider.has("sub-1", email="root", roles=["credit"])
    answer = await browser.get(await provider.lets_in(await _sent(browser), "sub-1"))
    assert answer.status_code == 401
    assert (await browser.get("/")).status_code == 303


async def test_somebody_whom_the_provider_refuses_is_shown_why(
    provider: IdentityProvider, browser: Browser
) -> None:
    answer = await browser.get(await provider.turns_away(await _sent(browser)))
    assert answer.status_code == 401
    assert "<script>" not in answer.text


async def test_what_is_said_on_the_way_back_is_not_repeated(browser: Browser) -> None:
    said = urlencode({"error": "<b>x</b>", "error_description": "<script>alert(1)</script>"})
    answer = await browser.get(f"/sign-in/oidc/callback?{said}")
    assert answer.status_code == 401
    assert "alert(1)" not in answer.text


async def test_it_leads_to_no_other_site(provider: IdentityProvider, browser: Browser) -> None:
    await provider.has("sub-1", email="carol@provider.example", roles=["credit"])
    back = await provider.lets_in(await _sent(browser, "https://evil.example"), "sub-1")
    assert (await browser.get(back)).headers["location"] == "/"


async def test_a_provider_that_is_away_is_a_page_that_says_so(access: AccessClient) -> None:
    settings = settings_for(oidc_issuer=f"http://127.0.0.1:{free_port()}")
    async with browsing(an_app(access, settings)) as browser:
        answer = await browser.get("/sign-in/oidc")
        assert answer.status_code == 503
        assert "The identity provider does not answer." in answer.text
        assert (await browser.get("/sign-in")).status_code == 200


async def test_a_provider_that_goes_away_half_way_is_a_page_that_says_so(
    access: AccessClient,
) -> None:
    with running_provider() as provider:
        app = an_app(access, _settings(provider))
        async with browsing(app) as browser:
            await provider.has("sub-1", email="carol@provider.example", roles=["credit"])
            back = await provider.lets_in(await _sent(browser), "sub-1")
    async with browsing(app) as later:
        later.client.cookies = browser.client.cookies
        assert (await later.get(back)).status_code == 503


@pytest.mark.parametrize(
    "said",
    [
        "<html>",
        "[]",
        "{}",
        '{"issuer": "https://evil.example", "authorization_endpoint": "https://evil.example/"}',
    ],
)
async def test_what_is_no_provider_is_not_trusted(said: str, access: AccessClient) -> None:
    async def anything(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(said)(scope, receive, send)

    async with serving(anything) as port:
        settings = settings_for(oidc_issuer=f"http://127.0.0.1:{port}")
        async with browsing(an_app(access, settings)) as browser:
            answer = await browser.get("/sign-in/oidc")
    assert answer.status_code == 503
    assert "evil" not in answer.text


async def test_without_a_provider_there_is_no_such_way_in(access: AccessClient) -> None:
    async with browsing(an_app(access, settings_for())) as browser:
        assert (await browser.get("/sign-in/oidc")).status_code == 404
        assert (await browser.get("/sign-in/oidc/callback?code=x&state=y")).status_code == 404
        assert "/sign-in/oidc" not in (await browser.get("/sign-in")).text


async def test_a_provider_does_not_choose_how_its_tokens_are_proved(
    provider: IdentityProvider, app: FastAPI, browser: Browser
) -> None:
    await _sent(browser)
    ours: Provider = app.state.oidc_provider
    metadata = ours._app.server_metadata
    metadata["id_token_signing_alg_values_supported"] = ["none", "HS256", "ES256"]
    await _sent(browser)
    assert metadata["id_token_signing_alg_values_supported"] == ["ES256"]
