"""Whole lives of invoices, several of one account, in steps that can each be lost or done twice."""

from tests.chaos.actors import Actor
from tests.chaos.books import Books
from tests.workflows.payers import a_payer

_MOST_STEPS = 8


async def money_comes_and_goes(actor: Actor) -> None:
    """Two or three invoices, and what happens to them in whatever order."""
    books = Books(actor, a_payer())
    await books.open()
    for _ in range(actor.chance.randint(3, _MOST_STEPS)):
        possible = books.possible()
        if not possible:
            return
        await actor.chance.choice(possible)()


async def too_much_is_paid_and_paid_back(actor: Actor) -> None:
    """All of it in one transfer that is too large, and the rest of that returned, in two parts."""
    books = Books(actor, a_payer())
    await books.open()
    await books.pay_account(extra=5000)
    for part in (2000, 3000):
        await books.refund(part)


async def left_until_it_is_overdue(actor: Actor) -> None:
    """One is not paid until reminders went out and it is overdue; then all are."""
    books = Books(actor, a_payer())
    await books.open()
    await books.wait_until_overdue(actor.chance.choice(list(books.invoices)))
    await books.pay_account(extra=0)


async def paid_by_a_banks_file(actor: Actor) -> None:
    books = Books(actor, a_payer())
    await books.open()
    await books.pay_by_file()


INVOICE_LIVES = (
    money_comes_and_goes,
    money_comes_and_goes,
    too_much_is_paid_and_paid_back,
    left_until_it_is_overdue,
    paid_by_a_banks_file,
)
