"""Rows stored with a sentence alone have its facts after the upgrade, on both databases."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from adapters.ledger.migrate import downgrade, upgrade
from adapters.ledger.migrations.notes_of_before import facts_of_adjustment, facts_of_event
from domain.invoices.facts import IdKind
from tests.ledger.billing import Billing
from tests.ledger.invoice_lives import LIVES, shown_of

NEVER_SAID = {IdKind.ENTRY, IdKind.DISPUTE, IdKind.REMINDER}
"""What no sentence named."""


@pytest.mark.parametrize("life", LIVES)
async def test_what_was_written_before_is_reported_with_its_facts(
    life: str, billing: Billing
) -> None:
    await LIVES[life](billing)
    shown = _as_sentences_said(await shown_of(billing))
    async with billing.database.writing() as connection:
        await downgrade(connection, "0015")
    async with billing.database.writing() as connection:
        await upgrade(connection)
    assert _as_sentences_said(await shown_of(billing)) == shown


async def test_a_row_of_before_is_still_never_changed(billing: Billing) -> None:
    await billing.issue()
    async with billing.database.writing() as connection:
        await downgrade(connection, "0015")
        await upgrade(connection)
    for table in ("invoice_events", "invoice_adjustments"):
        await billing.credit("1.00")
        with pytest.raises(Exception, match="only grows"):
            async with billing.database.writing() as connection:
                await connection.execute(text(f"UPDATE {table} SET facts = NULL"))


@pytest.mark.parametrize(
    ("trigger", "note"),
    [
        ("pay", "from unapplied credit of A, B"),
        ("reverse", "A: B: no funds"),
        ("skip", "reminder 7 days overdue: of another version"),
        ("charge", "something else"),
        ("of_another_version", "whatever"),
    ],
)
def test_a_sentence_that_may_mean_two_things_is_left_as_it_is(trigger: str, note: str) -> None:
    assert facts_of_event(trigger, note, 100, {"A, B", "A", "B"}.__contains__) is None


@pytest.mark.parametrize(
    ("kind", "why", "facts"),
    [
        ("credit_note", "dispute upheld: late", {"codes": ["upheld"], "said": "late"}),
        ("write_off", "payment terms", {"said": "payment terms"}),
        ("write_off", "", None),
        ("compensation", "Fixed compensation for collection", {"codes": ["compensation"]}),
    ],
)
def test_why_something_was_credited_or_charged(kind: str, why: str, facts: Any) -> None:
    assert facts_of_adjustment(kind, why) == facts


def _as_sentences_said(shown: dict[str, Any]) -> dict[str, Any]:
    """Without ids that no sentence named."""

    def known(value: dict[str, Any]) -> dict[str, Any]:
        if isinstance(ids := value.get("ids"), list):
            value["ids"] = [each for each in ids if each["kind"] not in NEVER_SAID]
        return value

    kept: dict[str, Any] = json.loads(json.dumps(shown), object_hook=known)
    return kept
