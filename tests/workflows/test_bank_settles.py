"""A bank's file settles invoices: the workflows of those of which nothing is open end at once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from temporalio.client import WorkflowExecutionStatus

from adapters.ledger.database import Database, opened_ledger
from adapters.ledger.transactions import LedgerTransaction, LedgerTransactions
from application.invoices.pay import pay
from application.invoices.reverse import reverse
from application.steps import Asked
from clients.bank.client import BankClient
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.new.references import creditor_reference
from engine.settling import follow_ledger
from engine.wiring.open_ledger import OpenLedger
from tests.bank.camt_files import Booked, statement
from tests.waiting import eventually
from tests.workflows.billing import Billing, billing
from tests.workflows.clocks import checked, comes_to_rest
from tests.workflows.payers import PAULA, euros, payment, reversal
from tests.workflows.system import System


async def import_file(system: System, folder: Path, *paid: Booked) -> None:
    file = folder / "statement.xml"
    file.write_bytes(statement(*paid))
    async with opened_ledger(system.settings.ledger_url) as database:
        bank = BankClient(system.temporal, OpenLedger(database), system.settings)
        done = await bank.import_files([file], PAULA)
    assert (done.booked, done.problems) == (len(paid), [])


async def test_what_is_paid_has_ended_and_what_is_paid_in_part_has_seen_it(
    system: System, tmp_path: Path
) -> None:
    at = await billing(system)
    other = at.payer.another("2")
    await at.issue("100.00")
    await at.issue("250.00", other)
    await import_file(
        system,
        tmp_path,
        Booked("100.00", creditor_reference(at.payer.number), reference="NTRF-1"),
        Booked("50.00", creditor_reference(other), reference="NTRF-2"),
    )

    ended = await at.handle().describe()
    assert ended.status is WorkflowExecutionStatus.TERMINATED
    assert (await at.handle(other).describe()).status is WorkflowExecutionStatus.RUNNING

    async def has_seen_it() -> bool:
        standing = await at.handle(other).query("standing")
        return bool(standing["open"] == euros("200.00").model_dump(mode="json"))

    await eventually("the other one has seen its part", has_seen_it)
    await comes_to_rest(system)


async def test_what_ended_so_takes_messages_as_before(system: System, tmp_path: Path) -> None:
    at = await billing(system)
    await at.issue("100.00")
    number = at.payer.number
    await import_file(
        system, tmp_path, Booked("100.00", creditor_reference(number), reference="NTRF-3")
    )

    standing = await at.send(reversal("NTRF-3"))
    assert standing.open == euros("100.00")
    assert (await at.handle().describe()).status is WorkflowExecutionStatus.RUNNING
    assert (await at.send(payment("100.00", "B-9"))).settled
    end = await at.end_of()
    assert end is not None
    assert end.settled


class _TakenBackJustThen(LedgerTransactions):
    """The ledger, in which a payment is taken back as soon as somebody has read that it settled
    its invoice."""

    def __init__(self, database: Database, at: Billing) -> None:
        super().__init__(database)
        self._whole = LedgerTransactions(database)
        self._at = at
        self._read = False

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[LedgerTransaction]:
        async with super().reading() as transaction:
            yield transaction
        if not self._read:
            self._read = True
            number = self._at.payer.number
            await reverse(self._whole, Asked(number, reversal("B-7"), "back", datetime.now(UTC)))


async def test_an_invoice_that_is_opened_again_just_then_has_a_workflow(system: System) -> None:
    at = await billing(system)
    await at.issue("100.00")
    number = at.payer.number
    async with opened_ledger(system.settings.ledger_url) as database:
        ledger = _TakenBackJustThen(database, at)
        paid = Asked(number, payment("100.00", "B-7"), "paid", datetime.now(UTC))
        await pay(ledger, paid)
        await follow_ledger(system.temporal, system.settings, ledger, [number])

    assert (await at.look()).state is InvoiceState.OPEN
    assert (await at.handle().describe()).status is WorkflowExecutionStatus.RUNNING

    async def agrees() -> bool:
        return not (await checked(system, thorough=True)).findings

    await eventually("ledger and workflow agree", agrees)
