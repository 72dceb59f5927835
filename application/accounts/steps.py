"""The frame of everything that is done to an account's money without an invoice: one transaction,
done once.

What settles an invoice, or opens one again, goes through the invoice's workflow, which has to set
its timer anew. These steps refuse it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from application.account_book import AccountBook
from application.billing.queue_calls import queue_calls
from application.consequences import Origin, write_changed
from application.ports.ledger import Ledger
from application.steps import spend_credit
from domain.accounts.account import Account
from domain.errors import AccountUnknown, UnderWay
from domain.invoices.account.money_results import result_of
from domain.invoices.messages import InvoiceMessage
from domain.invoices.policy import InvoicePolicy
from domain.invoices.views.statement import AccountChanged
from domain.values.money import Money

Command = TypeVar("Command", bound=InvoiceMessage)


@dataclass(frozen=True, slots=True)
class AskedOfAccount(Generic[Command]):
    """What somebody asks of an account's money."""

    account: str
    command: Command
    key: str
    """Asked again under the same key nothing is done, and the answer is the same."""
    now: datetime
    policy: Callable[[], InvoicePolicy]
    """Reads the policy as it is configured now, where a step goes by it."""


Act = Callable[[AccountBook, Account, datetime], Awaitable[tuple[str, Money]]]
"""The step's own business. Returns the entry that it made or took back, and how much it was."""


def key_on_account(account_id: str, key: str) -> str:
    """The key of a step on an account's money that no invoice is about."""
    return f"account/{account_id}/{key}"


async def take(ledger: Ledger, asked: AskedOfAccount[Any], act: Act) -> AccountChanged:
    """Take a step on an account's money.

    Raises:
        AccountUnknown: there is no such account.
        EffectMismatch: the key was used for something else.
        DomainError: whatever `act` refuses.
    """
    account_id, command, now = asked.account, asked.command, asked.now
    key = key_on_account(account_id, asked.key)
    async with ledger.writing() as transaction:
        holding = await transaction.accounts.locked(account_id)
        if holding is None:
            raise AccountUnknown("There is no account with this id.", account_id=account_id)
        stored = await transaction.answers.to(key, command)
        if stored is not None:
            return AccountChanged.model_validate(stored)
        # In a rehearsal an account's invoices may be ahead of everybody's clock.
        last = await transaction.accounts.last_step(account_id)
        now = max(now, last) if last else now
        book = AccountBook(transaction, account_id)
        entry, amount = await act(book, holding.account, now)
        changed = await spend_credit(book, amount.currency, key, now)
        result = result_of(book.receivables, amount.currency, now)
        numbered = await book.write(key, command.through)
        # What credit settles by itself is nobody's own step.
        await write_changed(transaction, Origin(now), changed, book.before)
        await queue_calls(book, Origin(now), key, numbered)
        done = AccountChanged(
            account=account_id,
            entry=numbered.get(entry, entry),
            amount=amount,
            touched=tuple(each.number for each in changed),
            result=result,
        )
        await transaction.answers.remember(key, command, done, now)
        return done


def refuse_settling(allocated: int) -> None:
    """Raises UnderWay where a payment settles something by now."""
    if allocated:
        raise UnderWay("The payment has just settled an invoice: ask again.")
