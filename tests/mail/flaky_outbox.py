"""The ledger's outbox on a database that is away at times."""

from adapters.ledger.database import Database
from adapters.ledger.letters.outbox import LedgerOutbox


class Away(Exception):
    """The database does not answer."""


class FlakyOutbox(LedgerOutbox):
    """Every call named in `away` fails until it is taken out again."""

    def __init__(self, database: Database, *away: str) -> None:
        super().__init__(database)
        self.away = set(away)

    def __getattribute__(self, name: str) -> object:
        if name in object.__getattribute__(self, "__dict__").get("away", ()):
            raise Away("INSERT … 'anna@contoso.nl'")
        return super().__getattribute__(name)
