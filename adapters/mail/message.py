"""Composes the message of a letter."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.policy import SMTP, SMTPUTF8, EmailPolicy
from email.utils import format_datetime, parseaddr
from functools import cached_property, lru_cache
from typing import Any

from adapters.mail.html_letter import Inline
from adapters.mail.letters import Letter
from adapters.mail.mime import carrying, content_of, written
from adapters.mail.outcomes import Refused
from adapters.mail.plain_text import one_line
from application.ports.attached_papers import AttachedFile
from domain.notices import Notice

_LOCAL_PART = re.compile(r"[^\s\x00-\x1f\x7f()<>\[\]:;,@\\\"]+")
_HOST = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_END = "\r\n"
_LINE = 78
"""Characters that a header's line should not exceed (RFC 5322, 2.1.1)."""


@dataclass(frozen=True)
class Mail:
    """One message with its envelope."""

    notice: Notice
    sender: str
    """The envelope's address, without a name."""
    recipient: str
    headers: Mapping[str, str]
    text: str
    html: str = ""
    images: tuple[Inline, ...] = ()
    attached: AttachedFile | None = None

    @property
    def international(self) -> bool:
        """Whether the recipient's address needs SMTPUTF8 (RFC 6531)."""
        return not self.recipient.isascii()

    def as_bytes(self) -> bytes:
        return self._whole

    @cached_property
    def _whole(self) -> bytes:
        policy = SMTPUTF8 if self.international else SMTP
        head = b"".join(_header(name, value, policy) for name, value in self.headers.items())
        boundary = digest(self.notice.key)
        content = content_of(self.text, self.html, self.images, boundary)
        if self.attached is not None:
            content = carrying(content, self.attached, boundary)
        return head + written(content)


def compose(
    notice: Notice,
    letter: Letter,
    sender: str,
    recipient: str,
    now: datetime,
    attached: AttachedFile | None = None,
) -> Mail:
    """The message for one notice. Its `Message-ID` follows from the notice's key alone.

    Raises:
        Refused: the recipient's address is none.
    """
    from_address = _parsed(sender).addr_spec
    to = _address(recipient, notice.name if recipient == notice.to else None)
    headers = {
        "From": str(_parsed(sender)),
        "To": str(to),
        "Subject": letter.subject,
        "Date": format_datetime(now),
        "Message-ID": f"<{digest(notice.key)}@{from_address.rpartition('@')[2]}>",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
        "Content-Language": letter.language,
    }
    recipient = to.addr_spec
    said = (letter.body, letter.html, letter.images)
    return Mail(notice, from_address, recipient, headers, *said, attached)


def fingerprint(mail: Mail) -> str:
    """The SHA-256 of the message as the mail server got it."""
    return hashlib.sha256(mail.as_bytes()).hexdigest()


def address_of(sender: str) -> str:
    """The address alone, of `Name <address>`."""
    return _parsed(sender).addr_spec


def digest(key: str) -> str:
    """A short digest of a key that does not reveal it."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _header(name: str, value: str, policy: "EmailPolicy[Any]") -> bytes:
    """One header. Plain text needs no encoding or folding, which the library would spend a
    millisecond on."""
    line = f"{name}: {value}"
    if len(line) <= _LINE and line.isascii() and line.isprintable() and "=?" not in value:
        return f"{line}{_END}".encode("ascii")
    return policy.fold_binary(name, policy.header_factory(name, value))


@lru_cache(maxsize=1)
def _parsed(sender: str) -> Address:
    name, address = parseaddr(sender)
    return Address(name, addr_spec=address)


def _address(recipient: str, name: str | None) -> Address:
    local, _, domain = recipient.rpartition("@")
    try:
        host = domain.encode("idna").decode("ascii")
    except UnicodeError:
        host = ""
    if not (_LOCAL_PART.fullmatch(local) and _HOST.fullmatch(host)):
        raise Refused("the recipient's address is not one")
    return Address(one_line(name or ""), username=local, domain=host)
