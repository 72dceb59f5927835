"""What a payment came to, for people."""

from rich.console import Group, RenderableType
from rich.text import Text

from cli.pages.invoice_next_steps import next_steps
from cli.pages.invoice_tables import STYLES
from cli.pages.sentences import sentence
from cli.pages.tables import steps_table, table
from cli.pages.text import plain, term
from clients.shapes import PaymentOutcome

_LISTED = 50
"""How many invoices are shown at the most."""


def payment_page(outcome: PaymentOutcome) -> RenderableType:
    """What was settled, what is left open of it, and the account's unapplied credit."""
    payment, view = outcome.payment, outcome.view
    reference = plain(payment.bank_reference)
    came_in = Text(str(payment.amount), "bold")
    parts: list[RenderableType] = [
        sentence("invoice_pay.came_in", amount=came_in, reference=reference)
    ]
    if outcome.settled:
        built = table("invoice", "settled", "left_open", "state", right=("settled", "left_open"))
        for each in outcome.settled[:_LISTED]:
            state = Text(term(each.state), STYLES.get(each.state, ""))
            built.add_row(plain(each.invoice), str(each.settled), str(each.open), state)
        parts.append(built)
        if (more := len(outcome.settled) - _LISTED) > 0:
            parts.append(sentence("invoice_pay.more", count=more))
    else:
        parts.append(sentence("invoice_pay.nothing_open"))
    if outcome.unapplied_credit.amount:
        left = Text(str(outcome.unapplied_credit), "bold")
        parts.append(sentence("invoice_pay.unapplied_credit", amount=left))
    if view is not None:
        parts.append(steps_table(next_steps(view)))
    return Group(*parts)
