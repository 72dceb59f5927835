"""Short ways to issue invoices and to act on them, and the days on which things happen to them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import select

from adapters.ledger.database import Database
from adapters.ledger.invoices.queries import InvoiceQueries
from adapters.ledger.letters.outbox import LedgerOutbox
from adapters.ledger.tables import outbox
from adapters.ledger.transactions import LedgerTransactions
from application.accounts import operations as accounts
from application.accounts.steps import AskedOfAccount
from application.invoices.fire_alarms import fire_alarms
from application.invoices.issue import issue
from application.invoices.operations import act
from application.steps import Asked, Changed
from domain.invoices.messages import (
    ApplyCredit,
    CorrectEntry,
    CreditInvoice,
    DeclareWire,
    InvoiceMessage,
    IssueInvoice,
    OpenDispute,
    RecordPayment,
    RefundCredit,
    ResolveDispute,
    ReversePayment,
    Share,
    WriteOff,
)
from domain.invoices.policy import InvoicePolicy, WireKind
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.statement import AccountChanged
from domain.notices import Notice
from domain.values.money import Money
from tests.ledger.letters import Letters
from tests.ledger.samples import CONTOSO, NOON, euros

CLERK = "bea@provider.example"

ISSUED_ON = date(2026, 11, 2)
DUE_ON = date(2026, 12, 2)
OVERDUE = datetime(2026, 12, 2, 23, 0, tzinfo=UTC)
"""The midnight after the due date in Amsterdam."""
TEN_DAYS_LATE = datetime(2026, 12, 12, 12, 0, tzinfo=UTC)
HELD = datetime(2026, 12, 17, 23, 0, tzinfo=UTC)
"""More than fifteen days overdue."""


def an_invoice(number: str = "INV-1", amount: str = "100.00", **changes: Any) -> IssueInvoice:
    facts = {
        "by": CLERK,
        "number": number,
        "scope": "sub-1",
        "issued_on": ISSUED_ON,
        "amount": euros(amount),
    }
    return IssueInvoice.model_validate(facts | changes)


def a_payment(amount: str = "100.00", reference: str = "BANK-1", **changes: Any) -> RecordPayment:
    facts = {"by": CLERK, "amount": euros(amount), "bank_reference": reference}
    return RecordPayment.model_validate(facts | changes)


def shares(*named: str | tuple[str, str]) -> tuple[Share, ...]:
    """Invoices by their numbers, or with how much of each at the most."""
    pairs = [(each, None) if isinstance(each, str) else each for each in named]
    return tuple(
        Share(number=number, at_most=euros(at_most) if at_most else None)
        for number, at_most in pairs
    )


class Billing:
    """Acts on invoices of a ledger, each time under a new key unless one is given."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.ledger = LedgerTransactions(database)
        self.queries = InvoiceQueries(database)
        self._keys = count(1)

    async def issue(
        self, number: str = "INV-1", amount: str = "100.00", now: datetime = NOON, **changes: Any
    ) -> Changed:
        return await issue(self.ledger, an_invoice(number, amount, **changes), now)

    async def act(
        self,
        command: InvoiceMessage,
        number: str = "INV-1",
        now: datetime = NOON,
        key: str | None = None,
    ) -> Changed:
        return await act(self.ledger, Asked(number, command, key or self._key(), now))

    async def pay(
        self,
        amount: str = "100.00",
        reference: str = "BANK-1",
        number: str = "INV-1",
        now: datetime = NOON,
        **changes: Any,
    ) -> Changed:
        return await self.act(a_payment(amount, reference, **changes), number, now)

    async def reverse(
        self,
        reference: str = "BANK-1",
        number: str = "INV-1",
        now: datetime = NOON,
        amount: str | None = None,
    ) -> Changed:
        part = euros(amount) if amount else None
        command = ReversePayment(by=CLERK, bank_reference=reference, reason="no funds", amount=part)
        return await self.act(command, number, now)

    async def correct(self, entry: str, number: str = "INV-1", now: datetime = NOON) -> Changed:
        command = CorrectEntry(by=CLERK, entry=entry, reason="a typing error")
        return await self.act(command, number, now)

    async def pay_account(
        self,
        amount: str,
        reference: str,
        account: str = CONTOSO,
        now: datetime = NOON,
        **changes: Any,
    ) -> AccountChanged:
        """Money that no invoice is open for."""
        payment = a_payment(amount, reference, **changes)
        return await self.act_on_account(account, payment, now)

    async def refund(
        self, amount: str, reference: str, account: str = CONTOSO, now: datetime = NOON
    ) -> AccountChanged:
        command = RefundCredit(by=CLERK, amount=euros(amount), bank_reference=reference)
        return await self.act_on_account(account, command, now)

    async def correct_account(
        self, entry: str, account: str = CONTOSO, now: datetime = NOON
    ) -> AccountChanged:
        command = CorrectEntry(by=CLERK, entry=entry, reason="it came back")
        return await self.act_on_account(account, command, now)

    async def reverse_account(
        self, reference: str, account: str = CONTOSO, amount: str | None = None
    ) -> AccountChanged:
        part = euros(amount) if amount else None
        command = ReversePayment(by=CLERK, bank_reference=reference, reason="no funds", amount=part)
        return await self.act_on_account(account, command, NOON)

    async def act_on_account(
        self, account: str, command: InvoiceMessage, now: datetime, key: str | None = None
    ) -> AccountChanged:
        asked = AskedOfAccount(account, command, key or self._key(), now, InvoicePolicy)
        return await accounts.act(self.ledger, asked)

    def _key(self) -> str:
        return f"key-{next(self._keys)}"

    async def apply(self, number: str = "INV-1", now: datetime = NOON) -> Changed:
        return await self.act(ApplyCredit(by=CLERK), number, now)

    async def credit(
        self, amount: str, number: str = "INV-1", now: datetime = NOON, reason: str = "goodwill"
    ) -> Changed:
        return await self.act(
            CreditInvoice(by=CLERK, amount=euros(amount), reason=reason), number, now
        )

    async def write_off(self, number: str = "INV-1", now: datetime = NOON) -> Changed:
        return await self.act(WriteOff(by=CLERK, reason="bankrupt"), number, now)

    async def dispute(
        self, amount: str = "100.00", number: str = "INV-1", now: datetime = NOON
    ) -> Changed:
        return await self.act(
            OpenDispute(by="anna@contoso.nl", amount=euros(amount), reason="wrong"), number, now
        )

    async def resolve(self, upheld: bool, number: str = "INV-1", now: datetime = NOON) -> Changed:
        return await self.act(
            ResolveDispute(by=CLERK, upheld=upheld, reason="looked into it"), number, now
        )

    async def declare(
        self,
        amount: str,
        reference: str,
        number: str = "INV-1",
        now: datetime = NOON,
        again: bool = False,
    ) -> Changed:
        command = DeclareWire(
            by="anna@contoso.nl",
            amount=euros(amount),
            bank_reference=reference,
            kind=WireKind.DOMESTIC,
            again=again,
        )
        return await self.act(command, number, now)

    async def fire_alarms(self, number: str = "INV-1", now: datetime = NOON) -> Changed:
        """Fires them, lets the reminder leave at once, and fires what waited for that."""
        changed = await fire_alarms(self.ledger, number, now)
        if not await self.letters_leave(now):
            return changed
        again = await fire_alarms(self.ledger, number, now)
        return changed if again.already else again

    async def letters_leave(self, now: datetime) -> int:
        """The mail server takes every reminder, and the outcomes are recorded on the invoices."""
        followed = select(outbox.c.key).where(outbox.c.follow > 0, outbox.c.due_at.is_not(None))
        async with self.database.reading() as connection:
            keys = list((await connection.execute(followed)).scalars())
        await LedgerOutbox(self.database).sent(keys, now)
        letters = Letters(self.database)
        for each in await letters.followed():
            await letters.record_on_invoice(each.invoice or "", [each], now)
        return len(keys)

    async def view(self, number: str = "INV-1", now: datetime = NOON) -> InvoiceView:
        return await self.queries.view(number, now)

    async def open(self, *numbers: str) -> list[Money]:
        """What is open on each."""
        return [(await self.view(number)).open for number in numbers]

    async def mailed(self, *kinds: str) -> list[Notice]:
        """The notices in the outbox of these kinds, or of any; oldest first."""
        async with self.database.reading() as connection:
            found = await connection.execute(
                select(outbox.c.notice).order_by(outbox.c.queued_at, outbox.c.key)
            )
            notices = [Notice.model_validate(notice) for notice in found.scalars()]
        return [notice for notice in notices if not kinds or notice.kind in kinds]


def euro_list(*amounts: str) -> Sequence[Money]:
    return [euros(amount) for amount in amounts]
