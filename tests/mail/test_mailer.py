import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from adapters.ledger.letters.outbox import LedgerOutbox
from adapters.mail import mailer as postman_module
from adapters.mail.eml_folder import EmlFolder
from adapters.mail.mail_server import MailServer
from adapters.mail.mailer import ERASE_EVERY, Mailer
from adapters.mail.records import pause
from adapters.mail.smtp import Smtp
from domain.notices import NoticeKind
from tests.mail.conftest import Office
from tests.mail.flaky_outbox import Away, FlakyOutbox
from tests.mail.mail_servers import Mailbox, free_port, mail_server
from tests.mail.notices import AT, SENDER, TEAMS, notice


def smtp(port: int) -> Smtp:
    return Smtp(MailServer.from_url(f"smtp://localhost:{port}"), timeout=5)


@asynccontextmanager
async def running(mailer: Mailer) -> AsyncIterator[None]:
    task = asyncio.create_task(mailer.run())
    try:
        yield
    finally:
        mailer.stop()
        await asyncio.wait_for(task, 10)


async def test_a_worker_killed_while_handing_over_never_mails_twice(
    office: Office, mailbox: Mailbox
) -> None:
    await office.put(notice())

    async with mail_server(mailbox) as port:
        round_ = asyncio.ensure_future(office.mailer(smtp(port)).deliver_due())
        mailbox.before_accepting = round_.cancel
        with pytest.raises(asyncio.CancelledError):
            await round_
        assert (await office.entry(notice())).state == "handing_over"

        mailbox.before_accepting = None
        for _ in range(3):
            office.clock.advance(timedelta(hours=1))
            assert await office.mailer(smtp(port)).deliver_due() == 0

    assert len(mailbox.mails) == 1
    assert (await office.entry(notice())).state == "unconfirmed"


async def test_a_claim_that_a_killed_worker_left_behind_is_delivered_by_the_next(
    office: Office, mailbox: Mailbox
) -> None:
    await office.put(notice())
    await LedgerOutbox(office.database).claim(office.clock(), postman_module.LEASE)

    async with mail_server(mailbox) as port:
        mailer = office.mailer(smtp(port))
        assert await mailer.deliver_due() == 0
        office.clock.advance(postman_module.LEASE)
        assert await mailer.deliver_due() == 1


async def test_a_mail_that_is_out_is_not_mailed_again_when_the_database_missed_it(
    office: Office, mailbox: Mailbox
) -> None:
    outbox = FlakyOutbox(office.database)
    await office.put(notice(number=1), notice(number=2))

    async with mail_server(mailbox) as port:
        mailer = office.mailer(smtp(port), outbox)
        outbox.away = {"sent", "retry"}
        with pytest.raises(Away):
            await mailer.deliver_due()
        assert len(mailbox.mails) == 1

        outbox.away = set()
        assert await mailer.deliver_due() == 0
        assert (await office.entry(notice(number=1))).state == "sent"
        office.clock.advance(timedelta(seconds=5))
        assert await mailer.deliver_due() == 1

    assert len(mailbox.mails) == 2


async def test_what_cannot_be_marked_as_being_sent_is_not_sent(
    office: Office, mailbox: Mailbox
) -> None:
    outbox = FlakyOutbox(office.database)
    await office.put(notice())

    async with mail_server(mailbox) as port:
        mailer = office.mailer(smtp(port), outbox)
        outbox.away = {"handing_over"}
        assert await mailer.deliver_due() == 0
        assert mailbox.mails == []

        outbox.away = set()
        office.clock.advance(timedelta(seconds=5))
        assert await mailer.deliver_due() == 1

    assert len(mailbox.mails) == 1


async def test_no_mail_is_begun_when_its_lease_is_nearly_over(
    office: Office, mailbox: Mailbox
) -> None:
    await office.put(notice(number=1), notice(number=2))
    mailbox.before_accepting = lambda: office.clock.advance(timedelta(minutes=3))

    async with mail_server(mailbox) as port:
        assert await office.mailer(smtp(port)).deliver_due() == 1

    assert len(mailbox.mails) == 1
    assert (await office.entry(notice(number=2))).state == "queued"


async def test_a_letter_that_cannot_be_worded_waits_and_does_not_stop_the_others(
    office: Office, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    on_mars = notice(number=1, time_zone="Mars/Olympus", deadline=AT)
    await office.put(on_mars, notice(number=2))

    assert await office.mailer(EmlFolder(tmp_path)).deliver_due() == 1

    assert (await office.entry(on_mars)).state == "queued"
    assert (await office.entry(notice(number=2))).state == "sent"
    assert f"mail {on_mars.key} delayed: ZoneInfoNotFoundError" in caplog.text


async def test_a_customers_notice_without_an_address_is_refused(
    office: Office, tmp_path: Path
) -> None:
    await office.put(notice(to=None))
    await office.mailer(EmlFolder(tmp_path)).deliver_due()

    assert (await office.entry(notice())).state == "refused"


def test_the_pause_between_tries_doubles_from_5_seconds_to_5_minutes() -> None:
    pauses = [pause("key", attempts).total_seconds() for attempts in range(1, 40)]

    for attempts, wanted in enumerate([5, 10, 20, 40, 80, 160, 300, 300]):
        assert wanted * 0.75 <= pauses[attempts] <= wanted
    assert max(pauses) <= 300
    assert len({pause(str(number), 9) for number in range(20)}) > 10


async def test_a_running_mailer_delivers_what_it_is_woken_for_and_says_when_it_is_done(
    office: Office, tmp_path: Path
) -> None:
    mailer = office.mailer(EmlFolder(tmp_path))

    async with running(mailer):
        for number in range(3):
            await office.put(notice(number=number, kind=NoticeKind.SUBMITTED))
            mailer.wake()
            await mailer.drained(10)
            assert len(list(tmp_path.glob("*.eml"))) == number + 1


async def test_a_first_letter_is_worded_a_moment_after_the_step_that_queued_it(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postman_module, "GATHERING", 3600)
    mailer = office.mailer(EmlFolder(tmp_path))

    async with running(mailer):
        await asyncio.sleep(0.05)
        await office.put(notice())
        mailer.wake()
        await asyncio.sleep(0.05)
        assert (await office.entry(notice())).state == "queued"
        await mailer.drained(10)

    assert (await office.entry(notice())).state == "sent"


async def test_it_is_not_done_while_something_waits_for_another_try(
    office: Office, mailbox: Mailbox
) -> None:
    await office.put(notice())
    port = free_port()
    mailer = office.mailer(smtp(port))

    async with running(mailer):
        with pytest.raises(TimeoutError):
            await mailer.drained(0.2)
        office.clock.advance(timedelta(minutes=5))
        async with mail_server(mailbox, port):
            await mailer.drained(10)

    assert len(mailbox.mails) == 1


async def test_it_goes_on_when_the_database_comes_back(
    office: Office, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    outbox = FlakyOutbox(office.database)
    await office.put(notice())
    outbox.away = {"claim"}
    mailer = office.mailer(EmlFolder(tmp_path), outbox)

    async with running(mailer):
        with pytest.raises(TimeoutError):
            await mailer.drained(0.2)
        outbox.away = set()
        await mailer.drained(10)

    assert (await office.entry(notice())).state == "sent"
    assert "mail waits: the outbox cannot be used: Away" in caplog.text
    assert "anna@contoso.nl" not in caplog.text


async def test_a_mailer_that_is_stopped_finishes_its_mail_and_unclaims_the_rest(
    office: Office, mailbox: Mailbox
) -> None:
    await office.put(*(notice(number=number) for number in range(5)))

    async with mail_server(mailbox) as port:
        mailer = office.mailer(smtp(port))
        mailbox.before_accepting = mailer.stop
        await asyncio.wait_for(mailer.run(), 10)

    states = await office.states()
    assert states == ["sent", "queued", "queued", "queued", "queued"]
    assert len(mailbox.mails) == 1


async def test_a_mailer_that_is_stopped_does_not_wait_for_a_server_that_never_answers(
    office: Office, mailbox: Mailbox
) -> None:
    await office.put(notice(number=1), notice(number=2))
    mailbox.answers = ["nothing"]

    async with mail_server(mailbox) as port:
        mailer = office.mailer(Smtp(MailServer.from_url(f"smtp://localhost:{port}"), timeout=60))
        mailbox.before_accepting = lambda: mailer.stop(within=0.2)
        await asyncio.wait_for(mailer.run(), 10)

    assert await office.states() == ["unconfirmed", "queued"]
    assert (await office.entry(notice(number=1))).last_error == "the worker was stopping"


async def test_a_digest_of_the_message_is_kept_and_sent_words_are_erased_while_nothing_is_due(
    office: Office, tmp_path: Path
) -> None:
    found = [2, 0, 0]
    looked: list[int] = []

    async def erase_sent() -> int:
        looked.append(found.pop(0))
        return looked[-1]

    outbox, folder = LedgerOutbox(office.database), tmp_path / "mails"
    mailer = Mailer(
        outbox, EmlFolder(folder), SENDER, TEAMS, office.clock, erase_sent=erase_sent
    )  # fmt: skip
    told = notice()
    await office.put(told)
    assert await mailer.deliver_due() == 1
    assert looked == []
    (mail,) = folder.glob("*.eml")
    assert (await office.entry(told)).sha256 == sha256(mail.read_bytes()).hexdigest()
    for _ in range(3):
        await mailer.deliver_due()
    assert looked == [2, 0]
    office.clock.advance(ERASE_EVERY)
    await mailer.deliver_due()
    assert looked == [2, 0, 0]
    assert found == []
    office.clock.advance(ERASE_EVERY)
    # A failure delays no mail: nothing is left to be told.
    await mailer.deliver_due()
    await office.put(notice(number=2))
    assert await mailer.deliver_due() == 1
