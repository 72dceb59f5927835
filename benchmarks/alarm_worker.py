"""The product's worker, but for one thing: the first reminder of an invoice is due at the moment
that the version of its policy names. `python -m benchmarks.alarm_worker`.

Reminders go out at a local hour; whoever wants a thousand of them to be due in a minute from now
needs another moment. It travels with the invoice, as everything of its policy does.
"""

from datetime import datetime

from domain.invoices import dunning
from domain.invoices.invoice import Invoice
from engine.leaving import run_and_leave
from worker import arguments, serve

by_the_policy = dunning.step_at


def step_at(invoice: Invoice, level: int) -> datetime:
    if level == 1:
        return datetime.fromisoformat(invoice.policy_version)
    return by_the_policy(invoice, level)


if __name__ == "__main__":
    vars(dunning)["step_at"] = step_at
    chosen = arguments([])
    run_and_leave(lambda: serve(chosen))
