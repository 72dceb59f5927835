from pathlib import Path

import pytest

from adapters.mail.eml_folder import EmlFolder
from adapters.mail.mail_server import Encryption, MailServer
from adapters.mail.smtp import Smtp
from engine.wiring.mail_transport import open_transport
from settings import Settings


@pytest.mark.parametrize(
    ("url", "port", "encryption"),
    [
        ("smtp://relay.example", 25, Encryption.OFFERED),
        ("smtp://relay.example:1025?starttls=never", 1025, Encryption.NEVER),
        ("smtp://relay.example?starttls=required", 587, Encryption.REQUIRED),
        ("smtp://anna:pw@relay.example", 587, Encryption.REQUIRED),
        ("smtp://anna:pw@relay.example?starttls=offered", 587, Encryption.REQUIRED),
        ("smtp://anna:pw@relay.example:2525?starttls=never", 2525, Encryption.NEVER),
        ("smtps://anna:pw@relay.example", 465, Encryption.IMPLICIT),
    ],
)
def test_a_password_is_only_sent_in_the_clear_when_the_url_says_so(
    url: str, port: int, encryption: Encryption
) -> None:
    server = MailServer.from_url(url)

    assert (server.host, server.port, server.encryption) == ("relay.example", port, encryption)


def test_a_user_and_a_password_may_hold_any_character() -> None:
    server = MailServer.from_url("smtps://anna%40contoso.nl:p%2F%3A%40w%20d@relay.example")

    assert (server.user, server.password) == ("anna@contoso.nl", "p/:@w d")
    assert "p/:@w d" not in repr(server)


@pytest.mark.parametrize(
    "url",
    [
        "relay.example:25",
        "https://anna:s3cret@relay.example",
        "smtp://anna:s3cret@",
        "smtp://anna:s3cret@relay.example:port",
        "smtp://anna:s3cret@relay.example?starttls=maybe",
        "smtps://anna:s3cret@relay.example?starttls=required",
        "smtp://anna:s3cret@relay.example?tls=yes",
        "smtp://anna:s3cret@relay.example?ca",
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(ValueError, match=r"mail server|starttls") as refused:
        MailServer.from_url(url)

    assert "s3cret" not in str(refused.value)


def test_the_settings_choose_the_transport(tmp_path: Path) -> None:
    smtp = Settings.model_validate({"home": tmp_path, "smtp_url": "smtp://relay.example"})

    assert isinstance(open_transport(Settings(home=tmp_path)), EmlFolder)
    assert isinstance(open_transport(smtp), Smtp)


def test_a_ca_that_cannot_be_read_is_reported_at_once(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        Smtp(MailServer.from_url(f"smtps://relay.example?ca={tmp_path / 'none.pem'}"))
