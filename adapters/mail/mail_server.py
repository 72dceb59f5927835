"""The mail server's address, TLS and sign-in, read from one URL."""

import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qs, unquote, urlsplit


class Encryption(StrEnum):
    IMPLICIT = "implicit"
    """TLS from the first byte (`smtps`)."""
    REQUIRED = "required"
    """STARTTLS, or nothing is sent."""
    OFFERED = "offered"
    """STARTTLS when the server offers it."""
    NEVER = "never"


_PORTS = {
    Encryption.IMPLICIT: 465,
    Encryption.REQUIRED: 587,
    Encryption.OFFERED: 25,
    Encryption.NEVER: 25,
}
_OPTIONS = {"starttls", "ca"}


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    port: int
    encryption: Encryption
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca: str | None = None
    """A file with the certificates to trust in place of the system's."""

    @classmethod
    def from_url(cls, url: str) -> "MailServer":
        """`smtp://user:password@host:port?starttls=required&ca=/path` or `smtps://…`.

        `starttls` is `offered`, `required` or `never`. With a user it is required unless the URL
        says `never`, so that a password never crosses the network in the clear by accident;
        without one it is taken when offered. A certificate is verified in every case. The port
        is 465 for `smtps`, 587 when STARTTLS is required, otherwise 25.

        Raises:
            ValueError: the URL cannot be used. The sentence does not repeat it, as it may hold a
                password.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
            options = parse_qs(parts.query, strict_parsing=bool(parts.query))
        except ValueError:
            raise ValueError("The mail server's URL is not a URL.") from None
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("The mail server's URL must be smtp://host or smtps://host.")
        if unknown := options.keys() - _OPTIONS:
            raise ValueError(f"The mail server's URL has an unknown option: {min(unknown)}.")
        user = unquote(parts.username) if parts.username else None
        encryption = _encryption(parts.scheme, user is not None, options.get("starttls"))
        return cls(
            host=parts.hostname,
            port=port or _PORTS[encryption],
            encryption=encryption,
            user=user,
            password=unquote(parts.password or "") if user else None,
            ca=options["ca"][-1] if "ca" in options else None,
        )

    def tls(self) -> ssl.SSLContext:
        """Verifies certificate and host name.

        Raises:
            ValueError: the `ca` file cannot be used.
        """
        try:
            return ssl.create_default_context(cafile=self.ca)
        except OSError:
            raise ValueError(
                "The certificates that the mail server's URL names in `ca` cannot be read."
            ) from None


def _encryption(scheme: str, signs_in: bool, starttls: list[str] | None) -> Encryption:
    if scheme == "smtps":
        if starttls:
            raise ValueError("`starttls` does not go with smtps://, which is encrypted already.")
        return Encryption.IMPLICIT
    if starttls is None:
        return Encryption.REQUIRED if signs_in else Encryption.OFFERED
    choices = {Encryption.REQUIRED, Encryption.OFFERED, Encryption.NEVER}
    if starttls[-1] not in choices:
        raise ValueError("`starttls` in the mail server's URL is offered, required or never.")
    chosen = Encryption(starttls[-1])
    # Otherwise somebody who removes the offer from an unencrypted greeting could read the password.
    return Encryption.REQUIRED if signs_in and chosen is Encryption.OFFERED else chosen
