"""The typed way to the keys that seal personal data: what there is, and turning them."""

from datetime import UTC, datetime
from hashlib import sha256

from pydantic import BaseModel

from application.ports.sealing import MasterKey, account_of, account_owner
from clients.accounts.ledger import LedgerClient
from clients.over_ledger import OverLedger
from domain.errors import MasterKeyUnusable
from domain.people.key_copy import KeyCopy, KeysImported
from engine.sealing.key_holding import lacking
from engine.sealing.keys import keyring_of, master_keys
from engine.wiring.documents import document_store
from engine.wiring.open_ledger import OpenLedger
from settings import Settings

__all__ = ["KeyClient", "KeyCopy", "KeyReport", "KeysImported", "MasterShown"]


class MasterShown(BaseModel):
    name: str
    wraps: int
    """How many data keys it wraps."""
    wraps_new: bool
    here: bool
    """Whether this command has it."""


class KeyReport(BaseModel):
    masters: list[MasterShown]
    lacking: list[str]
    """Workers and consoles that do not have the one that wraps what is new, or comes next."""
    rewrapped: int = 0


class KeyClient(OverLedger):
    def __init__(self, ledger: OpenLedger, settings: Settings) -> None:
        super().__init__(ledger, settings)
        self._open_ledger = ledger
        self._data_keys, self._keys = ledger.data_keys, ledger.keys
        self._masters = {each.name: each for each in master_keys(settings)}

    async def show(self) -> KeyReport:
        """Every master key that wraps something, or that this command has."""
        names, counted = await self._data_keys.masters()
        newest = names[-1] if names else None
        listed = dict.fromkeys([*names, *counted, *self._masters])
        shown = [
            MasterShown(
                name=each,
                wraps=counted.get(each, 0),
                wraps_new=each == newest,
                here=each in self._masters,
            )
            for each in listed
        ]
        wanted = self._next.name if self._settings.master_key_next else newest
        return KeyReport(masters=shown, lacking=await self._lacking(wanted) if wanted else [])

    async def rotate_master(self) -> KeyReport:
        """The next master key wraps what is new from now on, and every data key is wrapped by it.
        What was interrupted continues when it is asked for again. Nothing that is sealed changes.

        Raises:
            MasterKeyUnusable: none comes next, this command lacks the present one, or a worker or
                console lacks the next one.
            ServiceUnreachable: the keeper of a master key, or the ledger, does not answer.
        """
        coming = self._next
        if without := await self._lacking(coming.name):
            raise MasterKeyUnusable(
                f"These do not have the next master key yet: {', '.join(without)}. Start each again"
                " with PAYBYINVOICE_MASTER_KEY_NEXT, and then ask again.",
                lacking=without,
            )
        await keyring_of(self._settings).refuse_lost_master()
        await self._data_keys.begin_with(coming.name, datetime.now(UTC))
        rewrapped = 0
        while some := await self._data_keys.rewrap_some(self._masters, coming):
            rewrapped += some
        return (await self.show()).model_copy(update={"rewrapped": rewrapped})

    async def renew(self, account_id: str, by: str, key: str | None = None) -> str:
        """What is new of an account is sealed with another key; returns its id. What was sealed
        before stays readable.

        Raises:
            AccountUnknown, KeyDestroyed, MasterKeyUnusable, EffectMismatch.
        """
        ledger = LedgerClient(self._open_ledger, self._settings)
        owner = account_owner((await ledger.standing(account_id)).account.id)
        ring = keyring_of(self._settings)
        async with self._keys.once(key, by, "renew_key", owner, {}) as claim:
            made = await (ring.key_for(owner) if claim.done else ring.renew(owner))
            return made.id

    async def copy(self) -> KeyCopy:
        """Every data key as the ledger has it, wrapped. Asks no master key."""
        return await self._data_keys.copied(datetime.now(UTC))

    async def take_back(self, copy: KeyCopy, by: str, key: str | None = None) -> KeysImported:
        """The ledger gets the keys of a copy that it lacks; asked again, it lacks none. None of its
        own is replaced, and none of an account that was erased comes back: the ledger, the copy and
        the storage of the documents remember which were.

        Raises:
            InvalidFile: keys of it are not wrapped as it says; nothing was changed.
            MasterKeyUnusable: this command lacks a master key that they are wrapped by.
            ServiceUnreachable: the ledger, the storage or the keeper of a master key does not
                answer.
            EffectMismatch: the key was used for something else.
        """
        store = await document_store(self._settings)
        body = {"sha256": sha256(copy.model_dump_json().encode()).hexdigest()}
        async with self._keys.once(key, by, "import_keys", "keys", body):
            erased = await store.erased({each.owner for each in copy.keys})
            taking = await self._data_keys.take(copy, erased, self._masters, datetime.now(UTC))
        return KeysImported(
            copied_at=copy.made_at,
            added=len(taking.add),
            already=taking.already,
            rewrapped=len(taking.rewrap),
            erased=taking.erased,
            erase_again=tuple(sorted(map(account_of, taking.erase_again))),
        )

    @property
    def _next(self) -> MasterKey:
        if self._settings.master_key_next is None:
            raise MasterKeyUnusable(
                "No master key comes next: set PAYBYINVOICE_MASTER_KEY_NEXT to it, everywhere."
            )
        return list(self._masters.values())[-1]

    async def _lacking(self, name: str) -> list[str]:
        return lacking(await self._data_keys.holders(datetime.now(UTC)), name)
