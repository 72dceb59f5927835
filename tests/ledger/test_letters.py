"""The outcome of a letter is recorded on its invoice, once, and a letter is sent again to today's
address; on both databases."""

import asyncio
from datetime import timedelta

import pytest

from adapters.ledger.database import Database
from adapters.ledger.invoices.listing import InvoiceListing
from adapters.ledger.letters.outbox import LedgerOutbox
from application.invoices.fire_alarms import fire_alarms
from application.letters.send_again import Contact
from application.ports.letters import Followed
from clients.letters.mails import MailClient
from domain.errors import NotPossibleNow, WrongTurn
from domain.invoices.views.lists import InvoiceFilter
from domain.letters.messages import DismissLetter, ResendLetter
from domain.notices import Audience, NoticeKind
from domain.people.through import Channel, Through
from engine.sending import send_through
from engine.wiring.open_ledger import OpenLedger
from tests.ledger.accounts import Accounts
from tests.ledger.billing import CLERK, OVERDUE, Billing
from tests.ledger.letters import Letters
from tests.ledger.samples import NOON, a_notice, an_account

DAY = timedelta(days=1)
REMINDED = OVERDUE + timedelta(hours=9)
TYPED = Through(door=Channel.COMMAND_LINE)
KEY = "invoice/INV-1/reminder-3/invoice_overdue"


@pytest.fixture
def letters(database: Database) -> Letters:
    return Letters(database)


async def refuse(outbox: LedgerOutbox, *keys: str) -> None:
    """The mail server refuses these and takes whatever else there is."""
    for entry in await outbox.claim(NOON, timedelta(days=300), limit=100):
        if entry.key in keys:
            await outbox.refused(entry.key, "550 5.1.1", REMINDED)
        else:
            await outbox.sent([entry.key], REMINDED)


async def report(letters: Letters) -> list[Followed]:
    """What the mailer of a worker does in each round; those whose workflow has to refresh."""
    woken = []
    for each in await letters.followed():
        if each.invoice and await letters.record_on_invoice(each.invoice, [each], REMINDED):
            woken.append(each)
    return woken


@pytest.fixture
async def refused(billing: Billing, outbox: LedgerOutbox, letters: Letters) -> Billing:
    """An invoice of which the reminder after the due date was refused."""
    await billing.issue()
    await fire_alarms(billing.ledger, "INV-1", REMINDED)
    await refuse(outbox, KEY)
    (stuck,) = await report(letters)
    await letters.reported([stuck])
    return billing


async def test_a_refused_reminder_is_a_task_and_its_clock_is_woken(
    billing: Billing, outbox: LedgerOutbox, letters: Letters, database: Database
) -> None:
    await billing.issue()
    await fire_alarms(billing.ledger, "INV-1", REMINDED)
    await refuse(outbox, KEY)
    (woken,) = await report(letters)
    view = await billing.view()
    assert (view.waiting_on.who, view.waiting_on.task) == ("billing", "see_to_letter")
    assert [(each.key, each.state) for each in view.undelivered] == [(KEY, "refused")]
    assert view.timeline[-1].trigger == "letter_refused"
    (task,) = await billing.mailed(NoticeKind.TEAM_LETTER_NOT_DELIVERED)
    assert task.audience is Audience.BILLING
    assert woken.key == KEY
    listing = InvoiceListing(database)
    assert (await listing.counts()).undelivered == 1
    (line,) = (await listing.page(InvoiceFilter(undelivered=True), None, 10, NOON)).lines
    assert line.invoice == "INV-1"


async def test_after_a_crash_before_the_signal_it_is_sent_next_time_and_nothing_is_recorded_twice(
    billing: Billing, outbox: LedgerOutbox, letters: Letters
) -> None:
    await billing.issue()
    await fire_alarms(billing.ledger, "INV-1", REMINDED)
    await refuse(outbox, KEY)
    assert len(await report(letters)) == 1
    before = await billing.view()
    (again,) = await report(letters)
    assert await billing.view() == before
    await letters.reported([again])
    assert await report(letters) == []


async def test_a_reminder_that_left_is_written_down_and_wakes_nobody(
    billing: Billing, outbox: LedgerOutbox, letters: Letters
) -> None:
    await billing.issue()
    await fire_alarms(billing.ledger, "INV-1", REMINDED)
    assert [each.outcome for each in (await billing.view()).reminders][2] == "planned"
    await refuse(outbox)
    assert await report(letters) == []
    assert [each.outcome for each in (await billing.view()).reminders][2] == "sent"
    assert await letters.followed() == []


async def test_no_hold_while_a_letter_did_not_arrive(refused: Billing) -> None:
    await fire_alarms(refused.ledger, "INV-1", REMINDED + 40 * DAY)
    view = await refused.view(now=REMINDED + 40 * DAY)
    assert not view.on_hold
    assert view.state == "overdue"


async def test_it_is_sent_again_to_the_address_that_the_account_has_today(
    refused: Billing, accounts: Accounts, letters: Letters, outbox: LedgerOutbox
) -> None:
    await letters.send_again(KEY, CLERK, REMINDED + DAY)
    view = await refused.view()
    assert view.undelivered == ()
    assert (view.timeline[-1].trigger, view.timeline[-1].by) == ("letter_sent_again", CLERK)
    with pytest.raises(WrongTurn):
        await letters.send_again(KEY, CLERK, REMINDED + DAY)


@pytest.mark.parametrize("deed", ["letter_sent_again", "dismiss_letter"])
async def test_what_people_do_about_a_letter_says_how_they_came_in(
    refused: Billing, database: Database, deed: str
) -> None:
    client = MailClient(OpenLedger(database))
    send_through(TYPED)
    try:
        if deed == "dismiss_letter":
            command = DismissLetter(by=CLERK, key=KEY, reason="They moved.")
            await client.dismiss(command)
        else:
            await client.resend(ResendLetter(by=CLERK, key=KEY))
    finally:
        send_through(None)
    *before, done = (await refused.view()).timeline
    assert (done.trigger, done.by, done.through) == (deed, CLERK, TYPED)
    assert {each.through for each in before} == {None}


async def test_a_corrected_address_sends_what_was_refused_and_the_ladder_goes_on(
    refused: Billing, accounts: Accounts, letters: Letters, outbox: LedgerOutbox
) -> None:
    told = (await accounts.standing((await refused.view()).account, NOON)).account
    assert told.billing_contact is not None
    contact = told.billing_contact.model_copy(update={"email": "right@contoso.nl"})
    corrected = told.model_copy(update={"billing_contact": contact})
    await accounts.import_accounts([corrected], REMINDED + 20 * DAY)
    (queued,) = [each for each in await outbox.claim(REMINDED + 20 * DAY, DAY) if each.key == KEY]
    assert queued.notice.to == "right@contoso.nl"
    await outbox.sent([KEY], REMINDED + 20 * DAY)
    (woken,) = [each for each in await letters.followed() if each.key == KEY]
    assert await letters.record_on_invoice("INV-1", [woken], REMINDED + 20 * DAY)
    await fire_alarms(refused.ledger, "INV-1", REMINDED + 20 * DAY)
    view = await refused.view()
    assert view.reminders[2].outcome == "sent"
    assert view.next_alarm is not None
    assert view.next_alarm.name == "reminder 7 days overdue"
    assert view.next_alarm.at > REMINDED + 20 * DAY


async def _moved(billing: Billing, accounts: Accounts) -> None:
    """The account has another address for its letters."""
    known = (await accounts.standing((await billing.view()).account, NOON)).account
    assert known.billing_contact is not None
    contact = known.billing_contact.model_copy(update={"email": "right@contoso.nl"})
    moved = known.model_copy(update={"billing_contact": contact})
    await accounts.import_accounts([moved], REMINDED + DAY)


async def test_a_corrected_address_reminds_of_nothing_that_is_disputed(
    refused: Billing, accounts: Accounts, letters: Letters
) -> None:
    await refused.dispute("100.00", now=REMINDED)
    await _moved(refused, accounts)
    assert [each.key for each in await letters.stuck()] == [KEY]


async def test_a_customers_corrected_address_gets_no_letter_to_a_team(
    billing: Billing, accounts: Accounts, outbox: LedgerOutbox, letters: Letters
) -> None:
    await billing.issue()
    to_team = a_notice(audience=Audience.BILLING, to=None, request="invoice/INV-1")
    await outbox.put([to_team])
    await refuse(outbox, to_team.key)
    await _moved(billing, accounts)
    assert [each.key for each in await letters.stuck()] == [to_team.key]


async def test_who_waits_for_a_reminder_to_leave_is_woken_when_it_does(
    billing: Billing, outbox: LedgerOutbox, letters: Letters
) -> None:
    await billing.issue()
    await fire_alarms(billing.ledger, "INV-1", REMINDED)
    await fire_alarms(billing.ledger, "INV-1", REMINDED + 20 * DAY)
    waits = (await billing.view()).next_alarm
    await refuse(outbox)
    (woken,) = await report(letters)
    assert woken.key == KEY
    assert (await billing.view()).next_alarm != waits


async def test_an_alarm_waits_a_moment_for_a_reminder_that_is_just_being_sent(
    billing: Billing, letters: Letters
) -> None:
    await billing.issue()
    await fire_alarms(billing.ledger, "INV-1", REMINDED)
    await asyncio.gather(
        fire_alarms(billing.ledger, "INV-1", REMINDED + 8 * DAY, letters=letters),
        billing.letters_leave(REMINDED),
    )
    written = [each.trigger for each in (await billing.view()).timeline]
    assert written[-3:] == ["write_reminder", "remind", "write_reminder"]


async def test_of_several_outcomes_each_is_recorded_whatever_was_dismissed_before(
    refused: Billing, letters: Letters, outbox: LedgerOutbox
) -> None:
    await letters.dismiss(DismissLetter(by=CLERK, key=KEY, reason="They moved."), REMINDED + DAY)
    for expected in ("reminders go on", "reminder 7 days overdue"):
        alarm = (await refused.view()).next_alarm
        assert alarm is not None
        assert alarm.name == expected
        at = alarm.at
        await fire_alarms(refused.ledger, "INV-1", at)
    for entry in await outbox.claim(at, DAY, limit=100):
        await outbox.sent([entry.key], at)
    followed = sorted(await letters.followed(), key=lambda each: each.key != KEY)
    assert [each.key == KEY for each in followed] == [True, False]
    await letters.record_on_invoice("INV-1", followed, at)
    assert [each.outcome for each in (await refused.view()).reminders][2:4] == ["skipped", "sent"]


async def test_the_outcome_of_a_letter_about_what_is_settled_wakes_nobody(
    billing: Billing, outbox: LedgerOutbox, letters: Letters
) -> None:
    await billing.issue()
    await fire_alarms(billing.ledger, "INV-1", REMINDED)
    await billing.pay("100.00", now=REMINDED)
    await refuse(outbox, KEY)
    assert await report(letters) == []
    assert await letters.followed() == []


async def test_the_outcome_of_a_letter_about_no_invoice_of_the_ledger_is_reported_once(
    outbox: LedgerOutbox, letters: Letters
) -> None:
    await outbox.put([a_notice(request="invoice/GONE")])
    await refuse(outbox, a_notice().key)
    assert await report(letters) == []
    assert await letters.followed() == []


async def test_an_import_that_changes_no_address_sends_nothing_again(
    refused: Billing, accounts: Accounts, outbox: LedgerOutbox
) -> None:
    told = (await accounts.standing((await refused.view()).account, NOON)).account
    renamed = told.model_copy(update={"name": "Contoso Holding BV"})
    await accounts.import_accounts([renamed], REMINDED + DAY)
    assert [each.key for each in (await refused.view()).undelivered] == [KEY]


async def test_what_was_settled_meanwhile_is_not_reminded_of_again(
    refused: Billing, letters: Letters
) -> None:
    await refused.pay("100.00", now=REMINDED)
    with pytest.raises(NotPossibleNow):
        await letters.send_again(KEY, CLERK, REMINDED)
    assert [each.key for each in await letters.stuck()] == [KEY]


async def test_a_letter_about_a_request_goes_to_its_contact_of_today(
    outbox: LedgerOutbox, letters: Letters
) -> None:
    await outbox.put([a_notice()])
    await outbox.claim(NOON, DAY)
    await outbox.refused(a_notice().key, "550 5.1.1", NOON)
    contact = Contact(email="new@contoso.nl", name="Nora")
    await letters.send_again(a_notice().key, CLERK, NOON, contact)
    (queued,) = await outbox.claim(NOON, DAY)
    assert (queued.notice.to, queued.notice.name) == ("new@contoso.nl", "Nora")


async def test_a_letter_about_a_request_that_nobody_knows_any_more_goes_where_it_was_to_go(
    outbox: LedgerOutbox, letters: Letters
) -> None:
    await outbox.put([a_notice()])
    await refuse(outbox, a_notice().key)
    await letters.send_again(a_notice().key, CLERK, NOON)
    (queued,) = await outbox.claim(NOON, DAY)
    assert (queued.notice.to, queued.notice.name) == (a_notice().to, a_notice().name)


async def test_the_list_of_letters_that_did_not_arrive_names_a_company_and_no_person(
    refused: Billing, letters: Letters
) -> None:
    (stuck,) = await letters.stuck()
    assert stuck.company == an_account().name
    assert "@" not in stuck.model_dump_json()
    assert (stuck.about, stuck.state, stuck.last_error) == ("invoice/INV-1", "refused", "550 5.1.1")


async def test_a_dismissed_letter_is_no_task_and_is_not_sent_again(
    refused: Billing, letters: Letters, outbox: LedgerOutbox, database: Database
) -> None:
    command = DismissLetter(by=CLERK, key=KEY, reason="They moved.")
    await letters.dismiss(command, REMINDED + DAY)
    view = await refused.view()
    assert view.undelivered == ()
    assert (view.timeline[-1].trigger, view.timeline[-1].by) == ("dismiss_letter", CLERK)
    assert "They moved." in (view.timeline[-1].note or "")
    assert await letters.stuck() == []
    assert set((await letters.stuck_by_state()).values()) == {0}
    assert (await InvoiceListing(database).counts()).undelivered == 0
    (entry,) = [each for each in await outbox.of_request("invoice/INV-1") if each.key == KEY]
    assert (entry.dismissed_by, entry.dismissed_because) == (CLERK, "They moved.")
    (woken,) = await report(letters)
    assert woken.key == KEY
    await letters.reported([woken])
    assert await report(letters) == []
    assert (await refused.view()).timeline == view.timeline
    with pytest.raises(WrongTurn):
        await letters.dismiss(command, REMINDED + DAY)
    with pytest.raises(WrongTurn):
        await letters.send_again(KEY, CLERK, REMINDED + DAY)


async def test_a_corrected_address_does_not_send_what_was_dismissed(
    refused: Billing, accounts: Accounts, letters: Letters, outbox: LedgerOutbox
) -> None:
    await letters.dismiss(DismissLetter(by=CLERK, key=KEY, reason="They moved."), REMINDED + DAY)
    told = (await accounts.standing((await refused.view()).account, NOON)).account
    assert told.billing_contact is not None
    moved = told.billing_contact.model_copy(update={"email": "new@contoso.nl"})
    await accounts.import_accounts(
        [told.model_copy(update={"billing_contact": moved})], REMINDED + 2 * DAY
    )
    (entry,) = [each for each in await outbox.of_request("invoice/INV-1") if each.key == KEY]
    assert entry.state == "refused"


async def test_a_letter_that_left_or_is_on_its_way_cannot_be_dismissed(
    billing: Billing, letters: Letters
) -> None:
    await billing.issue()
    for key in (KEY, "invoice/INV-1/issue/invoice_issued"):
        with pytest.raises(WrongTurn):
            await letters.dismiss(DismissLetter(by=CLERK, key=key, reason="why not"), NOON)


@pytest.mark.parametrize("about", ["invoice/INV-1", "pay-by-invoice/sub-1"])
async def test_a_letter_to_a_team_is_sent_again_to_the_team(
    billing: Billing, outbox: LedgerOutbox, letters: Letters, about: str
) -> None:
    await billing.issue()
    told = a_notice(audience=Audience.BILLING, to=None, request=about)
    await outbox.put([told])
    await refuse(outbox, told.key)
    contact = Contact(email="new@contoso.nl", name="Nora")
    await letters.send_again(told.key, CLERK, REMINDED, contact)
    again = [each.notice for each in await outbox.claim(REMINDED, DAY)]
    assert [(each.key, each.audience, each.to) for each in again] == [
        (told.key, Audience.BILLING, None)
    ]
    assert len((await billing.view()).timeline) == 1


async def test_a_dismissed_letter_about_a_request_is_no_task_any_more(
    outbox: LedgerOutbox, letters: Letters
) -> None:
    await outbox.put([a_notice()])
    await outbox.claim(NOON, DAY)
    await outbox.refused(a_notice().key, "550 5.1.1", NOON)
    command = DismissLetter(by=CLERK, key=a_notice().key, reason="They were called.")
    await letters.dismiss(command, NOON)
    assert await letters.stuck() == []
    with pytest.raises(WrongTurn):
        await letters.send_again(a_notice().key, CLERK, NOON)
