import logging
import ssl
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
import trustme

from adapters.mail.mail_server import MailServer
from adapters.mail.smtp import Smtp
from tests.mail.conftest import Office
from tests.mail.mail_servers import PASSWORD, USER, Mailbox, free_port, mail_server
from tests.mail.notices import notice

SIGN_IN = f"{USER}:{quote(PASSWORD, safe='')}@"


def smtp(url: str) -> Smtp:
    return Smtp(MailServer.from_url(url), timeout=5, confirmation_timeout=5)


@pytest.fixture
def for_localhost(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    return context


async def test_a_batch_goes_out_over_one_connection(office: Office, mailbox: Mailbox) -> None:
    await office.put(*(notice(number=number) for number in (1, 2, 3)))

    async with mail_server(mailbox) as port:
        assert await office.mailer(smtp(f"smtp://localhost:{port}")).deliver_due() == 3

    assert mailbox.recipients == ["anna@contoso.nl"] * 3
    assert mailbox.connections == 1
    assert len({mail["Message-ID"] for mail in mailbox.mails}) == 3
    assert set(await office.states()) == {"sent"}


async def test_a_recipient_with_an_international_address_is_reached(
    office: Office, mailbox: Mailbox
) -> None:
    await office.put(notice(to="zoë@contoso.nl"))

    async with mail_server(mailbox) as port:
        await office.mailer(smtp(f"smtp://localhost:{port}")).deliver_due()

    assert mailbox.recipients == ["zoë@contoso.nl"]


async def test_with_a_user_the_sign_in_happens_under_starttls(
    office: Office, mailbox: Mailbox, for_localhost: ssl.SSLContext, trusted: Path
) -> None:
    await office.put(notice())

    async with mail_server(mailbox, starttls=for_localhost, sign_in=True) as port:
        transport = smtp(f"smtp://{SIGN_IN}localhost:{port}?ca={trusted}")
        assert await office.mailer(transport).deliver_due() == 1

    assert mailbox.encrypted == [True]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
async def test_smtps_is_encrypted_from_the_start(
    office: Office, mailbox: Mailbox, for_localhost: ssl.SSLContext, trusted: Path
) -> None:
    await office.put(notice())

    async with mail_server(mailbox, implicit=for_localhost, sign_in=True) as port:
        transport = smtp(f"smtps://{SIGN_IN}localhost:{port}?ca={trusted}")
        assert await office.mailer(transport).deliver_due() == 1

    assert mailbox.recipients == ["anna@contoso.nl"]


async def test_a_certificate_of_an_unknown_authority_delays_the_mail(
    office: Office, mailbox: Mailbox, for_localhost: ssl.SSLContext
) -> None:
    await office.put(notice())

    async with mail_server(mailbox, starttls=for_localhost) as port:
        assert await office.mailer(smtp(f"smtp://localhost:{port}")).deliver_due() == 0

    (entry,) = await office.entries()
    assert entry.state == "queued"
    assert "certificate verify failed" in (entry.last_error or "")


async def test_no_password_goes_to_a_server_without_encryption(
    office: Office, mailbox: Mailbox
) -> None:
    await office.put(notice())

    async with mail_server(mailbox) as port:
        assert await office.mailer(smtp(f"smtp://{SIGN_IN}localhost:{port}")).deliver_due() == 0

    (entry,) = await office.entries()
    assert "STARTTLS" in (entry.last_error or "")


async def test_a_wrong_password_delays_the_mail_and_is_not_logged(
    office: Office,
    mailbox: Mailbox,
    for_localhost: ssl.SSLContext,
    trusted: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await office.put(notice(number=1), notice(number=2))

    with caplog.at_level(logging.DEBUG):
        async with mail_server(mailbox, starttls=for_localhost, sign_in=True) as port:
            wrong = smtp(f"smtp://{USER}:gue55ed@localhost:{port}?ca={trusted}")
            assert await office.mailer(wrong).deliver_due() == 0

            assert set(await office.states()) == {"queued"}
            assert all("(535" in (entry.last_error or "") for entry in await office.entries())
            office.clock.advance(timedelta(seconds=5))
            right = smtp(f"smtp://{SIGN_IN}localhost:{port}?ca={trusted}")
            assert await office.mailer(right).deliver_due() == 2

    ours = [each.getMessage() for each in caplog.records if each.name.startswith("adapters.")]
    assert any("does not let us in" in message for message in ours)
    assert not any("gue55ed" in message or "anna@" in message for message in ours)


async def test_a_recipient_refused_for_good_is_refused_and_the_others_go_out(
    office: Office, mailbox: Mailbox
) -> None:
    await office.put(notice(number=1), notice(number=2))
    mailbox.recipient_answers = ["550 5.1.1 <anna@contoso.nl> does not live here"]

    async with mail_server(mailbox) as port:
        assert await office.mailer(smtp(f"smtp://localhost:{port}")).deliver_due() == 1

    first, second = await office.entries()
    assert (first.state, second.state) == ("refused", "sent")
    assert first.last_error == "the mail server refused the recipient (550 5.1.1)"
    assert mailbox.connections == 1


async def test_a_message_refused_for_good_is_refused(office: Office, mailbox: Mailbox) -> None:
    await office.put(notice())
    mailbox.answers = ["554 5.7.1 we do not like it, anna@contoso.nl"]

    async with mail_server(mailbox) as port:
        mailer = office.mailer(smtp(f"smtp://localhost:{port}"))
        assert await mailer.deliver_due() == 0
        office.clock.advance(timedelta(days=1))
        assert await mailer.deliver_due() == 0

    (entry,) = await office.entries()
    assert (entry.state, entry.last_error) == (
        "refused",
        "the mail server refused the message (554 5.7.1)",
    )


@pytest.mark.parametrize("at", ["recipient_answers", "answers", "sender_answers"])
async def test_a_passing_failure_is_tried_again(office: Office, mailbox: Mailbox, at: str) -> None:
    await office.put(notice())
    getattr(mailbox, at).append("451 4.7.1 greylisted, come back later")

    async with mail_server(mailbox) as port:
        mailer = office.mailer(smtp(f"smtp://localhost:{port}"))
        assert await mailer.deliver_due() == 0
        assert await mailer.deliver_due() == 0
        office.clock.advance(timedelta(seconds=5))
        assert await mailer.deliver_due() == 1

    assert len(mailbox.mails) == 1


async def test_a_sender_that_the_server_will_not_have_costs_no_customer_a_mail(
    office: Office, mailbox: Mailbox
) -> None:
    await office.put(notice())
    mailbox.sender_answers = ["550 5.7.1 not your domain"]

    async with mail_server(mailbox) as port:
        await office.mailer(smtp(f"smtp://localhost:{port}")).deliver_due()

    assert (await office.entry(notice())).state == "queued"


async def test_a_connection_cut_after_the_message_leaves_it_unconfirmed_for_ever(
    office: Office, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    await office.put(notice(number=1), notice(number=2))
    mailbox.answers = ["cut"]

    async with mail_server(mailbox) as port:
        mailer = office.mailer(smtp(f"smtp://localhost:{port}"))
        assert await mailer.deliver_due() == 1
        office.clock.advance(timedelta(days=30))
        assert await mailer.deliver_due() == 0

    first, second = await office.entries()
    assert (first.state, second.state) == ("unconfirmed", "sent")
    assert len(mailbox.mails) == 1
    assert f"mail {first.key} may be out or not" in caplog.text
    assert "anna@contoso.nl" not in caplog.text


async def test_a_server_that_is_down_for_a_day_delays_mail_and_loses_or_doubles_none(
    office: Office, mailbox: Mailbox
) -> None:
    await office.put(*(notice(number=number) for number in range(30)))
    port = free_port()
    mailer = office.mailer(smtp(f"smtp://localhost:{port}"))
    for _ in range(24):
        assert await mailer.deliver_due() == 0
        office.clock.advance(timedelta(hours=1))
    assert set(await office.states()) == {"queued"}

    delivered = 0
    async with mail_server(mailbox, port):
        for _ in range(3):
            delivered += await mailer.deliver_due()
            office.clock.advance(timedelta(minutes=5))

    assert delivered == 30
    assert len({mail["Message-ID"] for mail in mailbox.mails}) == len(mailbox.mails) == 30
