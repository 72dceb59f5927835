"""Records what happened before today, each step as of its own moment: for sample data only.

Steps, rules, dates and refusals are the ordinary ones; only nothing is mailed. All of it is one
transaction, so that no mailer claims letters of days that are over.
"""

from collections.abc import Iterable
from datetime import datetime

from application.invoices.fire_alarms import fire_alarms
from application.invoices.issue import issue
from application.invoices.look_up import look_up
from application.invoices.operations import act
from application.letters.record_outcome import record_on_invoice
from application.ports.ledger import Ledger
from application.ports.letters import LettersOfThePast
from application.requests.switch import switch_checked
from application.steps import Asked
from domain.invoices.invoice import invoice_id
from domain.invoices.messages import InvoiceMessage, IssueInvoice
from domain.requests.switch_order import SwitchOrder


class Past:
    def __init__(
        self, ledger: Ledger, letters: LettersOfThePast, never_arrive: Iterable[str] = ()
    ) -> None:
        """Args:
        ledger: One transaction for all of it.
        never_arrive: Parts of the keys of letters that are refused, such as `/reminder-3/`.
        """
        self._ledger = ledger
        self._letters = letters
        self._never_arrive = tuple(never_arrive)
        self._numbers: list[str] = []

    async def switch(self, order: SwitchOrder) -> None:
        """Switches a scope without checking today's rules."""
        await switch_checked(self._ledger, order, lambda account: ())

    async def issue(self, command: IssueInvoice, at: datetime) -> None:
        await self.pass_until(at)
        await issue(self._ledger, command, at)
        self._numbers.append(command.number)
        await self._deliver(command.number, at)

    async def act(self, number: str, command: InvoiceMessage, at: datetime) -> None:
        """Takes a step at this moment, after all alarms that were due by then."""
        await self.pass_until(at)
        key = f"past/{number}/{at.isoformat()}"
        await act(self._ledger, Asked(number, command, key, at))
        await self._deliver(number, at)

    async def pass_until(self, until: datetime) -> None:
        """Fires the alarms of what was issued that are due by then, each at its moment."""
        for number in self._numbers:
            await self._fire(number, until)

    async def _fire(self, number: str, until: datetime) -> None:
        while True:
            alarm = (await look_up(self._ledger, number)).standing.next_alarm
            if alarm is None or alarm.at > until:
                return
            if (await fire_alarms(self._ledger, number, alarm.at)).already:
                raise RuntimeError(f"{alarm.name} of invoice {number} fires for nothing")
            await self._deliver(number, alarm.at)

    async def _deliver(self, number: str, at: datetime) -> None:
        """Its letters are sent at that moment, or refused."""
        followed = await self._letters.deliver(invoice_id(number), at, self._is_refused)
        if to_customer := [each for each in followed if each.to_customer]:
            await record_on_invoice(self._ledger, number, to_customer, at)
        async with self._ledger.writing() as transaction:
            await transaction.letters.reported(followed)

    def _is_refused(self, key: str) -> bool:
        return any(part in key for part in self._never_arrive)
