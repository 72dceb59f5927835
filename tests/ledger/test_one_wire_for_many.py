"""One payment for thousands of invoices: one transaction, in time that grows with their number."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, event, insert, select

from adapters.ledger.database import Database
from adapters.ledger.invoices.tables import invoices
from application.invoices.look_up import touched_under
from domain.invoices.lifecycle import InvoiceState
from tests.ledger.billing import Billing, a_payment, shares
from tests.ledger.samples import euros

MANY = 1000


async def _issued(billing: Billing, many: int, amount: str = "10.00") -> list[str]:
    """So many invoices that are alike, the first by its issue and the others as its copies."""
    await billing.issue("INV-0", amount)
    async with billing.database.writing() as connection:
        first = (await connection.execute(select(invoices))).mappings().one()
        copies = [
            {**first, "number": f"INV-{count}", "reference": f"RF{count:020d}"}
            for count in range(1, many)
        ]
        await connection.execute(insert(invoices), copies)
    return [f"INV-{count}" for count in range(many)]


async def _states(database: Database) -> list[tuple[str, int, int]]:
    asked = select(invoices.c.state, invoices.c.open_minor, invoices.c.revision).distinct()
    async with database.reading() as connection:
        return [
            (row.state, row.open_minor, row.revision) for row in await connection.execute(asked)
        ]


async def test_the_ledger_finds_out_itself_which_invoices_a_payment_of_an_account_is_for(
    billing: Billing,
) -> None:
    numbers = await _issued(billing, MANY)
    whole = a_payment(f"{MANY * 10}.00", of_account=True)
    paid = await billing.act(whole, "INV-0", key="K")
    assert paid.amount == euros(f"{MANY * 10}.00")
    assert sorted(paid.touched) == sorted(numbers[1:])
    assert await touched_under(billing.ledger, "K") == paid.touched
    assert await touched_under(billing.ledger, "another") == ()
    assert await _states(billing.database) == [(InvoiceState.PAID, 0, 2)]
    again = await billing.act(whole, "INV-0", key="K")
    assert (again.already, again.touched) == (True, paid.touched)


async def test_a_payment_of_an_account_goes_to_the_oldest_as_far_as_it_goes(
    billing: Billing,
) -> None:
    await _issued(billing, 5)
    paid = await billing.act(a_payment("25.00", of_account=True), "INV-0")
    assert sorted(paid.touched) == ["INV-1", "INV-2"]
    rest = await billing.act(a_payment("50.00", "BANK-2", of_account=True), "INV-0")
    assert (rest.amount, sorted(rest.touched)) == (euros("25.00"), ["INV-2", "INV-3", "INV-4"])
    more = await billing.act(a_payment("50.00", "BANK-3", of_account=True), "INV-0")
    assert (more.amount, more.touched) == (None, ())


async def test_more_invoices_take_no_more_statements(billing: Billing) -> None:
    numbers = await _issued(billing, 400)
    with _statements() as asked:
        counts = []
        for start, end in ((0, 100), (100, 400)):
            asked.clear()
            amount, reference = f"{(end - start) * 10}.00", f"BANK-{start}"
            payment = a_payment(amount, reference, shares=shares(*numbers[start:end]))
            await billing.act(payment, numbers[start])
            counts.append(len(asked))
    assert counts[0] == counts[1] < 30


_ours = ContextVar("ours", default=False)


@contextmanager
def _statements() -> Iterator[list[str]]:
    """Every statement that we send to a database, and nobody else meanwhile; one for many rows is
    one."""
    asked: list[str] = []

    def executed(*given: Any) -> None:
        if _ours.get():
            asked.append(given[2])

    event.listen(Engine, "before_cursor_execute", executed)
    _ours.set(True)
    yield asked
    _ours.set(False)
    event.remove(Engine, "before_cursor_execute", executed)


async def test_with_its_name_is_known_whether_a_step_on_an_invoice_may_be_a_large_one(
    billing: Billing,
) -> None:
    numbers = await _issued(billing, MANY)
    await billing.issue("ALONE", scope="sub-3")
    assert await billing.queries.addressed("invoice/INV-0") == ("INV-0", True)
    assert await billing.queries.addressed("ALONE") == ("ALONE", False)
    assert await billing.queries.addressed("nothing") is None
    await billing.act(a_payment(f"{len(numbers) * 10}.00", of_account=True), "INV-0")
    assert await billing.queries.addressed("INV-0") == ("INV-0", True)
    assert await billing.queries.has_many_others("INV-1")
    assert not await billing.queries.has_many_others("ALONE")
    assert not await billing.queries.has_many_others("nothing")
