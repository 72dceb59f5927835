"""The keys that seal and open in this process, as its settings say."""

from dataclasses import dataclass

from adapters.ledger.kept_open import kept_open
from adapters.ledger.keyring import LedgerKeyring, opening
from adapters.sealing.master_keys import made_master_key, master_key, read_master_key
from application.ports.sealing import MasterKey
from domain.errors import MasterKeyUnusable
from engine.local.engine_record import running_engine
from engine.sealing.owners import Owners
from settings import Settings


@dataclass(frozen=True)
class Keys:
    """They remember keys and owners: one for whatever seals or opens often."""

    keyring: LedgerKeyring
    owners: Owners
    seals: bool
    """Whether what is new is sealed."""


def keys_of(settings: Settings) -> Keys:
    """Those of the settings' ledger, with the master keys that the settings name: the same ones
    within a process that keeps its ledger open.

    Raises:
        MasterKeyUnusable: what they name is no master key, or cannot be read.
    """
    masters = master_keys(settings)

    def made() -> Keys:
        ledger = opening(settings.ledger_url, migrate=bool(masters))
        return Keys(LedgerKeyring(ledger, masters), Owners(ledger), seals=bool(masters))

    kept = kept_open(settings.ledger_url)
    named = tuple(each.name for each in masters)
    return made() if kept is None else kept.one(named, made)


def keyring_of(settings: Settings) -> LedgerKeyring:
    """The keyring alone, which raises as `keys_of`."""
    return keys_of(settings).keyring


def master_keys(settings: Settings) -> list[MasterKey]:
    """Those of the settings; where they name none, the one that the embedded mode made."""
    named = (settings.master_key, settings.master_key_next)
    found = [master_key(each.get_secret_value()) for each in named if each is not None]
    if settings.master_key is None and _is_of_this_home(settings):
        found.insert(0, read_master_key(settings.master_key_file))
    return found


async def make_master_key(settings: Settings) -> None:
    """Makes the embedded mode's own master key, where the settings name none and there is none.

    Raises:
        MasterKeyUnusable: there was one, since the ledger's keys are wrapped by it, and it is lost.
    """
    if settings.master_key is not None or settings.master_key_file.exists():
        return
    try:
        await keyring_of(settings).refuse_lost_master()
    except MasterKeyUnusable as lost:
        raise MasterKeyUnusable(
            f"{lost.reason} It was in the file {settings.master_key_file}: put it back from your"
            " backup of it.",
            **lost.details,
        ) from None
    made_master_key(settings.master_key_file)


def _is_of_this_home(settings: Settings) -> bool:
    """A ledger elsewhere has the home's key only where the home's engine works with it: what a
    machine tries out by itself must not seal what others share."""
    if not settings.master_key_file.exists():
        return False
    return settings.database_url is None or running_engine(settings.engine_file) is not None
