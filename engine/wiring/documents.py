"""The storage of documents as the settings say, sealed where they have a master key."""

from adapters.storage.documents import DocumentStore
from adapters.storage.sealed import DocumentSeal
from engine.sealing.keys import keys_of
from settings import Settings

__all__ = ["DocumentSeal", "DocumentStore", "document_seal", "document_store"]


def document_seal(settings: Settings) -> DocumentSeal:
    """One for a process, because it remembers keys and owners.

    Raises:
        MasterKeyUnusable: what the settings name is none.
    """
    keys = keys_of(settings)
    return DocumentSeal(
        keys.keyring,
        keys.owners.of_scope,
        seals=keys.seals,
        refuses_clear=settings.refuse_clear,
    )


async def document_store(settings: Settings, seal: DocumentSeal | None = None) -> DocumentStore:
    """Opens it; what is stored there is sealed by `seal`, or by one of its own.

    Raises:
        ValueError: the settings name neither a folder nor a bucket.
        MasterKeyUnusable, ServiceUnreachable.
    """
    return await DocumentStore.open(
        settings.storage_url, settings.documents_max_bytes, seal or document_seal(settings)
    )
