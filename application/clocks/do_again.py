"""Does in the ledger again what the engine alone knows of: in its order, at its time, under the
keys that it had, so that nothing is done twice however often this is tried."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from application.clocks.apart import code_of
from application.invoices.fire_alarms import fire_alarms
from application.invoices.issue import issue
from application.invoices.look_up import look_up
from application.invoices.operations import act
from application.ports.ledger import Ledger
from application.steps import Asked
from domain.errors import ServiceUnreachable
from domain.invoices.messages import InvoiceMessage, IssueInvoice

_MOST_ALARMS = 100
"""Of one invoice, one after the other; its whole life has a dozen."""


class LostStep(NamedTuple):
    """Something that was done to an invoice, and that the ledger does not know."""

    number: str
    operation: str
    command: InvoiceMessage
    key: str
    at: datetime


async def do_again(
    ledger: Ledger, steps: Sequence[LostStep], fired: Mapping[str, datetime | None]
) -> Mapping[str, Sequence[str]]:
    """Do these steps, and what time did before each and up to when each invoice's timer fired last.

    Args:
        ledger: One whose letters are never sent by themselves.

    Returns:
        The codes of what was refused now or could not be done, by the invoices' numbers.
    """
    refused = defaultdict[str, list[str]](list)
    for step in sorted(steps, key=lambda step: step.at):
        try:
            if isinstance(step.command, IssueInvoice):
                await issue(ledger, step.command, step.at)
            else:
                await _pass_alarms(ledger, step.number, step.at)
                await act(ledger, Asked(step.number, step.command, step.key, step.at))
        except ServiceUnreachable:
            raise
        except Exception as refusal:  # it is this invoice's alone
            refused[step.number].append(code_of(refusal))
    for number, until in fired.items():
        if until is not None and number not in refused:
            try:
                await _pass_alarms(ledger, number, until)
            except ServiceUnreachable:
                raise
            except Exception as refusal:
                refused[number].append(code_of(refusal))
    return refused


async def _pass_alarms(ledger: Ledger, number: str, until: datetime) -> None:
    for _ in range(_MOST_ALARMS):
        alarm = (await look_up(ledger, number)).standing.next_alarm
        if alarm is None or alarm.at > until:
            return
        if (await fire_alarms(ledger, number, alarm.at)).already:
            return  # it waits for a letter
