"""Keys that personal data is sealed with, and the master keys that those are wrapped by."""

from dataclasses import dataclass, field
from typing import Protocol

NAMESPACE = "namespace"
"""The owner of what belongs to no account."""


def account_owner(account_id: str) -> str:
    """The owner of what is about this account."""
    return f"account/{account_id}"


def account_of(owner: str) -> str:
    """The account that this owner's keys are about."""
    return owner.removeprefix(account_owner(""))


@dataclass(frozen=True)
class DataKey:
    """A key of AES-256 that seals what is about one owner."""

    id: str
    owner: str
    secret: bytes = field(repr=False)


class Keyring(Protocol):
    """Where data keys are made, looked up and destroyed.

    Each call raises `ServiceUnreachable` where the ledger, or whoever keeps the master key, does
    not answer, and `MasterKeyUnusable` where the key was wrapped by a master key that this process
    does not have.
    """

    async def key_for(self, owner: str) -> DataKey:
        """The key that new data of this owner is sealed with; made at its first use.

        Raises:
            KeyDestroyed: the owner was erased.
        """

    async def key(self, key_id: str) -> DataKey:
        """The key that something was sealed with.

        Raises:
            KeyDestroyed: there was one, and its owner was erased.
            KeyUnknown: there never was one of this id.
        """

    async def refuse_lost_master(self) -> None:
        """Raises MasterKeyUnusable where the ledger's newest master key is none of this
        process's: what it wrote in clear would be read by everybody."""

    async def destroy(self, owner: str) -> int:
        """Destroys every key of this owner, in every process within three seconds, and returns how
        many there were, also where they were destroyed before. No new one is ever made for it."""


class MasterKey(Protocol):
    """A key that wraps data keys. It never leaves where it is kept."""

    @property
    def name(self) -> str:
        """What the ledger knows it by. It says nothing of the key itself."""

    async def wrap(self, plain: bytes, context: str) -> bytes:
        """Raises ServiceUnreachable where its keeper does not answer."""

    async def unwrap(self, wrapped: bytes, context: str) -> bytes:
        """What was wrapped in the same context.

        Raises:
            MasterKeyUnusable: it was not wrapped by this key, or in another context.
            ServiceUnreachable: its keeper does not answer.
        """
