"""Evidence is taken of what the ledger has, on both databases."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from adapters.ledger.database import Database
from clients.evidence import EvidenceClient, verify
from domain.errors import RequestNotFound
from engine.wiring.open_ledger import OpenLedger
from files.environment import Misconfigured
from settings import Settings
from tests.domain.requests.lives import Life, a_review
from tests.ledger.billing import Billing
from tests.ledger.invoice_lives import reminded_held_and_paid
from tests.ledger.test_request_lives import REQUEST, kept


@pytest.fixture
def client(database: Database, tmp_path: Path) -> EvidenceClient:
    return EvidenceClient(OpenLedger(database), Settings(home=tmp_path))


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
        await EvidenceClient(OpenLedger(billing.database), elsewhere).take("INV-1", "audrey")
    assert list(tmp_path.glob("*.key")) == []
    named = elsewhere.model_copy(update={"evidence_key": SecretStr("A" * 43 + "=")})
    assert verify(
        (await EvidenceClient(OpenLedger(billing.database), named).take("INV-1", "a")).content
    ).sound


async def changed_by_hand(database: Database, statement: str) -> None:
    """Somebody at a prompt of the database, who can take triggers away as well."""
    name = "invoice_events_never_changed"
    async with database.writing() as connection:
        on = "" if connection.dialect.name == "sqlite" else " ON invoice_events"
        await connection.execute(text(f"DROP TRIGGER IF EXISTS {name}{on}"))
        await connection.execute(text(f"DROP TRIGGER IF EXISTS invoice_events_never_removed{on}"))
        await connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "entries"),
    [
        ("UPDATE invoice_events SET by = 'mallory' WHERE number = 2", (2,)),
        ("UPDATE invoice_events SET amount_minor = 1 WHERE number = 1", (1,)),
        ("UPDATE invoice_events SET chain = NULL, by = 'mallory' WHERE number = 2", (3,)),
        ("DELETE FROM invoice_events WHERE number = 2", (3,)),
        (
            "DELETE FROM invoice_events WHERE number = (SELECT max(number) FROM invoice_events)",
            (-1,),
        ),
    ],
)
async def test_a_changed_entry_of_an_invoice_is_found(
    billing: Billing, client: EvidenceClient, statement: str, entries: tuple[int, ...]
) -> None:
    await reminded_held_and_paid(billing)
    found = await client.check()
    assert (found.broken, found.invoices, found.begun) == ((), 1, 0)
    await changed_by_hand(billing.database, statement)
    (wrong,) = (await client.check()).broken
    assert wrong.about == "invoice/INV-1"
    last = len((await billing.view()).timeline) + 1
    assert wrong.entries == tuple(last if each < 0 else each for each in entries)
    taken = await client.take("INV-1", "audrey")
    assert not taken.sound
    if entries != (-1,):
        problems = verify(taken.content).problems
        assert [each.code for each in problems] == ["changed_in_ledger"] * len(problems) != []


async def test_a_changed_entry_of_a_request_is_found(
    database: Database, client: EvidenceClient
) -> None:
    life = Life()
    await kept(database, life.request, 5)
    known = life.request.entries
    life.submit()
    await kept(database, life.request, 9, known)
    assert (await client.check()).broken == ()
    async with database.writing() as connection:
        changed = "UPDATE request_timeline SET entry = replace(entry, 'contoso', 'fabrikam')"
        await connection.execute(text(f"{changed} WHERE number = 1"))
    (wrong,) = (await client.check()).broken
    assert (wrong.about, wrong.entries) == (REQUEST, (1,))


async def test_what_a_release_before_wrote_is_covered_by_what_comes_next(
    billing: Billing, client: EvidenceClient
) -> None:
    """That release writes entries without a hash, and touches no head."""
    await billing.issue()
    await billing.pay("60.00")
    await changed_by_hand(billing.database, "UPDATE invoice_events SET chain = NULL")
    await changed_by_hand(billing.database, "UPDATE invoices SET head = NULL")
    assert (await client.check()).begun == 1
    assert (await client.check()).begun == 0
    await changed_by_hand(billing.database, "UPDATE invoice_events SET by = 'm' WHERE number = 1")
    assert len((await client.check()).broken) == 1
    await changed_by_hand(billing.database, "UPDATE invoice_events SET by = 'carla'")
    await changed_by_hand(billing.database, "UPDATE invoices SET head = NULL")
    await billing.pay("40.00", "BANK-2")
    assert (await client.check()).broken == ()
    assert verify((await client.take("INV-1", "audrey")).content).sound
    await changed_by_hand(billing.database, "UPDATE invoice_events SET by = 'm' WHERE number = 1")
    assert len((await client.check()).broken) == 1


async def test_what_a_lost_step_had_written_gives_way_and_nothing_is_broken(
    database: Database, client: EvidenceClient
) -> None:
    lost, came = Life(), Life()
    lost.submit()
    came.withdraw()
    await kept(database, Life().request, 5)
    await kept(database, lost.request, 9, 1)
    await kept(database, came.request, 10, 1)
    assert (await client.check()).broken == ()


async def test_both_databases_give_the_same_hashes(billing: Billing) -> None:
    await billing.issue()
    await billing.pay("60.00")
    async with billing.database.reading() as connection:
        heads = (await connection.execute(text("SELECT head FROM invoices"))).scalars().all()
    assert heads == ["297217750c4f3b68b33cbc19dfb2b2a840d207de74be130f2e07bd0f7709286d"]
