"""Billing operations see to letters that did not arrive, on a page of their own."""

from datetime import UTC, datetime
from uuid import uuid4

from adapters.ledger.database import opened_ledger
from adapters.ledger.letters.outbox import queue_unconfirmed
from domain.access import Role
from domain.notices import Audience
from tests.console.pages.office import Office
from tests.ledger.samples import a_notice


async def _lost(office: Office) -> str:
    """A letter to a team, of which nobody knows whether it arrived, and its key."""
    notice = a_notice(f"pay-by-invoice/sub-1/run/{uuid4()}", audience=Audience.BILLING, to=None)
    async with (
        opened_ledger(office.system.settings.ledger_url) as database,
        database.writing() as connection,
    ):
        await queue_unconfirmed(connection, [notice.model_copy(update={"at": datetime.now(UTC)})])
    return notice.key


async def test_a_letter_is_sent_again_or_dismissed_with_a_reason_and_once(office: Office) -> None:
    first, second = await _lost(office), await _lost(office)
    async with office.staff(Role.BILLING) as seat:
        page = await seat.get("/letters")
        assert page.says.count("unconfirmed") == 2
        page = await seat.decide("/letters/dismiss", key=first, reason=" ")
        assert (page.status, "This must not be empty." in page.says) == (422, True)
        page = await seat.decide("/letters/dismiss", key=first, reason="They were called.")
        assert page.says.count("unconfirmed") == 1
        page = await seat.decide("/letters", key=first)
        assert (page.status, page.says.count("unconfirmed")) == (409, 1)
        page = await seat.decide("/letters", key=second)
        assert "unconfirmed" not in page.says
    kept = {each.key: each.dismissed_by for each in await office.system.ledger.mails("sub-1")}
    assert kept == {first: "billing@provider.example", second: None}


async def test_who_may_not_send_letters_reads_of_them_alone(office: Office) -> None:
    await _lost(office)
    async with office.staff(Role.AUDITOR) as seat:
        page = await seat.get("/letters")
        assert "unconfirmed" in page.says
        assert not page.root.all("form", action="/letters")
