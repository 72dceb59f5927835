"""Money of an account: payments, refunds, what is taken back, and what there is. The part of the
invoices' client that is an account's."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from application.accounts.known import settled_first
from application.accounts.operations import CORRECT, PAY, REFUND, REVERSE
from clients.invoices.account_steps import AccountSteps, Asked, Channel
from domain.invoices import messages
from domain.invoices.money.outsized import Expected, question_about
from domain.invoices.views.money import MoneyResult, Settled
from domain.invoices.views.statement import AccountChanged, Statement
from domain.values.money import Money
from files.reading import configured_policy

__all__ = ["AccountClient", "Asked"]


class Paid(NamedTuple):
    payment: messages.RecordPayment
    """As it was recorded."""
    result: MoneyResult | None = None
    """What came of it; None where its step did not say so yet."""


class AccountClient(AccountSteps):
    """Every message may carry a `key`; see `clients/invoices/client.py`."""

    async def pay_account(
        self,
        account: str,
        payment: messages.RecordPayment | Asked[messages.RecordPayment],
        key: str | None = None,
    ) -> Paid:
        """Settles the account's open invoices, the oldest first; the rest is unapplied credit, and
        all of it where nothing is open.

        Raises:
            AccountUnknown: there is no such account.
        """
        asked = Asked.of(payment)
        async with self._keys.once(key, asked.by, PAY.name, account, asked.what) as claim:
            known = await self._done(account, claim.id)
            whole = await asked.ready(known.amount.currency if known else None)
            if known is not None:
                return Paid(whole, known.result)

            async def channel() -> Channel | None:
                numbers = await self._queries.reached_by(account, whole.amount)
                for_these = _for_invoices(numbers, whole.by)
                return (numbers[0], whole.model_copy(update=for_these)) if numbers else None

            changed = await self._change(account, whole, claim.id, channel)
            return Paid(whole, changed.result)

    async def refund(
        self,
        account: str,
        command: messages.RefundCredit | Asked[messages.RefundCredit],
        key: str | None = None,
    ) -> AccountChanged:
        """Records that unapplied credit was paid back."""
        asked = Asked.of(command)
        async with self._keys.once(key, asked.by, REFUND.name, account, asked.what) as claim:
            known = await self._done(account, claim.id)
            if known is not None:
                return known
            ready = await asked.ready(None)
            return await self._change(account, ready, claim.id, _of_no_invoice)

    async def correct_account(
        self, account: str, command: messages.CorrectEntry, key: str | None = None
    ) -> AccountChanged:
        """Takes back a payment or a refund of the account that was entered wrongly.

        Raises:
            EntryUnknown: the account has no such entry, or it was taken back already.
        """

        async def channel() -> Channel | None:
            number = await settled_first(self._ledger, account, command.entry)
            return (number, command) if number is not None else None

        async with self._keys.once(key, command.by, CORRECT.name, account, command) as claim:
            return await self._change(account, command, claim.id, channel)

    async def reverse_account(
        self,
        account: str,
        command: messages.ReversePayment | Asked[messages.ReversePayment],
        key: str | None = None,
    ) -> AccountChanged:
        """The bank took back a payment of the account, or a part of it.

        Raises:
            PaymentUnknown: the account has no such payment, or it was taken back already.
        """
        asked = Asked.of(command)
        async with self._keys.once(key, asked.by, REVERSE.name, account, asked.what) as claim:
            known = await self._done(account, claim.id)
            reversal = await asked.ready(known.amount.currency if known else None)
            if known is not None:
                return await self._said(account, known, reversal)

            async def channel() -> Channel | None:
                settled = await self.settled_by(reversal.bank_reference, account)
                return (settled[0].invoice, reversal) if settled else None

            return await self._change(account, reversal, claim.id, channel)

    async def statement(self, account: str) -> Statement:
        """An account's invoices, payments and what they come to; raises AccountUnknown."""
        return await self._queries.statement(account, datetime.now(UTC))

    def question_about(self, amount: Money, open_: Money, issued: int) -> str | None:
        """What to ask before a payment is recorded, by the policy of this installation; see
        `domain.invoices.money.outsized`."""
        policy = configured_policy(self._settings).invoices
        return question_about(amount, open_, policy, issued)

    async def expected(self, account: str) -> Sequence[Expected]:
        """What a payment of the account can be for, in each currency that it has invoices in."""
        return await self._queries.expected(account, datetime.now(UTC))

    async def unapplied_credit(self, account: str, currency: str) -> Money:
        """What the account's payments have left; nothing in a currency that it does not have."""
        left = await self.unapplied_credits(account)
        nothing = Money.from_minor(0, currency)
        return next((each for each in left if each.currency == currency), nothing)

    async def unapplied_credits(self, account: str) -> Sequence[Money]:
        """What the account's payments have left, in each currency in which that is something."""
        return await self._queries.unapplied(account)

    async def settled_by(
        self, bank_reference: str, account: str | None = None
    ) -> Sequence[Settled]:
        """The invoices that a transfer settles a part of, in the order in which it did; those of
        one account, where one is given."""
        return await self._queries.settled_by(bank_reference, datetime.now(UTC), account)


def _for_invoices(numbers: Sequence[str], by: str) -> dict[str, Any]:
    """What a payment says of the invoices that it is for."""
    if len(numbers) > messages.MANY:
        return {"of_account": True}
    return {"shares": tuple(messages.Share(by=by, number=each) for each in numbers)}


async def _of_no_invoice() -> None:
    return None
