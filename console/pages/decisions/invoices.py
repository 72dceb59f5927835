"""What billing operations do with one invoice."""

from console.pages.decisions import invoice_messages as messages
from console.pages.decisions.kinds import Decision, Offer, offers_of
from console.pages.forms import Choices, Field, choices_of, reason
from domain.access import Action, Actor
from domain.invoices.messages import InvoiceMessage
from domain.invoices.operations import BY_ACTION
from domain.invoices.policy import WireKind
from domain.invoices.views.invoice import InvoiceView
from domain.operations.obstacles import Hindrance
from domain.values.money import Money
from wording.catalogue import staff
from wording.dates import written_day
from wording.invoices import why_adjusted
from wording.money import money_with_code


def _amount(view: InvoiceView, of: Money, hint: str = "") -> Field:
    value = f"{of.amount:f}" if of.amount else ""
    return Field(
        "amount", staff("fields.amount_in", currency=of.currency), "amount", hint=hint, value=value
    )


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
        (
            each.entry,
            f"{each.entry}: {money_with_code(each.amount)},"
            f" {why_adjusted(each, money_with_code, written_day)}",
        )
        for each in view.adjustments
        if each.correctable
    )
    return (*payments, *adjustments)


def _in_transit(view: InvoiceView) -> tuple[Field, ...]:
    missed = view.missed.amount > 0
    word = Field(
        "again",
        staff("invoice_act.in_transit.again"),
        "checks",
        required=False,
        options=(
            (
                "yes",
                staff("invoice_act.in_transit.pauses_again", missed=money_with_code(view.missed)),
            ),
        ),
    )
    return (
        _amount(view, view.declarable),
        messages.reference(),
        Field(
            "kind",
            staff("invoice_act.in_transit.from"),
            "choice",
            options=choices_of(WireKind),
        ),
        *((word,) if missed else ()),
    )


DECISIONS: tuple[Decision[InvoiceView, InvoiceMessage], ...] = (
    Decision(
        "pay",
        Action.RECORD_PAYMENT,
        "invoice_act.pay",
        lambda view: staff(
            "invoice_act.pay.recovers" if view.written_off.amount else "invoice_act.pay.causes"
        ),
        messages.pay,
        lambda view: messages.payment_fields(_amount(view, view.open)),
    ),
    Decision(
        "resolve",
        Action.RESOLVE_DISPUTE,
        "invoice_act.resolve",
        lambda view: staff("invoice_act.resolve.causes"),
        messages.resolve,
        lambda view: (
            messages.verdict(),
            reason(hint=staff("fields.customer_reads")),
        ),
    ),
    Decision(
        "in-transit",
        Action.DECLARE_WIRE,
        "invoice_act.in_transit",
        lambda view: staff("invoice_act.in_transit.causes"),
        messages.declare,
        _in_transit,
    ),
    Decision(
        "dispute",
        Action.OPEN_DISPUTE,
        "invoice_act.dispute",
        lambda view: staff("invoice_act.dispute.causes"),
        messages.dispute,
        lambda view: (_amount(view, view.open), reason()),
    ),
    Decision(
        "apply-credit",
        Action.APPLY_CREDIT,
        "invoice_act.apply_credit",
        lambda view: staff("invoice_act.apply_credit.causes"),
        messages.apply,
    ),
    Decision(
        "credit",
        Action.CREDIT_INVOICE,
        "invoice_act.credit",
        lambda view: staff("invoice_act.credit.causes"),
        messages.credit,
        lambda view: (_amount(view, view.open), reason(hint=staff("fields.customer_reads"))),
    ),
    Decision(
        "reverse",
        Action.REVERSE_PAYMENT,
        "invoice_act.reverse",
        lambda view: staff("invoice_act.reverse.causes"),
        messages.reverse,
        lambda view: (
            messages.part_of(view.open.currency),
            reason(hint=staff("fields.bank_says")),
        ),
        _reversible,
        "bank_reference",
        irreversible=True,
    ),
    Decision(
        "correct",
        Action.CORRECT_ENTRY,
        "invoice_act.correct",
        lambda view: staff("invoice_act.correct.causes"),
        messages.correct,
        lambda view: (
            Field(
                "entry", staff("invoice_act.correct.entry"), "choice", options=_correctable(view)
            ),
            reason(hint=staff("fields.no_customer_reads")),
        ),
        irreversible=True,
    ),
    Decision(
        "write-off",
        Action.WRITE_OFF,
        "invoice_act.write_off",
        lambda view: staff("invoice_act.write_off.causes", amount=money_with_code(view.open)),
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
    return offers_of(DECISIONS, view, actor, lambda each: what_hinders(each.action, view))
