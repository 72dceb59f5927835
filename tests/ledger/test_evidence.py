"""Evidence is taken of what the ledger has, on both databases."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from adapters.ledger.database import Database
from clients.evidence import EvidenceClient, verify
from domain.errors import RequestNotFound
from files.environment import Misconfigured
from settings import Settings
from tests.domain.requests.lives import a_review
from tests.ledger.billing import Billing
from tests.ledger.invoice_lives import reminded_held_and_paid
from tests.ledger.test_request_lives import REQUEST, kept


@pytest.fixture
def client(database: Database, tmp_path: Path) -> EvidenceClient:
    return EvidenceClient(database, Settings(home=tmp_path))


def told(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.splitlines()]


async def test_a_request_with_who_decided_and_why(
    database: Database, client: EvidenceClient
) -> None:
    life = a_review()
    life.approve()
    await kept(database, life.request, 5)
    taken = await client.take(REQUEST, "audrey")
    assert verify(taken.content, client.public_key).sound
    lines = told(taken.content)
    assert [each["kind"] for each in lines[:3]] == ["evidence", "request", "timeline"]
    timeline = [each["content"]["entry"] for each in lines if each["kind"] == "timeline"]
    assert len(timeline) == life.request.entries
    decided = [each["content"] for each in lines if each["kind"] == "decision"]
    assert {"credit", "credit_application"} <= {each["decides"] for each in decided}
    assert (await client.take("sub-contoso-1", "audrey")).about == REQUEST


async def test_an_invoice_with_its_letters_events_and_payments(
    billing: Billing, client: EvidenceClient
) -> None:
    await reminded_held_and_paid(billing)
    for name in ("INV-1", "invoice/INV-1"):
        taken = await client.take(name, "audrey")
        assert (taken.about, verify(taken.content).problems) == ("invoice/INV-1", ())
    kinds = [each["kind"] for each in told(taken.content)]
    assert {"invoice", "timeline", "payment", "letter", "event"} <= set(kinds)


async def test_what_is_not_there_has_no_evidence(client: EvidenceClient) -> None:
    with pytest.raises(RequestNotFound):
        await client.take("nothing", "audrey")


async def test_where_the_ledger_is_elsewhere_a_key_is_named_and_none_is_made(
    billing: Billing, tmp_path: Path
) -> None:
    await billing.issue()
    elsewhere = Settings(home=tmp_path, database_url=SecretStr("postgresql://a@b/c"))
    with pytest.raises(Misconfigured):
        await EvidenceClient(billing.database, elsewhere).take("INV-1", "audrey")
    assert list(tmp_path.glob("*.key")) == []
    named = elsewhere.model_copy(update={"evidence_key": SecretStr("A" * 43 + "=")})
    assert verify((await EvidenceClient(billing.database, named).take("INV-1", "a")).content).sound
