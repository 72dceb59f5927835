"""`bank reconcile`: what came in on an account of ours adds up, or what differs is named."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.bank.running import bank
from cli.output import FOR_PEOPLE, Output
from cli.usage import refuse
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from clients.bank.client import BankClient


async def reconcile(
    *,
    account: Annotated[str, Parameter(metavar="IBAN", help="The account of ours.")],
    since: Annotated[
        date, Parameter(name="--from", metavar="DAY", help="The first day on which it is booked.")
    ],
    until: Annotated[date, Parameter(name="--to", metavar="DAY", help="The last day.")],
    csv: Annotated[
        Path | None,
        Parameter(metavar="FILE", help="Write every entry with its parts to this file, as CSV."),
    ] = None,
    output: Output = FOR_PEOPLE,
) -> None:
    """Says what became of the money on an account of ours, so that it adds up: what the bank
    received is booked on invoices, unapplied credit, not matched, or ignored. What differs is
    named. Needs no engine.

    What became of it is as it is now, whatever the period.
    """
    from cli.bank.reconciliation_page import reconciliation_page
    from clients.bank.reconciling_table import document_of

    if until < since:
        refuse("--to", staff_words()("period.ends_before_it_begins"))
    async with bank() as client:
        found = await client.reconcile(account, since, until)
        if csv is not None:
            await _write(client, csv, account, since, until)
    output.show(document_of(found), lambda: reconciliation_page(found))


async def _write(client: "BankClient", file: Path, account: str, since: date, until: date) -> None:
    try:
        with file.open("w", encoding="utf-8", newline="") as opened:
            async for some in client.reconciled_csv(account, since, until):
                opened.write(some)
    except OSError as failed:
        words = staff_words()
        because = failed.strerror or words("file.unwritable")
        refuse("--csv", words("file.problem", because=because), "file_unwritable")
