"""The product's worker with one change: the first reminder of an invoice is due at the moment that
the version of its policy names. `python -m benchmarks.alarm_worker`.

Reminders go out at a local hour, while a benchmark needs a thousand of them due in a minute. The
moment travels with the invoice, like its whole policy.
"""

from datetime import datetime

from domain.invoices.invoice import Invoice
from domain.invoices.reminding import dunning
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
