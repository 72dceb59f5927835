"""Real mail servers on loopback, in the test's own event loop."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "postman", "s3cret horse/battery"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def parsed(content: bytes) -> EmailMessage:
    message = BytesParser(policy=policy.default).parsebytes(content)
    assert isinstance(message, EmailMessage)
    return message


def text_of(message: EmailMessage) -> str:
    """The letter as plain text, which stands beside its HTML."""
    plain = message.get_body(("plain",))
    assert plain is not None
    text: str = plain.get_content()
    return text.replace("\r\n", "\n")


@dataclass
class Mailbox:
    """Takes what comes; the next answers can be set, and the connection cut."""

    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    """Replies to the next messages, before it accepts again. `cut` dies without one, `nothing`
    never comes."""
    recipient_answers: list[str] = field(default_factory=list)
    sender_answers: list[str] = field(default_factory=list)
    connections: int = 0
    encrypted: list[bool] = field(default_factory=list)
    before_accepting: Callable[[], object] | None = None

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, responses: list[str]
    ) -> list[str]:
        self.connections += session.ssl is None or not session.host_name
        session.host_name = name
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.sender_answers:
            return self.sender_answers.pop(0)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipient_answers:
            return self.recipient_answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.before_accepting is not None:
            self.before_accepting()
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer == "nothing":
            await asyncio.Event().wait()
        if answer == "cut":
            transport: Any = server.transport
            transport.abort()
            return "250 nobody hears this"
        if answer.startswith("250"):
            content = envelope.original_content
            assert content is not None
            self.mails.append(parsed(content))
            self.recipients += envelope.rcpt_tos
            self.encrypted.append(session.ssl is not None)
        return answer


@asynccontextmanager
async def mail_server(
    mailbox: Mailbox,
    port: int = 0,
    *,
    starttls: ssl.SSLContext | None = None,
    implicit: ssl.SSLContext | None = None,
    sign_in: bool = False,
) -> AsyncIterator[int]:
    """Listens on loopback while the block runs; yields the port."""

    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        given = (data.login, data.password) if isinstance(data, LoginPassword) else None
        return AuthResult(success=given == (USER.encode(), PASSWORD.encode()), handled=False)

    def connection() -> SMTP:
        return SMTP(
            mailbox,
            hostname="localhost",
            enable_SMTPUTF8=True,
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_required=sign_in,
            auth_require_tls=implicit is None,
            authenticator=authenticate if sign_in else None,
            loop=asyncio.get_running_loop(),
        )

    server = await asyncio.get_running_loop().create_server(
        connection, "127.0.0.1", port, ssl=implicit
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
