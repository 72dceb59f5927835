"""The import of one file of a bank into a ledger of its own, as a program does it:
`python -m benchmarks.bank_import HOME FILE`. Says the memory that it took at the most."""

import asyncio
import json
import resource
import sys
from pathlib import Path

from clients.bank import BankClient
from settings import Settings


async def main(home: Path, file: Path) -> None:
    async with BankClient.opened(Settings(home=home)) as client:
        await client.import_files([file], "benchmarks")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"peak": peak}) + "\n")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
