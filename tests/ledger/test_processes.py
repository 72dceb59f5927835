"""A worker and a command line on one ledger at the same time."""

import asyncio
import sys
from pathlib import Path

import pytest

from adapters.ledger.database import Database
from adapters.ledger.letters.outbox import LedgerOutbox
from domain.errors import ServiceUnreachable
from tests.ledger.accounts import Accounts
from tests.ledger.samples import CONTOSO, NOON, a_notice, an_account

_BUSY = """
import asyncio, sys
from datetime import timedelta
from tests.ledger.accounts import Accounts
from adapters.ledger.database import Database
from adapters.ledger.letters.outbox import LedgerOutbox
from tests.ledger.samples import CONTOSO, LEASE, NOON, a_notice

async def main():
    database = await Database.open(sys.argv[1])
    outbox, accounts = LedgerOutbox(database), Accounts(database)
    async def one(number):
        await outbox.put([a_notice(f"{sys.argv[2]}-{number}")])
        await accounts.account_of("sub-1")
        return await outbox.claim(NOON, LEASE, limit=1)
    claims = await asyncio.gather(*(one(number) for number in range(15)))
    print(*(queued.key for queueds in claims for queued in queueds))
    await database.close()

asyncio.run(main())
"""


async def _keep_busy(url: str, name: str) -> list[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _BUSY, url, name, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    return said.decode().split()


async def test_processes_that_write_at_once_wait_for_one_another_and_lose_nothing(
    url: str, accounts: Accounts, outbox: LedgerOutbox
) -> None:
    await accounts.import_accounts([an_account()], NOON)
    claimed = await asyncio.gather(*(_keep_busy(url, name) for name in ("worker", "starter")))
    keys = [key for some in claimed for key in some]
    assert len(keys) == len(set(keys)) == 30
    assert (await outbox.counts())["claimed"] == 30


async def test_reading_goes_on_while_somebody_writes(
    url: str, accounts: Accounts, database: Database
) -> None:
    await accounts.import_accounts([an_account()], NOON)
    second = await Database.open(url)
    async with database.writing() as connection:
        await connection.exec_driver_sql("UPDATE accounts SET name = 'not yet'")
        account = await Accounts(second).account(CONTOSO)
    await second.close()
    assert account == an_account()


async def test_a_writer_that_gives_up_leaves_the_ledger_to_the_others(
    database: Database, outbox: LedgerOutbox
) -> None:
    begun = asyncio.Event()

    async def write_for_ever() -> None:
        async with database.writing() as connection:
            await connection.exec_driver_sql("UPDATE accounts SET name = 'never'")
            begun.set()
            await asyncio.Event().wait()

    writer = asyncio.create_task(write_for_ever())
    await begun.wait()
    writer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writer
    assert await outbox.put([a_notice()]) == 1


async def test_a_writer_that_gives_up_waiting_for_another_process_leaves_nothing_locked(
    url: str, database: Database, outbox: LedgerOutbox
) -> None:
    elsewhere = await Database.open(url)
    async with elsewhere.writing() as connection:
        await connection.exec_driver_sql("UPDATE accounts SET name = 'mine'")
        waiting = asyncio.create_task(outbox.put([a_notice("given-up")]))
        await asyncio.sleep(0.1)
        waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await elsewhere.close()
    assert await outbox.put([a_notice()]) == 1


async def test_a_file_that_is_no_ledger_is_said_to_be_unreachable(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear customer, " * 100)
    for file in (letter, letter / "inside-a-file.db"):
        with pytest.raises(ServiceUnreachable):
            await Database.open(f"sqlite:///{file}")
