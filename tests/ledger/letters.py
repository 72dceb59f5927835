"""Letters, with the short ways to what is done about them."""

from collections.abc import Sequence
from datetime import datetime

from adapters.ledger.database import Database
from adapters.ledger.letters.outcomes import Letters as LedgerLetters
from adapters.ledger.transactions import LedgerTransactions
from application.letters.dismiss import dismiss
from application.letters.record_outcome import record_on_invoice
from application.letters.send_again import Contact, send_again
from application.ports.letters import Followed
from domain.letters.messages import DismissLetter, ResendLetter


class Letters(LedgerLetters):
    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._ledger = LedgerTransactions(database)

    async def record_on_invoice(
        self, number: str, followed: Sequence[Followed], now: datetime
    ) -> bool:
        return await record_on_invoice(self._ledger, number, followed, now)

    async def send_again(
        self, key: str, by: str, now: datetime, contact: Contact | None = None
    ) -> None:
        await send_again(self._ledger, ResendLetter(by=by, key=key), now, contact)

    async def dismiss(self, command: DismissLetter, now: datetime) -> None:
        await dismiss(self._ledger, command, now)
