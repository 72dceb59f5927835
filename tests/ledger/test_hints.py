"""Hints of the billing system that our rules refused, as both databases keep them."""

from datetime import timedelta

from adapters.ledger.database import Database
from adapters.ledger.transactions import LedgerTransactions
from domain.billing.following import Hint, HintKind, HintState, OpenRefusals, RefusedHint
from tests.ledger.samples import NOON

WHY = "invoice_already_issued"


async def refuse(database: Database, provider: str, key: str, said: str = "It is known.") -> None:
    """One hint, about the same thing as every other one here."""
    came = NOON + timedelta(minutes=int(key.rpartition("_")[2]))
    hint = Hint(id=key, kind=HintKind.INVOICE, reference="in_1", said_at=came)
    async with LedgerTransactions(database).writing() as transaction:
        await transaction.hints.keep(provider, [hint], came)
        refused = HintState.REFUSED
        await transaction.hints.end([key], refused, WHY, came, said, "INV-1")


async def refusals(database: Database, *, settled: bool = False) -> list[RefusedHint]:
    async with LedgerTransactions(database).reading() as transaction:
        return [*await transaction.hints.refused(settled, 10)]


async def unseen(database: Database) -> OpenRefusals:
    async with LedgerTransactions(database).reading() as transaction:
        return await transaction.hints.open_refusals()


async def test_who_has_seen_to_one_has_not_seen_to_the_same_of_another_billing_system(
    database: Database,
) -> None:
    await refuse(database, "stripe", "evt_1")
    async with LedgerTransactions(database).writing() as transaction:
        assert await transaction.hints.settle("evt_1", "paula", NOON)
    await refuse(database, "http", "evt_2")
    await refuse(database, "stripe", "evt_3")
    (task,) = await refusals(database)
    assert (task.id, task.provider, task.invoice) == ("evt_2", "http", "INV-1")
    assert {each.settled_by for each in await refusals(database, settled=True)} == {None, "paula"}


async def test_tasks_are_counted_as_they_are_listed_and_the_oldest_says_since_when(
    database: Database,
) -> None:
    assert await unseen(database) == (0, None)
    await refuse(database, "stripe", "evt_1")
    await refuse(database, "stripe", "evt_2")
    await refuse(database, "stripe", "evt_3", "It has no scope.")
    assert await unseen(database) == (2, NOON + timedelta(minutes=1))
    async with LedgerTransactions(database).writing() as transaction:
        assert await transaction.hints.settle("evt_2", "paula", NOON)
    assert await unseen(database) == (1, NOON + timedelta(minutes=3))


async def test_all_that_was_refused_about_one_thing_is_taken_up_together(
    database: Database,
) -> None:
    await refuse(database, "stripe", "evt_1")
    await refuse(database, "stripe", "evt_2", "It has no scope.")
    await refuse(database, "http", "evt_3")
    async with LedgerTransactions(database).writing() as transaction:
        assert await transaction.hints.retry("stripe", "evt_1", "paula", NOON)
        assert not await transaction.hints.retry("stripe", "evt_3", "paula", NOON)
        waiting = await transaction.hints.waiting("stripe", NOON, 10)
    assert [each.id for each in waiting] == ["evt_1", "evt_2"]
    found = {each.id: each.state for each in await refusals(database)}
    assert found == {
        "evt_1": HintState.WAITING, "evt_2": HintState.WAITING, "evt_3": HintState.REFUSED,
    }  # fmt: skip
    assert (await unseen(database)).number == 1
