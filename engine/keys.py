"""The keyring of this process, as its settings say."""

from adapters.ledger.keyring import LedgerKeyring, opening
from adapters.sealing.master_keys import made_master_key, master_key, read_master_key
from application.ports.sealing import MasterKey
from settings import Settings


def keyring_of(settings: Settings) -> LedgerKeyring:
    """The keyring over the settings' ledger, with the master keys that they name.

    Raises:
        MasterKeyUnusable: what they name is no master key, or cannot be read.
    """
    return LedgerKeyring(opening(settings.ledger_url), master_keys(settings))


def master_keys(settings: Settings) -> list[MasterKey]:
    """Those of the settings; where they name none, the one that the embedded mode made."""
    named = (settings.master_key, settings.master_key_next)
    found = [master_key(each.get_secret_value()) for each in named if each is not None]
    if settings.master_key is None and settings.master_key_file.exists():
        found.insert(0, read_master_key(settings.master_key_file))
    return found


def make_master_key(settings: Settings) -> None:
    """Makes the embedded mode's own master key, where the settings name none and there is none."""
    if settings.master_key is None:
        made_master_key(settings.master_key_file)
