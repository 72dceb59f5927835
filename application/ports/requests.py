"""What a request writes: how it is listed, what it is, and the switch of its scope."""

from datetime import datetime
from typing import Protocol

from domain.accounts.account import Scope
from domain.requests.life import LifeRecord, RequestLife
from domain.requests.listing import Listing
from domain.requests.switch_order import SwitchOrder, SwitchReceipt


class Listings(Protocol):
    async def write(self, listing: Listing, record: LifeRecord | None = None) -> None:
        """Write how a request is listed, and what it is, unless what is there is from a later place
        in its history."""

    async def close(self, run: str, reason: str, at: datetime) -> None:
        """List a run that can never move as withdrawn, for this reason."""

    async def life(self, run: str) -> RequestLife | None:
        """What a request was when it was listed last, if it was written."""


class Switches(Protocol):
    async def write(self, order: SwitchOrder, scope: Scope) -> SwitchReceipt:
        """Switch the scope of a locked account; the receipt is what is there then, not what was
        asked for.

        Raises:
            SwitchIrreversible: the scope pays by invoice already.
        """
