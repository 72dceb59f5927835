"""The part of the client of bank statements that takes payment advice, and what all of it needs."""

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO

from temporalio.client import Client

from adapters.bank.advice import MAX_ADVICE_BYTES, read_advice
from adapters.bank.opening import shown_name
from application.bank.advise import Advised, take_advice
from clients.bank.reconciling import ReconcilingClient
from domain.bank.advice import KeptAdvice
from domain.errors import InvalidFile, ServiceUnreachable
from domain.policy_file import WholePolicy
from engine.settling import follow_ledger
from engine.starting import refresh_terms
from engine.wiring.open_ledger import OpenLedger
from files.reading import configured_policy
from settings import Settings

LISTED = 500
"""Entries of a list; `after` asks for more."""

NOT_WOKEN = {
    "line": 0,
    "field": "",
    "code": "engine_unreachable",
    "problem": "All is booked, but the engine does not answer: what the invoices' pages there say"
    " follows at their next alarm.",
}


class AdvisingClient(ReconcilingClient):
    def __init__(self, temporal: Client, ledger: OpenLedger, settings: Settings) -> None:
        super().__init__(ledger)
        self._temporal = temporal
        self._settings = settings
        self._keys = ledger.keys
        self._changes = ledger.bank_changes

    async def advise_file(
        self, path: Path, by: str, account: str | None = None, key: str | None = None
    ) -> Advised:
        """As `advise`; raises InvalidFile, too, where the file cannot be opened."""
        with opened_file(path) as opened:
            return await self.advise(path.name, opened, by, account, key)

    async def advise(
        self,
        name: str,
        file: IO[bytes],
        by: str,
        account: str | None = None,
        key: str | None = None,
    ) -> Advised:
        """Keeps what a customer wrote that a transfer pays, and books what is certain with it.

        Args:
            name: Of the file.
            account: Whose it is; by default that of the invoices that it names.

        Raises:
            AccountUnknown: there is no such account.
            InvalidFile: it is no advice, or does not add up; nothing of it is kept.
        """
        content = await asyncio.to_thread(file.read, MAX_ADVICE_BYTES + 1)
        written = await asyncio.to_thread(read_advice, content)
        policy, body = self._policy(), sha256(content).hexdigest()
        async with self._keys.once(key, by, "bank_advise", account or "", body):
            done = await take_advice(
                self._ledger,
                written,
                account=account,
                name=shown_name(name),
                by=by,
                now=now,
                policy=policy.bank,
                invoices=policy.invoices,
            )
        if not await self._signal_many(done.touched):
            done.problems.append(NOT_WOKEN)
        return done

    async def advice(self, after: str = "") -> Sequence[KeptAdvice]:
        """What customers wrote that transfers pay, the latest first."""
        async with self._ledger.reading() as transaction:
            return await transaction.advice.listed(after, LISTED)

    async def _wake(self, numbers: Sequence[str]) -> bool:
        """Has the workflows of these invoices refresh. One that misses it loses nothing: when its
        alarm fires, the ledger decides."""
        return await self._reached(refresh_terms(self._temporal, self._settings, numbers))

    async def _signal_many(self, numbers: Sequence[str]) -> bool:
        """The same for all that a file settled."""
        following = follow_ledger(self._temporal, self._settings, self._ledger, numbers)
        return await self._reached(following)

    async def _reached(self, signalling: Awaitable[None]) -> bool:
        try:
            await signalling
        except ServiceUnreachable:
            return False
        return True

    def _policy(self) -> WholePolicy:
        return configured_policy(self._settings)


def now() -> datetime:
    return datetime.now(UTC)


def opened_file(path: Path) -> IO[bytes]:
    """Raises InvalidFile: it cannot be opened."""
    try:
        return path.open("rb")
    except OSError as failed:
        problem = f"{failed.strerror or 'This file cannot be read'}."
        said = {"field": path.name, "code": "file_unreadable", "problem": problem}
        raise InvalidFile([said]) from None
