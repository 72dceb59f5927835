"""From a letter to the message that goes out."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr

from adapters.mail.letters import Letter
from adapters.mail.outcomes import Refused
from adapters.mail.plain_text import one_line
from domain.notices import Notice

_LOCAL_PART = re.compile(r"[^\s\x00-\x1f\x7f()<>\[\]:;,@\\\"]+")
_HOST = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


@dataclass(frozen=True, slots=True)
class Mail:
    """One message with its envelope."""

    notice: Notice
    sender: str
    """The envelope's address, without a name."""
    recipient: str
    message: EmailMessage

    @property
    def international(self) -> bool:
        """Whether the recipient's address needs SMTPUTF8 (RFC 6531)."""
        return not self.recipient.isascii()

    def as_bytes(self) -> bytes:
        return self.message.as_bytes(policy=SMTPUTF8 if self.international else SMTP)


def compose(notice: Notice, letter: Letter, sender: str, recipient: str, now: datetime) -> Mail:
    """The message for one notice. Its `Message-ID` follows from the notice's key alone.

    Raises:
        Refused: the recipient's address is none.
    """
    from_name, from_address = parseaddr(sender)
    to = _address(recipient, notice.name if recipient == notice.to else None)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(from_name, addr_spec=from_address)
    message["To"] = to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{digest(notice.key)}@{from_address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body, cte="quoted-printable")
    message["Content-Language"] = letter.language
    return Mail(notice, from_address, to.addr_spec, message)


def digest(key: str) -> str:
    """A short name for a key that says nothing of what it holds."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _address(recipient: str, name: str | None) -> Address:
    local, _, domain = recipient.rpartition("@")
    try:
        host = domain.encode("idna").decode("ascii")
    except UnicodeError:
        host = ""
    if not (_LOCAL_PART.fullmatch(local) and _HOST.fullmatch(host)):
        raise Refused("the recipient's address is not one")
    return Address(one_line(name or ""), username=local, domain=host)
