"""What billing operations do with an account."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from console.pages.decisions.invoice_messages import (
    correction,
    part_of,
    payment,
    payment_fields,
    reversal,
    unapplied_credit,
)
from console.pages.decisions.kinds import Making, Offer
from console.pages.forms import Choices, Field, reason
from domain.access import Action, Actor
from domain.account import Account, PaymentMethod, Scope, Standing
from domain.errors import AmountNotAcceptable
from domain.invoices.lifecycle import SETTLED
from domain.invoices.messages import RefundCredit
from domain.invoices.new_invoice import NewInvoice
from domain.invoices.views.statement import Statement, StatementEntry
from domain.money import CURRENCIES, Money


@dataclass(frozen=True, slots=True)
class Case:
    standing: Standing
    statement: Statement

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
        return tuple((each.document, f"{each.document}: {each.credit}") for each in lines[:_MOST])

    @property
    def correctable(self) -> Choices:
        """Payments and refunds that could be taken back, the last on top; one that was taken back
        already is refused."""
        lines = [each for each in self.statement.entries[::-1] if _is_money(each)]
        return tuple(
            (each.entry or "", f"{each.entry}: {each.kind} of {each.credit or each.debit}")
            for each in lines[:_MOST]
        )


_MOST = 50
"""Entries that are offered: older ones are taken back by their id, on the command line."""


def _is_money(entry: StatementEntry) -> bool:
    return entry.entry is not None and entry.kind in ("payment", "refund")


@dataclass(frozen=True, slots=True)
class AccountAct:
    """Something done to an account as a whole."""

    name: str
    action: Action
    label: str
    causes: str
    act: Callable[[Making], Awaitable[str]]
    """Does it, and returns a sentence about the result; raises NotValid with every problem."""
    why_not: Callable[[Case], str | None]
    fields: Callable[[Case], tuple[Field, ...]] = lambda case: ()
    items: Callable[[Case], tuple[str, ...]] = lambda case: ("",)
    item_name: str = ""
    irreversible: bool = False


_NAMED = 20
"""As many invoices are named in one sentence."""


async def _pay(making: Making) -> str:
    currency = making.answers.text("currency", 3)
    invoices = (await making.services.ledger.statement(making.name)).invoices
    alike = [each for each in invoices if each.open.currency == currency]
    issued = max((each.amount.minor for each in alike), default=0)
    minor = sum(each.open.minor for each in alike)
    open_ = Money.from_minor(minor, currency) if currency in CURRENCIES else None
    message = payment(making, currency, open_, issued)
    key = making.answers.optional("key")
    await making.services.invoices.pay_account(making.name, message, key)
    settled = await making.services.invoices.settled_by(message.bank_reference, making.name)
    named = [f"{each.settled} of {each.invoice}" for each in settled[:_NAMED]]
    if (more := len(settled) - _NAMED) > 0:
        named.append(f"and {more} more invoices")
    said = ", ".join(named) or "nothing"
    credit = await unapplied_credit(making.services, making.name, currency)
    return f"The payment was recorded. It settles {said}. {credit}".rstrip()


async def _refund(making: Making) -> str:
    answers = making.answers
    amount = answers.money("amount", answers.text("currency", 3))
    reference = answers.text("bank_reference", 70)
    message = answers.made(
        lambda: RefundCredit(by=making.by, amount=amount, bank_reference=reference)
    )
    key = making.answers.optional("key")
    changed = await making.services.invoices.refund(making.name, message, key)
    return f"{changed.amount} of unapplied credit counts as paid back: {changed.entry}."


async def _correct(making: Making) -> str:
    message, key = correction(making), making.answers.optional("key")
    changed = await making.services.invoices.correct_account(making.name, message, key)
    return f"{changed.entry} of {changed.amount} was taken back."


async def _reverse(making: Making) -> str:
    currency = making.answers.text("currency", 3)
    message, key = reversal(making, currency), making.answers.optional("key")
    changed = await making.services.invoices.reverse_account(making.name, message, key)
    return f"{changed.amount} of {changed.entry} was taken back by the bank."


async def _settle(making: Making) -> str:
    scope = making.answers.text("scope", 100)
    shown, standing = (
        making.answers.optional("shown"),
        await making.services.ledger.standing(making.name),
    )
    if shown is not None and shown != _charges(standing.account):
        raise AmountNotAcceptable(
            "The outstanding charges are not what they were when you opened this page, so nothing"
            " was done. See what they are now, and decide again."
        )
    key = making.answers.optional("key")
    was = await making.services.ledger.settle(scope, making.by, key)
    return f"{was} of {scope} counts as paid." if was else f"Nothing was outstanding on {scope}."


def _charges(account: Account) -> str:
    """What is outstanding on each scope, as one line."""
    owed = (f"{each.id} {each.outstanding}" for each in account.scopes if each.outstanding)
    return ", ".join(owed)


async def _issue(making: Making) -> str:
    answers = making.answers
    number, scope = answers.text("number", 40), answers.text("scope", 100)
    day = answers.day("issued_on")
    amount = answers.money("amount", answers.text("currency", 3))
    invoice = answers.made(
        lambda: NewInvoice(number=number, scope=scope, issued_on=day, amount=amount)
    )
    key = making.answers.optional("key")
    issued = await making.services.invoices.issue(invoice, making.by, key)
    words = issued.outcome.replace("_", " ")
    said = f"Invoice {issued.invoice}: {words}, due on {issued.due_on}."
    if issued.reminders_from is None:
        return said
    return (
        f"{said} That day has passed: reminders, late charges and a hold are counted from"
        f" {issued.reminders_from}."
    )


def _currency(case: Case, known: tuple[str, ...]) -> Field:
    """The account's own currency as the first choice, as far as it is known."""
    options = known or tuple(sorted(CURRENCIES))
    listed = tuple((each, each) for each in options)
    own = next((each for each in case.currencies if each in options), "")
    own = own or options[0] * (len(options) == 1)
    return Field("currency", "Currency", "choice", options=listed, value=own)


ACTS: tuple[AccountAct, ...] = (
    AccountAct(
        "pay",
        Action.RECORD_PAYMENT,
        "Record a payment of the account",
        "It settles the account's open invoices, the oldest first; the rest is unapplied credit,"
        " and all of it where nothing is open. It settles the next invoice by itself.",
        _pay,
        lambda case: None,
        lambda case: (
            _currency(case, case.open_in),
            *payment_fields(Field("amount", "Amount", "amount")),
        ),
    ),
    AccountAct(
        "refund",
        Action.REFUND_CREDIT,
        "Record a refund of unapplied credit",
        "So much of the unapplied credit counts as paid back, of the oldest payment first, and"
        " stands in the statement. A refund that comes back can be taken back.",
        _refund,
        lambda case: None if case.credit_in else "The account has no unapplied credit.",
        lambda case: (
            _currency(case, case.credit_in),
            Field("amount", "Amount", "amount"),
            Field("bank_reference", "Bank reference", hint="Of the transfer that paid it back."),
        ),
    ),
    AccountAct(
        "reverse",
        Action.REVERSE_PAYMENT,
        "Take a payment of the account back",
        "The bank took it back. What it settled is open again, and the customer is notified; of a"
        " part, unapplied credit goes first, then what it settled last.",
        _reverse,
        lambda case: None if case.payments else "No payment of the account can be taken back.",
        lambda case: (
            Field("bank_reference", "Payment", "choice", options=case.payments),
            _currency(case, case.currencies),
            part_of("that currency"),
            reason(hint="What the bank says."),
        ),
        irreversible=True,
    ),
    AccountAct(
        "correct",
        Action.CORRECT_ENTRY,
        "Take back a payment or refund entered wrongly",
        "It stays in the statement as taken back, with the reason. What a payment settled is open"
        " again, and the customer is notified of what is open now, and of no reversal. A refund is"
        " unapplied credit again, which settles the oldest open invoice by itself.",
        _correct,
        lambda case: None if case.correctable else "There is nothing that could be corrected.",
        lambda case: (
            Field("entry", "Entry", "choice", options=case.correctable),
            reason(hint="For your colleagues; no customer reads it."),
        ),
        irreversible=True,
    ),
    AccountAct(
        "settle",
        Action.SETTLE_CHARGES,
        "Record the charges of {item} as paid",
        "What is outstanding on it counts as paid, and no longer stands in the way of a switch.",
        _settle,
        lambda case: None if case.owing else "No charges are outstanding.",
        lambda case: (Field("shown", "", "hidden", value=_charges(case.standing.account)),),
        items=lambda case: tuple(each.id for each in case.owing),
        item_name="scope",
    ),
    AccountAct(
        "issue",
        Action.ISSUE_INVOICE,
        "Issue an invoice",
        "The invoice is issued, its days begin to run, and the customer is notified. A number is"
        " used once: the same invoice again is the same one.",
        _issue,
        lambda case: None if case.on_invoice else "Nothing of the account is paid by invoice.",
        lambda case: (
            Field("number", "Number"),
            Field(
                "scope",
                "For",
                "choice",
                options=tuple((each.id, each.id) for each in case.on_invoice),
                value=case.on_invoice[0].id if len(case.on_invoice) == 1 else "",
            ),
            Field("issued_on", "Date", "day", value=f"{datetime.now(UTC):%Y-%m-%d}"),
            Field("amount", "Amount", "amount"),
            _currency(case, ()),
        ),
    ),
)


def offers(case: Case, actor: Actor) -> tuple[Offer, ...]:
    """What the actor may do with the account, what is possible now first."""
    found = []
    for each in ACTS:
        if not actor.may(each.action):
            continue
        because = each.why_not(case)
        if because is not None:
            label = each.label.format(item="a scope")
            found.append(Offer(each, "", label, each.causes, because))
            continue
        found += [
            Offer(each, item, each.label.format(item=item), each.causes, None, each.fields(case))
            for item in each.items(case)
        ]
    return tuple(sorted(found, key=lambda offer: offer.why_not is not None))
