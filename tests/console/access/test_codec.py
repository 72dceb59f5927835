"""What is sealed in the engine is opened for whoever may see it, and written down."""

import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from google.protobuf.json_format import MessageToDict
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.converter import WorkflowSerializationContext

from adapters.ledger.access.log import AccessLog
from adapters.ledger.database import Database
from adapters.sealing.aes import new_key
from application.ports.sealing import NAMESPACE
from clients.access import AccessClient
from clients.personal_data.codec import CodecClient
from console import codec
from domain.access import Role
from domain.people.access_events import AccessEvent
from engine.sealing.codec import sealing_converter
from engine.sealing.keys import keyring_of
from engine.sealing.payloads import compressed
from engine.wiring.open_ledger import OpenLedger
from settings import Settings
from tests.console.access.browser import Browser, add, an_app, browsing, settings_for

TEMPORAL = "http://127.0.0.1:8233"
KEY = base64.b64encode(new_key()).decode()
CLEAR = Payload(metadata={"encoding": b"json/plain"}, data=b'{"name": "Anna de Vries"}')


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(temporal_ui=f"{TEMPORAL}/namespaces", home=tmp_path, master_key=KEY)


@pytest.fixture
def app(database: Database, access: AccessClient, settings: Settings) -> FastAPI:
    app = an_app(access, settings)
    app.state.services.codec = CodecClient(OpenLedger(database), settings, "default")
    codec.install(app, settings)
    return app


@pytest.fixture
async def browser(app: FastAPI, access: AccessClient) -> AsyncIterator[Browser]:
    await add(access, "ada", Role.AUDITOR)
    await add(access, "carl", Role.CREDIT)
    async with browsing(app) as browser:
        yield browser


@pytest.fixture
async def sealed(settings: Settings, database: Database) -> dict[str, Any]:
    about = WorkflowSerializationContext("default", "pay-by-invoice/nobody")
    made = sealing_converter(settings).with_context(about).payload_codec
    assert made is not None
    answer: dict[str, Any] = MessageToDict(Payloads(payloads=await made.encode([CLEAR])))
    assert "Anna" not in json.dumps(answer)
    return answer


async def ask(browser: Browser, sealed: Any, **headers: str) -> Any:
    named = {name.replace("_", "-"): said for name, said in headers.items()}
    return await browser.client.post("/codec/decode", json=sealed, headers=named)


def data_in(answer: Any) -> Any:
    return json.loads(base64.b64decode(answer.json()["payloads"][0]["data"]))


async def test_temporals_page_opens_it_for_an_auditor_and_it_is_written_down(
    browser: Browser, sealed: Any, database: Database
) -> None:
    await browser.sign_in("ada")
    answer = await ask(browser, sealed, Origin=TEMPORAL, Sec_Fetch_Site="same-site")

    assert data_in(answer) == {"name": "Anna de Vries"}
    assert answer.headers["access-control-allow-origin"] == TEMPORAL
    assert answer.headers["access-control-allow-credentials"] == "true"
    written = [
        each
        for each in await AccessLog(database).entries()
        if each.event == AccessEvent.PAYLOADS_DECODED
    ]
    assert [(each.actor, each.details["about"]) for each in written] == [
        ("ada", ["pay-by-invoice/nobody"])
    ]


async def test_temporals_page_may_ask_beforehand_and_no_other_page(browser: Browser) -> None:
    asked = await browser.client.options("/codec/decode", headers={"Origin": TEMPORAL})
    assert asked.status_code == 204
    assert "x-namespace" in asked.headers["access-control-allow-headers"]

    others = await browser.client.options(
        "/codec/decode", headers={"Origin": "http://evil.example"}
    )
    assert "access-control-allow-origin" not in others.headers


@pytest.mark.parametrize("origin", ["http://evil.example", f"{TEMPORAL}.evil.example", "null"])
async def test_another_page_gets_nothing(browser: Browser, sealed: Any, origin: str) -> None:
    await browser.sign_in("ada")
    answer = await ask(browser, sealed, Origin=origin)

    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers


async def test_a_session_without_temporals_page_gets_nothing(browser: Browser, sealed: Any) -> None:
    await browser.sign_in("ada")
    assert (await ask(browser, sealed)).status_code == 403


async def test_whoever_may_not_see_it_gets_nothing(browser: Browser, sealed: Any) -> None:
    assert (await ask(browser, sealed, Origin=TEMPORAL)).status_code == 303  # to sign in
    await browser.sign_in("carl")
    assert (await ask(browser, sealed, Origin=TEMPORAL)).status_code == 403


async def test_it_is_for_our_namespace_alone(browser: Browser, sealed: Any) -> None:
    await browser.sign_in("ada")
    ours = await ask(browser, sealed, Origin=TEMPORAL, X_Namespace="default")
    theirs = await ask(browser, sealed, Origin=TEMPORAL, X_Namespace="other")

    assert (ours.status_code, theirs.status_code) == (200, 403)


async def test_what_was_erased_is_a_sentence(
    browser: Browser, sealed: Any, settings: Settings
) -> None:
    await keyring_of(settings).destroy(NAMESPACE)
    await browser.sign_in("ada")

    answer = await ask(browser, sealed, Origin=TEMPORAL)

    assert data_in(answer).startswith("This was erased")


async def test_what_is_no_payload_is_refused(browser: Browser) -> None:
    await browser.sign_in("ada")
    assert (await ask(browser, {"payloads": [{"date": 1}]}, Origin=TEMPORAL)).status_code == 422
    for readable in (CLEAR, compressed(CLEAR)):
        given = MessageToDict(Payloads(payloads=[readable]))
        assert data_in(await ask(browser, given, Origin=TEMPORAL)) == {"name": "Anna de Vries"}
