"""What billing operations do with one invoice."""

from console.pages.decisions import invoice_messages as messages
from console.pages.decisions.kinds import Decision, Offer
from console.pages.forms import Choices, Field, choices_of, reason
from domain.access import Action, Actor
from domain.invoices.messages import InvoiceMessage
from domain.invoices.operations import BY_ACTION
from domain.invoices.policy import WireKind
from domain.invoices.views.invoice import InvoiceView
from domain.operations.obstacles import Hindrance
from domain.values.money import Money
from wording.invoices import why_adjusted
from wording.money import money_with_code
from wording.possible import why_not


def _amount(view: InvoiceView, of: Money, hint: str = "") -> Field:
    value = f"{of.amount:f}" if of.amount else ""
    return Field("amount", f"Amount in {of.currency}", "amount", hint=hint, value=value)


def _reversible(view: InvoiceView) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.bank_reference for each in view.payments if each.counted))


def _correctable(view: InvoiceView) -> Choices:
    """The entries that can be taken back as entered wrongly."""
    payments = (
        (each.entry, f"{each.entry}: {money_with_code(each.amount)}, {each.bank_reference}")
        for each in view.payments
        if each.counted
    )
    adjustments = (
        (each.entry, f"{each.entry}: {money_with_code(each.amount)}, {why_adjusted(each)}")
        for each in view.adjustments
        if each.correctable
    )
    return (*payments, *adjustments)


def _in_transit(view: InvoiceView) -> tuple[Field, ...]:
    missed = view.missed.amount > 0
    word = Field(
        "again",
        "Although an earlier one did not come in",
        "checks",
        required=False,
        options=(
            ("yes", f"it pauses reminders again; {money_with_code(view.missed)} did not come"),
        ),
    )
    return (
        _amount(view, view.declarable),
        messages.REFERENCE,
        Field(
            "kind",
            "Where it comes from",
            "choice",
            options=choices_of(WireKind),
        ),
        *((word,) if missed else ()),
    )


DECISIONS: tuple[Decision[InvoiceView, InvoiceMessage], ...] = (
    Decision(
        "pay",
        Action.RECORD_PAYMENT,
        "Record a payment",
        lambda view: (
            "It settles this invoice as far as it goes; what is too much settles the account's"
            " oldest open invoices or becomes unapplied credit. Reminders go on for what is left."
            + (" What was written off is recovered." if view.written_off.amount else "")
        ),
        messages.pay,
        lambda view: messages.payment_fields(_amount(view, view.open)),
    ),
    Decision(
        "resolve",
        Action.RESOLVE_DISPUTE,
        "Resolve the dispute",
        lambda view: (
            "Where the customer is right, the disputed part is credited. Otherwise the clock goes"
            " on after the policy's grace. The customer is notified either way."
        ),
        messages.resolve,
        lambda view: (
            Field("verdict", "Verdict", "radio", options=messages.VERDICTS),
            reason(hint="The customer reads this."),
        ),
    ),
    Decision(
        "in-transit",
        Action.DECLARE_WIRE,
        "Declare a payment on its way",
        lambda view: "Reminders pause for that amount while it takes its time, and resume then.",
        messages.declare,
        _in_transit,
    ),
    Decision(
        "dispute",
        Action.OPEN_DISPUTE,
        "Open a dispute for the customer",
        lambda view: "Reminders, interest and holds pause for that part until it is resolved.",
        messages.dispute,
        lambda view: (_amount(view, view.open), reason()),
    ),
    Decision(
        "apply-credit",
        Action.APPLY_CREDIT,
        "Settle it from unapplied credit",
        lambda view: "The account's unapplied credit settles this invoice, as far as that goes.",
        messages.apply,
    ),
    Decision(
        "credit",
        Action.CREDIT_INVOICE,
        "Issue a credit note",
        lambda view: (
            "The customer owes so much less and is notified. What was paid of it already becomes"
            " unapplied credit."
        ),
        messages.credit,
        lambda view: (_amount(view, view.open), reason(hint="The customer reads this.")),
    ),
    Decision(
        "reverse",
        Action.REVERSE_PAYMENT,
        "Take payment {item} back",
        lambda view: (
            "The bank took it back. Everything that it settled, here and on other invoices, is open"
            " again; their days go on, and the customer is notified. Of a part, unapplied credit"
            " goes first, then what it settled last."
        ),
        messages.reverse,
        lambda view: (
            messages.part_of(view.open.currency),
            reason(hint="What the bank says."),
        ),
        _reversible,
        "bank_reference",
        irreversible=True,
    ),
    Decision(
        "correct",
        Action.CORRECT_ENTRY,
        "Take back what was entered wrongly",
        lambda view: (
            "The entry stays in the timeline as taken back, with who did it and why. What it"
            " settled is open again. The customer is notified of what is open now, and of no"
            " reversal. The right entry can follow, under the same bank reference."
        ),
        messages.correct,
        lambda view: (
            Field("entry", "Entry", "choice", options=_correctable(view)),
            reason(hint="For your colleagues; no customer reads it."),
        ),
        irreversible=True,
    ),
    Decision(
        "write-off",
        Action.WRITE_OFF,
        "Write it off",
        lambda view: (
            f"{money_with_code(view.open)} is given up and the invoice's clock ends,"
            " reminders included."
        ),
        messages.write_off,
        lambda view: (reason(),),
        irreversible=True,
    ),
)


def what_hinders(action: Action, view: InvoiceView) -> Hindrance | None:
    """What is in the way of this now; None where the view does not say."""
    return (view.possible or {}).get(BY_ACTION[action].name)


def offers(view: InvoiceView, actor: Actor) -> tuple[Offer, ...]:
    """What the actor may do with it, what is possible now first."""
    found = []
    for each in DECISIONS:
        if not actor.may(each.action):
            continue
        hindrance = what_hinders(each.action, view)
        if hindrance is not None:
            label = " ".join(each.label.format(item="").split())
            found.append(Offer(each, "", label, each.causes(view), why_not(hindrance)))
            continue
        found += [
            Offer(
                each, item, each.label.format(item=item), each.causes(view), None, each.fields(view)
            )
            for item in each.items(view)
        ]
    return tuple(sorted(found, key=lambda offer: offer.why_not is not None))
