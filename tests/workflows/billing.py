"""What billing operations and a paying customer do in these tests."""

import asyncio
from collections import Counter
from datetime import date, timedelta
from typing import Any

from temporalio.client import WorkflowHandle, WorkflowHistory

from clients.invoices.client import Issued
from domain.invoices.invoice import invoice_id
from domain.invoices.messages import InvoiceMessage
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.standing import InvoiceStanding
from domain.notices import NoticeKind
from tests.waiting import eventually
from tests.workflows.payers import PAULA, Payer, a_payer
from tests.workflows.system import System


class Billing:
    """A system, seen from the invoices of one payer."""

    def __init__(self, system: System, payer: Payer) -> None:
        self.system = system
        self.payer = payer
        self.run: str | None = None
        """Of the workflow's runs, the one that is recorded; the last where none is named."""

    @property
    def workflow_id(self) -> str:
        """Of the payer's first invoice."""
        return self.payer.workflow_id

    async def issue(
        self, amount: str = "1000.00", number: str | None = None, issued_on: date | None = None
    ) -> Issued:
        invoice = self.payer.invoice(amount, issued_on, number)
        self.system.opened.append(invoice_id(invoice.number))
        return await self.system.invoices.issue(invoice, PAULA)

    async def send(
        self, command: InvoiceMessage, number: str | None = None, key: str | None = None
    ) -> InvoiceStanding:
        return await self.system.invoices.send(number or self.payer.number, command, key)

    async def look(self, number: str | None = None) -> InvoiceView:
        return await self.system.invoices.view(number or self.payer.number)

    async def pass_days(self, days: float, number: str | None = None) -> InvoiceView:
        by = timedelta(days=days)
        about = invoice_id(number or self.payer.number)
        await self.system.requests.fast_forward(about, by)
        assert await self.system.ledger.letters_tried(about)
        return await self.look(number)

    async def pass_until(self, day: date, number: str | None = None) -> InvoiceView:
        """To noon of this day, in UTC."""
        now = await self.system.invoices.now(number or self.payer.number)
        days = (day - now.date()).days
        return await self.pass_days(days + (12 - now.hour) / 24 - now.minute / 1440, number)

    async def notices(self, number: str | None = None) -> Counter[NoticeKind]:
        mails = await self.system.ledger.mails(invoice_id(number or self.payer.number))
        return Counter(mail.kind for mail in mails)

    def handle(self, number: str | None = None) -> WorkflowHandle[Any, InvoiceStanding | None]:
        return self.system.temporal.get_workflow_handle(
            invoice_id(number or self.payer.number), result_type=InvoiceStanding
        )

    async def end_of(self, number: str | None = None, within: float = 30) -> InvoiceStanding | None:
        """Waits until the invoice's clock has ended."""
        return await asyncio.wait_for(self.handle(number).result(), within)

    async def history(self, number: str | None = None) -> WorkflowHistory:
        return await self.handle(number).fetch_history()

    async def until_state(self, state: str, number: str | None = None) -> InvoiceView:
        async def there() -> InvoiceView | None:
            view = await self.look(number)
            return view if view.state == state else None

        found = await eventually(f"the invoice is {state}", there)
        assert found is not None
        return found


async def billing(system: System, **account: Any) -> Billing:
    """A new payer, imported into the system's ledger."""
    payer = a_payer(**account)
    await system.ledger.import_accounts({"accounts": [payer.account]})
    return Billing(system, payer)
