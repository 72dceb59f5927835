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
from domain.invoices.new.new_invoice import NewInvoice
from wording.catalogue import staff
from wording.dates import written_day
from wording.money import money_with_code
from wording.terms import term

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
    named = [
        staff("account_statement.share", amount=money_with_code(each.settled), invoice=each.invoice)
        for each in settled[:_NAMED]
    ]
    if (more := len(settled) - _NAMED) > 0:
        named.append(staff("account_act.pay.more", count=more))
    return staff(
        "account_act.pay.done",
        settled=", ".join(named),
        credit=said_of_credit([outcome.unapplied_credit]),
    )


async def refund(making: Making) -> str:
    answers = making.answers
    amount = answers.money("amount", answers.text("currency", 3))
    reference = answers.text("bank_reference", 70)
    message = answers.made(
        lambda: RefundCredit(by=making.by, amount=amount, bank_reference=reference)
    )
    key = making.answers.optional("key")
    changed = await making.services.invoices.refund(making.name, message, key)
    there = money_with_code(changed.amount)
    return staff("account_act.refund.done", amount=there, entry=changed.entry)


async def correct(making: Making) -> str:
    message, key = correction(making), making.answers.optional("key")
    changed = await making.services.invoices.correct_account(making.name, message, key)
    there = money_with_code(changed.amount)
    return staff("account_act.correct.done", amount=there, entry=changed.entry)


async def reverse(making: Making) -> str:
    currency = making.answers.text("currency", 3)
    message, key = reversal(making, currency), making.answers.optional("key")
    changed = await making.services.invoices.reverse_account(making.name, message, key)
    there = money_with_code(changed.amount)
    return staff("account_act.reverse.done", amount=there, entry=changed.entry)


async def settle(making: Making) -> str:
    scope = making.answers.text("scope", 100)
    shown, standing = (
        making.answers.optional("shown"),
        await making.services.ledger.standing(making.name),
    )
    if shown is not None and shown != charges_of(standing.account):
        raise AmountNotAcceptable(staff("account_act.settle.changed"))
    key = making.answers.optional("key")
    was = await making.services.ledger.settle(scope, making.by, key)
    return staff("account_act.settle.done", scope=scope, amount=was and money_with_code(was))


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
    return staff(
        "account_act.issue.done",
        invoice=issued.invoice,
        outcome=term(issued.outcome),
        due_on=issued.due_on and written_day(issued.due_on),
        since=issued.reminders_from and written_day(issued.reminders_from),
    )
