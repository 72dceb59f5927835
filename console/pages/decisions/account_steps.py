"""What each form of an account does once it is sent, and the sentence about the result."""

from clients.shapes import payment_outcome
from console.pages.decisions.account_case import charges_of
from console.pages.decisions.invoice_messages import (
    correction,
    payment,
    reversal,
    said_of_credit,
)
from console.pages.decisions.kinds import Making
from domain.errors import AmountNotAcceptable
from domain.invoices.messages import RefundCredit
from domain.invoices.new_invoice import NewInvoice

_NAMED = 20
"""As many invoices are named in one sentence."""


async def pay(making: Making) -> str:
    currency = making.answers.text("currency", 3)
    client = making.services.invoices
    alike = [each for each in await client.expected(making.name) if each.open.currency == currency]
    open_, issued = alike[0] if alike else (None, None)
    message = payment(making, currency, open_, issued.minor if issued else 0)
    key = making.answers.optional("key")
    paid = await client.pay_account(making.name, message, key)
    outcome = await payment_outcome(client, message, making.name, paid.result)
    settled = outcome.settled
    named = [f"{each.settled} of {each.invoice}" for each in settled[:_NAMED]]
    if (more := len(settled) - _NAMED) > 0:
        named.append(f"and {more} more invoices")
    said = ", ".join(named) or "nothing"
    credit = said_of_credit([outcome.unapplied_credit])
    return f"The payment was recorded. It settles {said}. {credit}".rstrip()


async def refund(making: Making) -> str:
    answers = making.answers
    amount = answers.money("amount", answers.text("currency", 3))
    reference = answers.text("bank_reference", 70)
    message = answers.made(
        lambda: RefundCredit(by=making.by, amount=amount, bank_reference=reference)
    )
    key = making.answers.optional("key")
    changed = await making.services.invoices.refund(making.name, message, key)
    return f"{changed.amount} of unapplied credit counts as paid back: {changed.entry}."


async def correct(making: Making) -> str:
    message, key = correction(making), making.answers.optional("key")
    changed = await making.services.invoices.correct_account(making.name, message, key)
    return f"{changed.entry} of {changed.amount} was taken back."


async def reverse(making: Making) -> str:
    currency = making.answers.text("currency", 3)
    message, key = reversal(making, currency), making.answers.optional("key")
    changed = await making.services.invoices.reverse_account(making.name, message, key)
    return f"{changed.amount} of {changed.entry} was taken back by the bank."


async def settle(making: Making) -> str:
    scope = making.answers.text("scope", 100)
    shown, standing = (
        making.answers.optional("shown"),
        await making.services.ledger.standing(making.name),
    )
    if shown is not None and shown != charges_of(standing.account):
        raise AmountNotAcceptable(
            "The outstanding charges are not what they were when you opened this page, so nothing"
            " was done. See what they are now, and decide again."
        )
    key = making.answers.optional("key")
    was = await making.services.ledger.settle(scope, making.by, key)
    return f"{was} of {scope} counts as paid." if was else f"Nothing was outstanding on {scope}."


async def issue(making: Making) -> str:
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
