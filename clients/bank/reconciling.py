"""Reads what became of the money on a bank's account, for every face."""

from collections.abc import AsyncIterator, Sequence
from datetime import date

from application.bank.reconcile import Reconciliation, reckoned_lines, reconcile
from application.ports.bank_lines import Reconciled
from clients.bank.reconciling_table import as_csv
from engine.wiring.open_ledger import OpenLedger


class ReconcilingClient:
    def __init__(self, ledger: OpenLedger) -> None:
        self._ledger = ledger.transactions

    async def accounts(self) -> Sequence[str]:
        """Our accounts of which a statement was read."""
        async with self._ledger.reading() as transaction:
            return await transaction.bank_lines.accounts()

    async def reconcile(self, account: str, since: date, until: date) -> Reconciliation:
        """A period of an account, its first and last day included: what the bank says, and what
        became of it until now."""
        return await reconcile(self._ledger, _asked(account, since, until))

    def reconciled_csv(self, account: str, since: date, until: date) -> AsyncIterator[str]:
        """Every entry of the period in a line of CSV, some lines at a time."""
        return as_csv(reckoned_lines(self._ledger, _asked(account, since, until)))


def _asked(account: str, since: date, until: date) -> Reconciled:
    return Reconciled("".join(account.split()), since, until)
