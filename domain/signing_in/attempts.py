"""When signing in is locked: after how many failures, for how long, and for whom.

Failures count first by name and client together, so that somebody who guesses locks out nobody
else. Much higher limits by client alone and by name alone stop guessing at many names or from many
places.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from typing import NamedTuple

from domain.errors import TooManyAttempts
from domain.people.sign_ins import normal_name

WINDOW = timedelta(minutes=15)
"""How long after the first failure it is locked, and failures are counted together."""
OF_ONE_AT_ONE_NAME = 10
OF_ONE_CLIENT = 100
AT_ONE_NAME = 100


class Counted(NamedTuple):
    """What failures are counted by."""

    said: str
    """Who or where; only a digest of it is stored."""
    at_most: int
    afresh: bool = False
    """Whether one successful sign-in resets it."""


class Failures(NamedTuple):
    """Those of late by one of these."""

    number: int
    since: datetime
    """The first of them."""


def counted_by(name: str, client: str, device: str | None) -> Sequence[Counted]:
    """What an attempt is counted by; always in the same order, so that two that are counted at once
    wait for each other.

    Args:
        client: The address that it comes from.
        device: Names a browser in which this person signed in before. It is counted by itself:
            whoever signed in there before still may, however often others fail.
    """
    if device is not None:
        said = f"device {device} {normal_name(name)}"
        return [Counted(said, OF_ONE_AT_ONE_NAME, afresh=True)]
    who, where = normal_name(name), _network(client)
    return sorted(
        (
            Counted(f"both {where} {who}", OF_ONE_AT_ONE_NAME, afresh=True),
            Counted(f"client {where}", OF_ONE_CLIENT),
            Counted(f"name {who}", AT_ONE_NAME),
        ),
        key=lambda each: sha256(each.said.encode()).digest(),
    )


def begins_again(now: datetime) -> datetime:
    """Failures whose first was then or before are counted no more: it begins again with one."""
    return now - WINDOW


def forgotten_before(now: datetime) -> datetime:
    """Failures whose first was before then are deleted."""
    return now - 2 * WINDOW


def refuse_locked(failures: Failures, at_most: int, now: datetime) -> None:
    """Raises TooManyAttempts with the seconds until one may try again.

    Args:
        failures: With the attempt that is being made.
    """
    if failures.number > at_most:
        wait = max(1, int((failures.since + WINDOW - now).total_seconds()))
        said = "Signing in failed too often lately. Try again later."
        raise TooManyAttempts(said, retry_after=wait)


def is_last(failures: Failures, at_most: int) -> bool:
    """Whether the next one would be refused."""
    return failures.number == at_most


def _network(client: str) -> str:
    """Somebody who has one IPv6 address has all addresses of its network."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or int(address) >> 64)
    return str(address)
