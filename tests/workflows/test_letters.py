"""A letter that no mail server takes, from the server's refusal to the task and back."""

from collections.abc import AsyncIterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from pydantic import SecretStr
from temporalio.client import Client

from adapters.ledger.database import opened_ledger
from adapters.ledger.letters.outbox import LedgerOutbox
from adapters.ledger.letters.outcomes import Letters
from domain.letters.messages import ResendLetter
from domain.notices import NoticeKind
from domain.tasks import Task
from engine.letter_outcomes import LetterNews
from tests.ledger.samples import a_notice
from tests.ledgers import empty_ledger
from tests.mail.mail_servers import Mailbox, mail_server
from tests.waiting import eventually
from tests.workflows.billing import Billing, billing
from tests.workflows.customers import a_customer
from tests.workflows.steps import submitted
from tests.workflows.system import System, at_work, opened_system, settings_for

_RUN = "0196f7a2-9c1e-7a53-8d1e-2f4a8f0f6b11"
WRONG, RIGHT = "ap@contoso.nl", "invoices@contoso.nl"


@dataclass
class PickyMailbox(Mailbox):
    """Knows nobody by some of the addresses."""

    unknown: set[str] = field(default_factory=set)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.unknown:
            return "550 5.1.1 No such user"
        return await super().handle_RCPT(server, session, envelope, address, options)


@pytest.fixture
def mailbox() -> PickyMailbox:
    return PickyMailbox()


@pytest.fixture
async def mailing_system(
    temporal: Client, tmp_path: Path, mailbox: PickyMailbox
) -> AsyncIterator[System]:
    """A system with a worker that mails by SMTP."""
    async with mail_server(mailbox) as port:
        url = SecretStr(f"smtp://127.0.0.1:{port}?starttls=never")
        async with (
            opened_system(temporal, settings_for(tmp_path, smtp_url=url)) as system,
            at_work(system),
        ):
            yield system
            await system.assert_healthy()


async def waits_on_billing(at: Billing) -> None:
    async def does() -> bool:
        return (await at.look()).waiting_on.task is Task.SEE_TO_LETTER

    await eventually("the letter is billing's task", does)


async def test_a_refused_invoice_is_never_dunned_nor_a_reason_for_a_hold_until_the_address_is_right(
    mailing_system: System, mailbox: PickyMailbox
) -> None:
    system = mailing_system
    mailbox.unknown.add(WRONG)
    at = await billing(system)
    await at.issue()
    await waits_on_billing(at)
    late = await at.pass_days(60)
    assert late.state == "overdue"
    assert not late.on_hold
    assert {each.outcome for each in late.reminders} == {"planned"}
    assert (await at.notices())[NoticeKind.INVOICE_OVERDUE] == 0
    (stuck,) = [each for each in await system.ledger.stuck_letters() if each.audience == "customer"]
    assert (stuck.about, stuck.kind) == (at.workflow_id, NoticeKind.INVOICE_ISSUED)
    assert stuck.company == at.payer.account["name"]

    contact = {**at.payer.account["billing_contact"], "email": RIGHT}
    corrected = {**at.payer.account, "billing_contact": contact}
    await system.ledger.import_accounts({"accounts": [corrected]})

    async def invoiced() -> bool:
        return RIGHT in mailbox.recipients

    await eventually("the invoice arrives", invoiced)
    assert WRONG not in mailbox.recipients

    assert await system.ledger.letters_tried(at.workflow_id)
    resumed = await at.pass_days(4)
    assert [each.outcome for each in resumed.reminders][2:4] == ["sent", "planned"]
    assert not resumed.on_hold
    held = await at.pass_days(20)
    assert held.on_hold


async def test_a_refused_letter_about_a_request_is_written_down_and_billing_notified(
    mailing_system: System, mailbox: PickyMailbox
) -> None:
    system = mailing_system
    customer = a_customer()
    mailbox.unknown.add(customer.draft["contact"]["email"])
    await submitted(system, customer)

    async def notified() -> bool:
        return (await system.notices(customer))[NoticeKind.TEAM_LETTER_NOT_DELIVERED] > 0

    await eventually("billing is told", notified)
    assert "letter refused" in {each.trigger for each in (await system.snapshot(customer)).timeline}

    mailbox.unknown.clear()
    for stuck in await system.ledger.stuck_letters():
        again = ResendLetter(by="bea", key=stuck.key)
        await system.ledger.resend(again, lambda: nullcontext(system.requests))

    async def all_out() -> bool:
        return {mail.state for mail in await system.ledger.mails(customer.request)} == {"sent"}

    await eventually("every letter has gone out", all_out)


async def test_a_mail_server_that_is_away_keeps_the_ladder_and_the_hold_waiting(
    mailing_system: System, mailbox: PickyMailbox
) -> None:
    at = await billing(mailing_system)
    await at.issue()
    mailbox.recipient_answers += ["451 4.3.0 Try again later"] * 1000
    due = (await at.look()).due_on
    late = await at.pass_until(due + timedelta(days=3))
    assert {each.letter for each in late.reminders} == {"on_its_way", None}
    assert not late.undelivered
    assert not late.on_hold


@pytest.mark.parametrize(
    ("kind", "key", "about"),
    [
        (NoticeKind.CREDIT_LIMIT_RAISED, "account/a-1/limit-3/credit_limit_raised", "account/a-1"),
        (NoticeKind.CUSTOMER_LINK, "account/a-1/link-0f0f/2026-11-22T09", "account/a-1"),
        (NoticeKind.APPROVED, f"pay-by-invoice/gone/{_RUN}/1-approved", "pay-by-invoice/gone"),
    ],
)
async def test_a_refused_letter_that_no_request_waits_for_holds_up_no_other(
    temporal: Client, tmp_path: Path, kind: NoticeKind, key: str, about: str
) -> None:
    settings, now = settings_for(tmp_path), datetime.now(UTC)
    await empty_ledger(tmp_path / "ledger.db")
    async with opened_ledger(settings.ledger_url) as database:
        outbox = LedgerOutbox(database)
        await outbox.put([a_notice(key, kind=kind, request=about)])
        await outbox.claim(now, timedelta(minutes=5))
        await outbox.refused(key, "550 5.1.1 No such user", now)
        assert await LetterNews(temporal, database, settings).notify() == 1
        assert not await Letters(database).followed()
