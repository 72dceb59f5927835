"""The transport that the settings ask for."""

from adapters.mail.eml_folder import EmlFolder
from adapters.mail.mail_server import MailServer
from adapters.mail.smtp import Smtp
from application.ports.mail_transport import Transport
from settings import Settings


def open_transport(settings: Settings) -> Transport:
    """SMTP when a server is configured, otherwise `.eml` files in the outbox folder.

    Raises:
        ValueError: the URL cannot be used. The sentence does not repeat it.
    """
    if settings.smtp_url is None:
        return EmlFolder(settings.outbox_folder)
    return Smtp(MailServer.from_url(settings.smtp_url.get_secret_value()))
