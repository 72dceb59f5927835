"""A few whole lives of invoices: between them everything that a timeline or a statement shows."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from adapters.ledger.letters.outbox import LedgerOutbox
from application.invoices.fire_alarms import fire_alarms
from domain.invoices.policy import InvoicePolicy
from domain.letters.messages import DismissLetter
from tests.ledger.billing import CLERK, HELD, OVERDUE, TEN_DAYS_LATE, Billing, shares
from tests.ledger.letters import Letters
from tests.ledger.samples import CONTOSO, NOON

_DAY = timedelta(days=1)
_MUCH_LATER = HELD + 60 * _DAY
_REMINDED = OVERDUE + timedelta(hours=9)
_LETTER = "invoice/INV-1/reminder-3/invoice_overdue"

CHARGED = InvoicePolicy.model_validate(
    {
        "late_interest": {"reference_rates": {"2026-07-01": "2.15"}},
        "compensation": {"EUR": "40.00"},
    }
)

Life = Callable[[Billing], Awaitable[None]]


async def reminded_held_and_paid(billing: Billing) -> None:
    await billing.issue()
    for now in (NOON + 22 * _DAY, OVERDUE, _REMINDED, TEN_DAYS_LATE, HELD, _MUCH_LATER):
        await billing.fire_alarms(now=now)
    await billing.pay("60.00", "BANK-1", now=_MUCH_LATER)
    await billing.pay("40.00", "BANK-2", now=_MUCH_LATER, instrument="ach")
    await billing.reverse("BANK-2", now=_MUCH_LATER + _DAY)
    await billing.pay("50.00", "BANK-3", now=_MUCH_LATER + 2 * _DAY)


async def skipped_after_an_outage(billing: Billing) -> None:
    await billing.issue()
    await billing.fire_alarms(now=TEN_DAYS_LATE)
    await billing.pay(now=TEN_DAYS_LATE)
    await billing.reverse(now=HELD + 30 * _DAY)
    await billing.issue("INV-2", now=HELD, issued_on=date(2026, 10, 1))
    await billing.fire_alarms("INV-2", now=HELD + 2 * _DAY)
    await billing.issue("INV-3", now=NOON + 26 * _DAY)
    await billing.fire_alarms("INV-3", now=NOON + 26 * _DAY)


async def disputed(billing: Billing) -> None:
    await billing.issue()
    await billing.dispute("40.00")
    for days in (20, 28, 31, 40):
        await billing.fire_alarms(now=NOON + days * _DAY)
    await billing.resolve(upheld=False, now=NOON + 41 * _DAY)
    await billing.fire_alarms(now=NOON + 60 * _DAY)
    await billing.issue("INV-2")
    await billing.dispute("100.00", "INV-2")
    await billing.resolve(upheld=True, number="INV-2")
    await billing.issue("INV-3")
    await billing.dispute("30.00", "INV-3")
    await billing.credit("30.00", "INV-3")
    await billing.dispute("70.00", "INV-3")
    await billing.pay("70.00", "BANK-1", "INV-3")
    await billing.issue("INV-4")
    await billing.dispute("100.00", "INV-4")
    await billing.write_off("INV-4")


async def declared(billing: Billing) -> None:
    await billing.issue()
    await billing.declare("60.00", "WIRE-1")
    await billing.fire_alarms(now=NOON + 12 * _DAY)
    await billing.declare("60.00", "WIRE-2", now=NOON + 13 * _DAY, again=True)
    await billing.pay("60.00", "WIRE-2", now=NOON + 14 * _DAY)
    await billing.declare("40.00", "WIRE-3", now=NOON + 14 * _DAY, again=True)


async def credited_written_off_and_corrected(billing: Billing) -> None:
    await billing.issue()
    await billing.credit("30.00")
    await billing.pay("20.00", "BANK-1")
    await billing.write_off()
    await billing.pay("25.00", "BANK-2")
    await billing.correct("payment-1")
    await billing.correct("credit-note-1")
    await billing.issue("INV-2")
    await billing.write_off("INV-2")
    for adjustment in (await billing.view("INV-2")).adjustments:
        await billing.correct(adjustment.entry, "INV-2")


async def charged_late(billing: Billing) -> None:
    await billing.issue(policy=CHARGED)
    for now in (_REMINDED, TEN_DAYS_LATE, HELD, HELD + 12 * _DAY):
        await billing.fire_alarms(now=now)
    await billing.pay("60.00", "BANK-1", now=HELD + 13 * _DAY, value_date=date(2026, 12, 20))
    await billing.pay("30.00", "BANK-2", now=HELD + 14 * _DAY, value_date=date(2026, 11, 30))
    await billing.credit("20.00", now=HELD + 15 * _DAY)
    tolerant = InvoicePolicy.model_validate({"tolerance": "5.00"})
    await billing.issue("INV-2", policy=tolerant)
    await billing.pay("98.00", "BANK-3", "INV-2")


async def letters_lost(billing: Billing) -> None:
    outbox, letters = LedgerOutbox(billing.database), Letters(billing.database)

    async def ends(end: Callable[[str, str, datetime], Awaitable[None]]) -> None:
        """The reminder ends so, everything else is sent, and the outcomes are recorded."""
        for entry in await outbox.claim(_MUCH_LATER, 300 * _DAY, limit=100):
            if entry.key == _LETTER:
                await end(_LETTER, "550 5.1.1", _REMINDED)
            else:
                await outbox.sent([entry.key], _REMINDED)
        for each in await letters.followed():
            await letters.record_on_invoice("INV-1", [each], _REMINDED)

    await billing.issue()
    await fire_alarms(billing.ledger, "INV-1", _REMINDED)
    await ends(outbox.refused)
    await fire_alarms(billing.ledger, "INV-1", _REMINDED + 20 * _DAY)
    await letters.send_again(_LETTER, CLERK, _REMINDED + 21 * _DAY)
    await ends(outbox.unconfirmed)
    await outbox.sent([_LETTER], _REMINDED + 22 * _DAY)
    for each in await letters.followed():
        await letters.record_on_invoice("INV-1", [each], _REMINDED + 22 * _DAY)
    await billing.issue("INV-2")
    await fire_alarms(billing.ledger, "INV-2", _REMINDED)
    lost = _LETTER.replace("INV-1", "INV-2")
    await outbox.claim(_MUCH_LATER, 300 * _DAY, limit=100)
    await outbox.refused(lost, "550 5.1.1", _REMINDED)
    for each in await letters.followed():
        await letters.record_on_invoice("INV-2", [each], _REMINDED)
    command = DismissLetter(by=CLERK, key=lost, reason="They moved.")
    await letters.dismiss(command, _REMINDED + 22 * _DAY)
    await fire_alarms(billing.ledger, "INV-2", _REMINDED + 23 * _DAY)
    await billing.fire_alarms("INV-2", now=_REMINDED + 40 * _DAY)


async def money_of_the_account(billing: Billing) -> None:
    await billing.pay_account("80.00", "BANK-1")
    await billing.refund("30.00", "OUT-1")
    await billing.refund("10.00", "OUT-2")
    await billing.correct_account("refund-1")
    await billing.issue("INV-1", "50.00")
    await billing.issue("INV-2", "50.00", scope="sub-2")
    await billing.pay("45.00", "BANK-2", "INV-2")
    await billing.issue("INV-3", "10.00")
    await billing.issue("INV-4", "10.00")
    named = shares("INV-3", "INV-4")
    await billing.pay("8.00", "BANK-3", "INV-3", shares=named, in_this_order=True)
    await billing.issue("INV-5", "10.00")
    await billing.pay("2.00", "BANK-4", "INV-5", shares=shares("INV-3", "INV-5"))
    await billing.pay("40.00", "BANK-5", "INV-5")
    await billing.pay("5.00", "BANK-6", "INV-5")
    await billing.issue("INV-6", "70.00")
    await billing.issue("INV-7", "10.00")
    named = shares("INV-6", "INV-7")
    await billing.pay("5.00", "BANK-7", "INV-6", shares=named, in_this_order=True)
    await billing.reverse("BANK-6", "INV-5")


LIVES: Mapping[str, Life] = {
    each.__name__: each
    for each in (
        reminded_held_and_paid,
        skipped_after_an_outage,
        disputed,
        declared,
        credited_written_off_and_corrected,
        charged_late,
        letters_lost,
        money_of_the_account,
    )
}


async def shown_of(billing: Billing) -> dict[str, Any]:
    """All that is shown of the account, as JSON: its statement, and each of its invoices."""
    statement = await billing.queries.statement(CONTOSO, _MUCH_LATER + 10 * _DAY)
    views = [
        await billing.view(line.invoice, _MUCH_LATER + 10 * _DAY) for line in statement.invoices
    ]
    return {
        "statement": statement.model_dump(mode="json"),
        "invoices": [view.model_dump(mode="json") for view in views],
    }
