"""Holds letters back that a ledger restored from an older backup would send again."""

from datetime import datetime

from application.ports.clocks import Engine
from application.ports.ledger import Ledger


async def hold_letters_back(ledger: Ledger, engine: Engine, now: datetime) -> int | None:
    """Where the ledger knows of fewer checks than the engine, what waits in it to be mailed may
    have gone out after the backup: it is left to a person. Called before anything is mailed.

    Returns:
        How many letters were held back; None where the ledger was not set back.
    """
    expected = await engine.last_check()
    async with ledger.reading() as transaction:
        last = await transaction.clocks.last_check()
    if expected is None or last >= expected:
        return None
    async with ledger.writing() as transaction:
        return await transaction.letters.hold_back(now)
