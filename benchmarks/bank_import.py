"""The import of one file of a bank into a ledger of its own, as a program does it:
`python -m benchmarks.bank_import HOME FILE`. Says the memory that it took at the most."""

import asyncio
import json
import os
import sys
from pathlib import Path

from benchmarks.processes import most_resident_megabytes
from clients.bank.client import BankClient
from settings import Settings


async def main(home: Path, file: Path) -> None:
    async with BankClient.opened(Settings(home=home)) as client:
        await client.import_files([file], "benchmarks")
    peak = most_resident_megabytes(os.getpid())
    sys.stdout.write(json.dumps({"peak": peak}) + "\n")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
