"""The typed way to personal data: all that is kept of an account's people, handed over. Needs no
engine."""

from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import IO

from application.people.export import Export, Exporting, export_account
from clients.over_ledger import OverLedger
from engine.wiring.documents import document_store
from engine.wiring.open_ledger import OpenLedger
from settings import Settings
from wording.exports import read_me

__all__ = ["Export", "PersonClient", "scratch_file"]

_IN_MEMORY = 16 * 1024 * 1024


def scratch_file() -> IO[bytes]:
    """For an export until all of it is there; a large one is on the disk, where nobody else opens
    it. It is gone once it is closed."""
    return SpooledTemporaryFile(max_size=_IN_MEMORY)


class PersonClient(OverLedger):
    def __init__(self, ledger: OpenLedger, settings: Settings) -> None:
        super().__init__(ledger, settings)
        self._open_ledger = ledger

    async def export(self, account_id: str, by: str, into: IO[bytes]) -> Export:
        """What is kept of an account and its people, readable, as one zip file; its README.txt says
        what is in it and what is not. That it was handed over is written in the access log.

        Args:
            into: Where it is written, one request, invoice and document after another.

        Raises:
            AccountUnknown: there is no such account.
            AccountErased: nothing is known of its people any more.
            ServiceUnreachable: the ledger or the storage does not answer; `into` has a part of it.
        """
        ledger = self._open_ledger
        of = Exporting(
            ledger.accounts,
            ledger.persons,
            ledger.records,
            ledger.outbox,
            await document_store(self._settings),
            ledger.access,
        )
        return await export_account(of, account_id, by, into, read_me(), datetime.now(UTC))
