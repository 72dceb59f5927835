"""What a payment came to, for people."""

from rich.console import Group, RenderableType
from rich.text import Text

from cli.pages.invoice_next_steps import next_steps
from cli.pages.invoice_tables import STYLES
from cli.pages.tables import steps_table, table
from cli.pages.text import plain, words
from clients.shapes import PaymentOutcome

_LISTED = 50
"""How many invoices are shown at the most."""


def payment_page(outcome: PaymentOutcome) -> RenderableType:
    """What was settled, what is left open of it, and the account's unapplied credit."""
    payment, view = outcome.payment, outcome.view
    reference = plain(payment.bank_reference)
    parts: list[RenderableType] = [
        Text.assemble((str(payment.amount), "bold"), f" came in, {reference}")
    ]
    if outcome.settled:
        built = table("invoice", "settled", "left_open", "state", right=("settled", "left_open"))
        for each in outcome.settled[:_LISTED]:
            state = Text(words(each.state), STYLES.get(each.state, ""))
            built.add_row(plain(each.invoice), str(each.settled), str(each.open), state)
        parts.append(built)
        if (more := len(outcome.settled) - _LISTED) > 0:
            said = f"and {more} more; 'account statement' and --json list them all."
            parts.append(Text(said))
    else:
        parts.append(Text("Nothing was open of what it is for."))
    if outcome.unapplied_credit.amount:
        credit = Text.assemble(
            "Unapplied credit of the account: ", (str(outcome.unapplied_credit), "bold")
        )
        parts.append(credit)
    if view is not None:
        parts.append(steps_table(next_steps(view)))
    return Group(*parts)
