"""Mail by SMTP, sent exactly once as far as SMTP allows.

Everything that can be known beforehand happens first: connection, TLS, sign-in, sender,
recipient. Then the message goes out, and the server's answer to it decides. When the connection
dies between the two nobody can know, and the mail is unconfirmed rather than sent twice.
"""

import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiosmtplib
from aiosmtplib import SMTPException, SMTPResponseException

from adapters.mail.mail_server import Encryption, MailServer
from adapters.mail.outcomes import Delayed, Halted, NotDelivered, Refused, Unconfirmed
from application.ports.mail_transport import HandingOver, Message

_GOODBYE_SECONDS = 2.0
"""Nothing depends on the answer to it."""

_START_TLS = {Encryption.REQUIRED: True, Encryption.OFFERED: None}
_START_INPUT = 354
_SIGN_IN_NEEDED = 530


class Smtp:
    """A mail server, with one connection for each session."""

    idempotent = False

    def __init__(
        self, server: MailServer, timeout: float = 30, confirmation_timeout: float = 150
    ) -> None:
        """`timeout`: seconds for each step. `confirmation_timeout`: seconds for the answer to a
        whole message, which may be scanned first; giving up earlier leaves more mails
        unconfirmed."""
        self._server = server
        self._tls = server.tls()
        self._timeout = timeout
        self._confirmation_timeout = confirmation_timeout

    @asynccontextmanager
    async def session(self) -> AsyncIterator["SmtpSession"]:
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            # The library's default asks the DNS, which can hang where there is none.
            local_hostname=socket.gethostname(),
            timeout=self._timeout,
            use_tls=server.encryption is Encryption.IMPLICIT,
            start_tls=_START_TLS.get(server.encryption, False),
            tls_context=self._tls,
        )
        session = SmtpSession(client, f"{server.host}:{server.port}", self._confirmation_timeout)
        try:
            yield session
        except BaseException:
            client.close()
            raise
        await session.close()


class SmtpSession:
    def __init__(self, client: aiosmtplib.SMTP, address: str, confirmation_timeout: float) -> None:
        self._client = client
        self._address = address
        self._confirmation_timeout = confirmation_timeout

    async def send(self, mail: Message, handing_over: HandingOver) -> None:
        data = _as_data(mail.as_bytes())
        if not self._client.is_connected:
            await self._connect()
        await self._envelope(mail)
        try:
            await handing_over()
        except BaseException:
            # Without its final dot the server drops the message that was announced.
            self._client.close()
            raise
        await self._message(data)

    async def close(self) -> None:
        if not self._client.is_connected:
            return
        try:
            await self._client.quit(timeout=_GOODBYE_SECONDS)
        except (SMTPException, OSError):
            self._client.close()

    async def _connect(self) -> None:
        try:
            await self._client.connect()
        except SMTPResponseException as refusal:
            raise Halted(
                f"the mail server {self._address} does not let us in ({_reply(refusal)})"
            ) from None
        except (SMTPException, OSError) as error:
            cause = error.__cause__ or error
            raise Halted(
                f"the mail server {self._address} cannot be used ({_why(cause)})"
            ) from None

    async def _envelope(self, mail: Message) -> None:
        utf8 = mail.international
        if utf8 and not self._client.supports_extension("smtputf8"):
            raise Refused("the mail server takes no international addresses")
        try:
            await self._client.mail(mail.sender, options=["SMTPUTF8"] if utf8 else None)
            await self._client.rcpt(mail.recipient, encoding="utf-8" if utf8 else "ascii")
            answer = await self._client.execute_command(b"DATA")
            if answer.code != _START_INPUT:
                raise SMTPResponseException(answer.code, answer.message)
        except SMTPResponseException as refusal:
            await self._start_over()
            ours = isinstance(refusal, aiosmtplib.SMTPSenderRefused)
            if ours or refusal.code == _SIGN_IN_NEEDED:
                # A setting of ours is wrong: the mail is retried until it is corrected.
                raise Delayed(f"the mail server refused the sender ({_reply(refusal)})") from None
            named = isinstance(refusal, aiosmtplib.SMTPRecipientRefused)
            raise _outcome(refusal, "the recipient" if named else "the message") from None
        except (SMTPException, OSError) as error:
            self._client.close()
            raise Delayed(f"the connection failed before the message ({_why(error)})") from None

    async def _message(self, data: bytes) -> None:
        protocol = self._client.protocol
        try:
            if protocol is None:
                raise aiosmtplib.SMTPServerDisconnected("Connection lost")
            protocol.write(data)
        except aiosmtplib.SMTPServerDisconnected:
            raise Delayed("the connection was gone before the message") from None
        try:
            answer = await protocol.read_response(self._confirmation_timeout)
        except (SMTPException, OSError) as error:
            self._client.close()
            raise Unconfirmed(f"no answer to the message ({_why(error)})") from None
        except BaseException:
            self._client.close()
            raise
        if not 200 <= answer.code < 300:
            self._client.close()
            refusal = SMTPResponseException(answer.code, answer.message)
            if not 400 <= answer.code < 600:
                raise Unconfirmed(f"no clear answer to the message ({_reply(refusal)})")
            raise _outcome(refusal, "the message")

    async def _start_over(self) -> None:
        """Resets the server's session after it refused an envelope."""
        try:
            await self._client.rset()
        except (SMTPException, OSError):
            self._client.close()


def _as_data(message: bytes) -> bytes:
    """Lines that begin with a dot get another (RFC 5321, 4.5.2); a lone dot ends it."""
    return re.sub(rb"(?m)^\.", b"..", message).rstrip(b"\r\n") + b"\r\n.\r\n"


def _outcome(refusal: SMTPResponseException, of: str) -> NotDelivered:
    """5xx is final; 4xx, and an answer that makes no sense, is not."""
    said = f"the mail server refused {of} ({_reply(refusal)})"
    return Refused(said) if 500 <= refusal.code < 600 else Delayed(said)


def _reply(refusal: SMTPResponseException) -> str:
    """The codes of a reply, `550 5.1.1`. Its text is left out: it names addresses."""
    enhanced = re.match(r"\d\.\d{1,3}\.\d{1,3}\b", refusal.message)
    return f"{refusal.code} {enhanced[0]}" if enhanced else str(refusal.code)


def _why(error: BaseException) -> str:
    """The error in words of the library or the system, never of the server."""
    if isinstance(error, SMTPResponseException):
        return _reply(error)
    if isinstance(error, SMTPException):
        return str(error.message)
    return (isinstance(error, OSError) and error.strerror) or type(error).__name__
