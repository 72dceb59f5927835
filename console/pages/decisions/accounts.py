"""What billing operations do with an account, and what of that and of its limit is offered."""

from console.pages.decisions import account_steps
from console.pages.decisions.account_act import AccountAct
from console.pages.decisions.account_case import Case, charges_of
from console.pages.decisions.invoice_messages import (
    part_of,
    payment_fields,
)
from console.pages.decisions.kinds import Offer
from console.pages.decisions.limits import LIMIT_ACTS
from console.pages.forms import Field, reason
from domain.access import Action, Actor
from domain.values.money import CURRENCIES
from wording.possible import why_not


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
        account_steps.pay,
        "pay_account",
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
        account_steps.refund,
        "refund",
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
        account_steps.reverse,
        "reverse_account",
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
        account_steps.correct,
        "correct_account",
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
        account_steps.settle,
        "settle_charges",
        lambda case: (Field("shown", "", "hidden", value=charges_of(case.standing.account)),),
        items=lambda case: tuple(each.id for each in case.owing),
        item_name="scope",
    ),
    AccountAct(
        "issue",
        Action.ISSUE_INVOICE,
        "Issue an invoice",
        "The invoice is issued, its days begin to run, and the customer is notified. A number is"
        " used once: the same invoice again is the same one.",
        account_steps.issue,
        "issue_invoice",
        lambda case: (
            Field("number", "Number"),
            Field(
                "scope",
                "For",
                "choice",
                options=tuple((each.id, each.id) for each in case.on_invoice),
                value=case.on_invoice[0].id if len(case.on_invoice) == 1 else "",
            ),
            Field("issued_on", "Date", "day", value=str(case.statement.as_of)),
            Field("amount", "Amount", "amount"),
            _currency(case, ()),
        ),
    ),
)


EVERY_ACT = (*ACTS, *LIMIT_ACTS)


def offers(case: Case, actor: Actor) -> tuple[Offer, ...]:
    """What the actor may do with the account, what is possible now first."""
    found = []
    for each in EVERY_ACT:
        if not actor.may(each.action):
            continue
        hindrance = case.possible.get(each.operation)
        if hindrance is not None:
            label = each.label.format(item="a scope")
            found.append(Offer(each, "", label, each.causes, why_not(hindrance)))
            continue
        found += [
            Offer(each, item, each.label.format(item=item), each.causes, None, each.fields(case))
            for item in each.items(case)
        ]
    return tuple(sorted(found, key=lambda offer: offer.why_not is not None))
