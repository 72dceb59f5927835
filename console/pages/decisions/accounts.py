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
from wording.catalogue import staff
from wording.possible import why_not


def _currency(case: Case, known: tuple[str, ...]) -> Field:
    """The account's own currency as the first choice, as far as it is known."""
    options = known or tuple(sorted(CURRENCIES))
    listed = tuple((each, each) for each in options)
    own = next((each for each in case.currencies if each in options), "")
    own = own or options[0] * (len(options) == 1)
    return Field("currency", staff("fields.currency"), "choice", options=listed, value=own)


ACTS: tuple[AccountAct, ...] = (
    AccountAct(
        "pay",
        Action.RECORD_PAYMENT,
        account_steps.pay,
        "pay_account",
        lambda case: (
            _currency(case, case.open_in),
            *payment_fields(Field("amount", staff("fields.amount"), "amount")),
        ),
    ),
    AccountAct(
        "refund",
        Action.REFUND_CREDIT,
        account_steps.refund,
        "refund",
        lambda case: (
            _currency(case, case.credit_in),
            Field("amount", staff("fields.amount"), "amount"),
            Field(
                "bank_reference",
                staff("fields.bank_reference"),
                hint=staff("account_act.refund.reference_hint"),
            ),
        ),
    ),
    AccountAct(
        "reverse",
        Action.REVERSE_PAYMENT,
        account_steps.reverse,
        "reverse_account",
        lambda case: (
            Field(
                "bank_reference",
                staff("account_act.reverse.payment"),
                "choice",
                options=case.payments,
            ),
            _currency(case, case.currencies),
            part_of(staff("account_act.that_currency")),
            reason(hint=staff("fields.bank_says")),
        ),
        irreversible=True,
    ),
    AccountAct(
        "correct",
        Action.CORRECT_ENTRY,
        account_steps.correct,
        "correct_account",
        lambda case: (
            Field("entry", staff("invoice_act.correct.entry"), "choice", options=case.correctable),
            reason(hint=staff("fields.no_customer_reads")),
        ),
        irreversible=True,
    ),
    AccountAct(
        "settle",
        Action.SETTLE_CHARGES,
        account_steps.settle,
        "settle_charges",
        lambda case: (Field("shown", "", "hidden", value=charges_of(case.standing.account)),),
        items=lambda case: tuple(each.id for each in case.owing),
        item_name="scope",
    ),
    AccountAct(
        "issue",
        Action.ISSUE_INVOICE,
        account_steps.issue,
        "issue_invoice",
        lambda case: (
            Field("number", staff("account_act.issue.number")),
            Field(
                "scope",
                staff("account_act.issue.for"),
                "choice",
                options=tuple((each.id, each.id) for each in case.on_invoice),
                value=case.on_invoice[0].id if len(case.on_invoice) == 1 else "",
            ),
            Field(
                "issued_on", staff("account_act.issue.date"), "day", value=str(case.statement.as_of)
            ),
            Field("amount", staff("fields.amount"), "amount"),
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
            label = each.called(staff("account_act.a_scope"))
            found.append(Offer(each, "", label, each.causes, why_not(hindrance)))
            continue
        found += [
            Offer(each, item, each.called(item), each.causes, None, each.fields(case))
            for item in each.items(case)
        ]
    return tuple(sorted(found, key=lambda offer: offer.why_not is not None))
