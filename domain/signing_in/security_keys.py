"""Security keys (WebAuthn): where browsers offer them, and what is kept of one."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Site:
    """Where keys are used: a key belongs to one host and answers to one origin."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class NewKey:
    """A verified new key, as it is stored."""

    credential: str
    public_key: str
    count: int


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key with what is needed to verify its answers."""

    id: str
    """As a second factor."""
    credential: str
    public_key: str
    count: int
    """A key that counts never says the same again."""


def site_at(url: str) -> Site | None:
    """The site at this address; None where browsers offer no keys. They need a host name, not an IP
    address, and HTTPS except on this machine."""
    where = urlsplit(url)
    try:
        host, port = (where.hostname or "").encode("idna").decode(), where.port
    except ValueError:
        return None
    on_this_machine = host == "localhost" or host.endswith(".localhost")
    if not host or _is_address(host) or not (where.scheme == "https" or on_this_machine):
        return None
    suffix = "" if port in (None, _PORTS.get(where.scheme)) else f":{port}"
    return Site(host, f"{where.scheme}://{host}{suffix}")


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
