"""Everything about an account's people is handed over, on both databases."""

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table

from adapters.ledger.access.tables import (
    access_log,
    api_keys,
    known_devices,
    people,
    recovery_codes,
    second_factors,
    sessions,
)
from adapters.ledger.personal_data import IN_CLEAR, SEALED
from adapters.ledger.persons import EXPORTED
from adapters.storage.documents import DocumentStore
from clients.personal_data.persons import PersonClient
from domain.errors import AccountUnknown
from engine.wiring.open_ledger import OpenLedger
from settings import Settings
from tests.domain.requests.lives import CERTIFICATE, Life, a_request_for_documents
from tests.ledger.billing import Billing
from tests.ledger.erasing import ANNA, a_life, a_person
from tests.ledger.samples import CONTOSO, NOON
from tests.ledger.test_erased_books import books_of_contoso
from tests.ledger.test_request_lives import kept
from tests.storage.files import pdf

SECRET = "5ec4e7" + "f" * 58


async def test_all_that_is_kept_of_an_account_is_in_one_file(
    billing: Billing, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path)
    store = await DocumentStore.open(settings.storage_url)
    await a_life(billing.database, store)
    await billing.issue()
    await billing.pay()
    file = io.BytesIO()
    made = await PersonClient(OpenLedger(billing.database), settings).export(
        CONTOSO, "audrey", file
    )
    assert (made.requests, made.invoices, made.documents, made.missing) == (1, 1, 1, ())
    with zipfile.ZipFile(file) as archive:
        told = json.loads(archive.read("export.json"))
        said = archive.read("README.txt").decode()
        (name,) = (each for each in archive.namelist() if each.startswith("documents/"))
        assert archive.read(name) == pdf()
    assert told["account"]["account"]["id"] == CONTOSO
    assert "contact" in told["requests"][0][0]["form"]
    assert {"invoice", "timeline", "payment"} <= {each["kind"] for each in told["invoices"][0]}
    described = set(re.findall(r"[a-z_]+", said.partition("Not in it")[0]))
    assert told.keys() - {"exported_at", "exported_by"} <= described


async def test_how_its_people_came_in_is_told_without_what_lets_in(
    billing: Billing, tmp_path: Path
) -> None:
    await a_person(billing.database)
    other = {"account_id": "other", "created_at": NOON, "created_by": "olga"}
    of_anna = {"sign_in": ANNA, "created_at": NOON}
    session = {"roles": ["customer"], "how": "password", "idle_seconds": 60, "device": "Firefox"}
    until = {"idle_at": NOON, "expires_at": NOON}
    factor = {"id": "factor", "kind": "totp", "name": "My phone", "secret": SECRET}
    key = {"id": "a-key", "secret_sha256": SECRET, "name": "Our shop", "roles": ["customer"]}
    made = {"account_id": CONTOSO, "created_at": NOON, "created_by": ANNA}
    things: list[tuple[Table, dict[str, Any]]] = [
        (sessions, of_anna | session | until | {"token_sha256": SECRET}),
        (known_devices, {"sign_in": ANNA, "used_at": NOON, "token_sha256": SECRET}),
        (second_factors, of_anna | factor),
        (recovery_codes, of_anna | {"code_sha256": SECRET}),
        (api_keys, key | made),
        (access_log, {"at": NOON, "event": "signed_in", "actor": ANNA, "address": "192.0.2.7"}),
        (access_log, {"at": NOON, "event": "person_disabled", "actor": "ada", "subject": ANNA}),
        (people, other | {"sign_in": "otto@other.example", "roles": ["customer"]}),
        (access_log, {"at": NOON, "event": "signed_in", "actor": "otto@other.example"}),
    ]
    async with billing.database.writing() as connection:
        for table, row in things:
            await connection.execute(table.insert(), row)
    said, told = await exported(billing, tmp_path)
    assert "otto" not in said
    assert not any(secret in said for secret in (SECRET, "0" * 64, "2" * 64))
    ((factor_told,), (session_told,)) = told["second_factors"], told["sessions"]
    assert (factor_told["name"], session_told["device"]) == ("My phone", "Firefox")
    assert [each["name"] for each in told["keys"]] == ["Our shop"]
    assert [each["event"] for each in told["access_log"]][-2:] == ["signed_in", "person_disabled"]
    assert len(told["access_log"]) == 3
    parts = ("known_devices", "recovery_codes", "people", "links", "confirmed_addresses")
    assert {each: len(told[each]) for each in parts} == dict.fromkeys(parts, 1)


async def test_what_the_bank_said_and_whom_invoices_name_is_told(
    billing: Billing, tmp_path: Path
) -> None:
    await books_of_contoso(billing)
    _, told = await exported(billing, tmp_path)
    assert "Anna of Contoso" in str(told["bank_lines"])
    assert told["credit_limits"] and told["payment_methods"]
    assert "account_exported" not in str(told["access_log"])


def test_of_every_table_that_says_something_of_people_it_is_decided() -> None:
    said = {table for tables in (SEALED, *IN_CLEAR.values()) for table in tables}
    assert said - EXPORTED == ELSEWHERE.keys()


ELSEWHERE = {
    "accounts": "the account itself",
    "allocations": "with payments of its invoices",
    "bank_csv_profiles": "of a bank",
    "bank_decisions": "the last one stands with the line",
    "bank_refused_files": "of nobody yet",
    "bank_statements": "of our own account",
    "effects": "answers for repeated questions",
    "erasures": "of an account that is erased nothing is exported",
    "events": "with its requests and invoices",
    "hook_endpoints": "our own programs",
    "invoice_adjustments": "with its invoices",
    "invoice_events": "with its invoices",
    "invoices": "with its invoices",
    "missing_files_seen": "our own people, about the storage",
    "outbox": "with its requests and invoices, and as letters",
    "papers": "with its invoices",
    "payment_changes": "with payments of its invoices",
    "payments": "with its invoices",
    "provider_calls": "what was told of its invoices",
    "provider_drifts": "what was found at the billing system",
    "provider_hints": "of what happened there, without names",
    "provider_switches": "with its requests",
    "refunds": "with payments of its invoices",
    "request_lives": "with its requests",
    "request_timeline": "with its requests",
    "requests": "with its requests",
    "second_steps": "gone within minutes",
    "sign_in_attempts": "digests that age out within the hour",
    "transfers": "with payments of its invoices",
}
"""Why the other tables are no part of their own."""


async def exported(billing: Billing, home: Path) -> tuple[str, dict[str, Any]]:
    """All that is told, as text and as data."""
    file = io.BytesIO()
    await PersonClient(OpenLedger(billing.database), Settings(home=home)).export(
        CONTOSO, "audrey", file
    )
    with zipfile.ZipFile(file) as archive:
        said = archive.read("export.json").decode()
    return said, json.loads(said)


async def test_a_document_that_is_gone_is_named(billing: Billing, tmp_path: Path) -> None:
    life = a_request_for_documents()
    life.send(CERTIFICATE)
    life.request.account_id = CONTOSO
    await kept(billing.database, life.request, 5)
    made = await PersonClient(OpenLedger(billing.database), Settings(home=tmp_path)).export(
        CONTOSO, "audrey", io.BytesIO()
    )
    assert (made.documents, len(made.missing)) == (0, 1)


async def test_a_request_that_names_the_account_in_another_case_is_its_own(
    billing: Billing, tmp_path: Path
) -> None:
    life = Life()
    life.request.scope_id, life.request.account_id = "sub-1", CONTOSO.upper()
    await kept(billing.database, life.request, 5)
    made = await PersonClient(OpenLedger(billing.database), Settings(home=tmp_path)).export(
        CONTOSO, "audrey", io.BytesIO()
    )
    assert made.requests == 1


async def test_nobody_knows_an_account_that_is_not_there(billing: Billing, tmp_path: Path) -> None:
    client = PersonClient(OpenLedger(billing.database), Settings(home=tmp_path))
    with pytest.raises(AccountUnknown):
        await client.export("nobody", "audrey", io.BytesIO())
