"""What the workflow keeps of its invoice, and one run of it hands to the next."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import model_validator

from domain.invoices.alarms import NextAlarm
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.views.money import MoneyResult
from domain.turns import Part, WaitingOn
from domain.values.brief import Brief
from domain.values.money import Money
from domain.values.versions import Step, upgraded

VERSION = 1

_STEPS: Mapping[int, Step] = {}
"""What brings the JSON of each version up to the next."""


class InvoiceStanding(Part, Brief):
    """What the workflow keeps of its invoice; the whole of it is in the ledger.

    It is read by later releases: as what a run began with, and in the answers of steps and updates.
    """

    version: int = 1
    """Of its shape; what names none is of the first. Whatever makes a standing says `VERSION`."""
    invoice: str
    account: str
    state: InvoiceState
    open: Money
    due_on: date
    due_at: datetime
    """The first instant that is overdue: the local midnight after the due date."""
    waiting_on: WaitingOn
    next_alarm: NextAlarm | None = None
    """None while nothing is to come: settled, say."""
    reminders_from: date | None = None
    """Set where the invoice was issued after its due date: reminders, late charges and a hold are
    counted from this day on."""
    settled: bool
    country: str
    revision: int
    """Goes up with every change, so that of two answers the later one is known."""
    as_of: datetime | None = None
    """The moment of its last step."""
    result: MoneyResult | None = None
    """In the answer to a payment: what came of it."""

    @model_validator(mode="before")
    @classmethod
    def _up_to_date(cls, stored: Any) -> Any:
        return upgraded(stored, VERSION, _STEPS)

    @property
    def kept(self) -> "InvoiceStanding":
        """Without what is of interest to one sender alone."""
        return self if self.result is None else self.model_copy(update={"result": None})

    @property
    def details(self) -> str:
        """What an operator reads on the workflow's page, in Markdown. No personal data."""
        waiting, alarm = self.waiting_on, self.next_alarm
        when = f" on {self.as_of:%Y-%m-%d %H:%M} UTC" if self.as_of and not self.settled else ""
        state = self.state.replace("_", " ")
        lines = [f"**{state}**, {self.open} open{when}, due on {self.due_on}"]
        if not self.settled:
            lines.append(f"Waiting on **{waiting.who}**: {waiting.for_}")
        if alarm is not None:
            lines.append(f"Next: {alarm.name}, {alarm.at:%Y-%m-%d %H:%M} UTC")
        return "\n\n".join(lines)
