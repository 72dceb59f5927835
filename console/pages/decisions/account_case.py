"""An account as it is decided on: what of it is owed, open, unapplied, and can be taken back."""

from dataclasses import dataclass

from console.pages.forms import Choices
from domain.accounts.account import Account, PaymentMethod, Scope, Standing
from domain.invoices.lifecycle import SETTLED
from domain.invoices.views.statement import Statement, StatementEntry
from domain.limits.limit import AccountLimit
from domain.operations.obstacles import Possible
from wording.catalogue import staff_words
from wording.money import money_with_code
from wording.terms import term


@dataclass(frozen=True, slots=True)
class Case:
    standing: Standing
    statement: Statement
    limit: AccountLimit
    """The credit limit with its history."""

    @property
    def possible(self) -> Possible:
        """Of the account's money and of its limit."""
        return {**(self.statement.possible or {}), **(self.limit.possible or {})}

    @property
    def owing(self) -> tuple[Scope, ...]:
        """The scopes with outstanding charges."""
        scopes = self.standing.account.scopes
        return tuple(each for each in scopes if each.outstanding and each.outstanding.amount > 0)

    @property
    def on_invoice(self) -> tuple[Scope, ...]:
        scopes = self.standing.account.scopes
        return tuple(each for each in scopes if each.payment_method is PaymentMethod.INVOICE)

    @property
    def currencies(self) -> tuple[str, ...]:
        """The account's: of its credit limit, its charges, and its latest invoices."""
        limit, scopes = self.standing.credit_limit, self.standing.account.scopes
        invoices = sorted(self.statement.invoices, key=lambda each: each.issued_on, reverse=True)
        found = [limit.currency] if limit else []
        found += [each.outstanding.currency for each in scopes if each.outstanding]
        found += [each.amount.currency for each in invoices]
        return tuple(dict.fromkeys(found))

    @property
    def open_in(self) -> tuple[str, ...]:
        """The currencies in which invoices are open."""
        lines = (each for each in self.statement.invoices if each.state not in SETTLED)
        return tuple(dict.fromkeys(each.open.currency for each in lines))

    @property
    def credit_in(self) -> tuple[str, ...]:
        """The currencies in which there is unapplied credit."""
        exposures = self.statement.exposures
        return tuple(each.currency for each in exposures if each.unapplied_credit.amount)

    @property
    def payments(self) -> Choices:
        """The bank references of payments, the last on top."""
        lines = [each for each in self.statement.entries[::-1] if each.kind == "payment"]
        return tuple((each.document, f"{each.document}: {_amount(each)}") for each in lines[:_MOST])

    @property
    def correctable(self) -> Choices:
        """Payments and refunds that could be taken back, the last on top; one that was taken back
        already is refused."""
        lines = [each for each in self.statement.entries[::-1] if _is_money(each)]
        return tuple(
            (
                each.entry or "",
                staff_words()(
                    "account_act.correct.choice",
                    entry=each.entry,
                    kind=term(each.kind),
                    amount=_amount(each),
                ),
            )
            for each in lines[:_MOST]
        )


_MOST = 50
"""Entries that are offered: older ones are taken back by their id, on the command line."""


def _is_money(entry: StatementEntry) -> bool:
    return entry.entry is not None and entry.kind in ("payment", "refund")


def _amount(entry: StatementEntry) -> str:
    amount = entry.credit or entry.debit
    return money_with_code(amount) if amount else ""


def charges_of(account: Account) -> str:
    """What is outstanding on each scope, as one line."""
    owed = (f"{each.id} {each.outstanding}" for each in account.scopes if each.outstanding)
    return ", ".join(owed)
