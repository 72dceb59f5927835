"""Neither secrets nor people stand in addresses, logs, or what is answered."""

import io
import logging
import sys
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import unquote

import httpx
import pytest

from clients.access import AccessClient
from domain.access import Role
from engine.observing import logs
from tests.console.access.browser import OURS, PASSWORD, an_app, settings_for
from tests.console.access.identity_provider import running_provider
from tests.console.access.serving import serving

# No mail address, which the log would take out by itself.
ALICE = "alice-of-accounting"
ANNA, CAROL = "anna@contoso.nl", "carol@provider.example"


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """All that this process logs, at its most talkative."""
    said = io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logs.configure(settings_for(log_level="debug"))
    yield said
    root.handlers[:], level = before
    root.setLevel(level)


async def test_a_day_of_signing_in_leaks_nothing(access: AccessClient, logged: io.StringIO) -> None:
    """Everybody comes in by every way, rightly and wrongly; then what was written is read."""
    with running_provider() as provider:
        settings = settings_for(oidc_issuer=provider.issuer, oidc_client_secret="prov1der-s3cret")
        app = an_app(access, settings)
        await access.add_person(ALICE, PASSWORD, [Role.ADMIN], None, by="root")
        _, link = await access.create_link(OURS, ANNA, by=ALICE, lasts=timedelta(days=1))
        _, key = await access.create_key("ERP", [Role.BILLING], None, by=ALICE)
        await provider.has("sub-1", email=CAROL, roles=["credit"])
        asked: list[str] = []
        secrets = [PASSWORD, "a wrong guess", link, key, "prov1der-s3cret"]

        async def noted(answer: httpx.Response) -> None:
            asked.append(unquote(str(answer.request.url)))
            asked.append(unquote(answer.headers.get("location", "")))

        async with serving(app) as port:
            url = f"http://127.0.0.1:{port}"
            for way in ("password", "link", "provider", "key"):
                async with httpx.AsyncClient(
                    base_url=url, event_hooks={"response": [noted]}
                ) as client:
                    if way == "password":
                        for password in ("a wrong guess", PASSWORD):
                            form = {"sign_in": ALICE, "password": password, "next": "/form"}
                            await client.post("/sign-in", data=form)
                        for path in ("/access", f"/accounts/{OURS}/links"):
                            assert ANNA in (await client.get(path)).text
                    elif way == "link":
                        await client.post("/c", data={"token": "wrong"})
                        await client.post("/c", data={"token": link})
                        assert ANNA in (await client.get("/my")).text
                    elif way == "provider":
                        sent = await client.get("/sign-in/oidc")
                        secrets.append(client.cookies["sign-in"].partition("/")[0])
                        back = await provider.lets_in(sent.headers["location"], "sub-1")
                        await client.get(httpx.URL(back).raw_path.decode())
                        secrets.append(provider.asked_at("/oauth2/token")["code_verifier"])
                        assert (await client.get("/")).text == CAROL
                    else:
                        client.headers["Authorization"] = f"Bearer {key}"
                        assert (await client.post("/api/do/write_off")).status_code == 200
                    secrets += [each for name, each in client.cookies.items() if each]
                    await client.get("/broken")
    written = logged.getvalue()
    assert "RuntimeError" in written, "the log was not listened to"
    for secret in secrets:
        assert secret not in written
        assert not [each for each in asked if secret in each]
    for person in (ALICE, ANNA, CAROL):
        assert person not in written
        assert not [each for each in asked if person in each]
