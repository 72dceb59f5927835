"""What proves who somebody is: passwords, codes of apps, security keys."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from domain.signing_in.security_keys import NewKey, Site, StoredKey


class Passwords(Protocol):
    async def hashed(self, password: str) -> str:
        """As it is stored, under today's parameters."""

    async def match(self, kept: str | None, password: str) -> bool:
        """Whether the password matches the stored hash; takes as long where there is none."""

    async def said(self, password: str, key: str) -> str:
        """A hash that is the same for the same password under the same key of its caller, and as
        hard to guess from as the stored one."""

    def is_outdated(self, kept: str) -> bool:
        """Whether it was hashed under other parameters than today's."""


class CodesOfApps(Protocol):
    """Codes that an app generates from a secret and the time (TOTP)."""

    def new_secret(self) -> str: ...

    def address(self, secret: str, sign_in: str, issuer: str) -> str:
        """What an app reads to make codes from this secret."""

    def time_step(self, secret: str, code: str, now: datetime) -> int | None:
        """The time step near now that has this code; None where none has. The comparison takes as
        long whatever the code."""


class SecurityKeyChallenges(Protocol):
    """A key signs our challenge together with the address of the site (WebAuthn)."""

    def new_challenge(self) -> str: ...

    def asked_of_new(self, sign_in: str, challenge: str, known: Iterable[str], site: Site) -> str:
        """The options for a browser to add a key with, as JSON.

        Args:
            known: The credentials that this person has: none is added twice.
        """

    def asked_of_known(self, challenge: str, known: Iterable[str], site: Site) -> str:
        """The options for a browser to sign in with a key, as JSON."""

    def new_key(self, answer: str, challenge: str, site: Site) -> NewKey | None:
        """The key whose answer to this challenge on this site is valid; None if it is not."""

    def used_key(
        self, answer: str, challenge: str, keys: Iterable[StoredKey], site: Site
    ) -> tuple[str, int] | None:
        """The id of the one of these keys that gave this answer, and its new counter; None if none
        did, or if the counter did not rise."""
