"""`invoice issue`: one invoice from a file, or thousands."""

import asyncio
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.parameters import MYSELF, Acting
from cli.running import invoices, invoices_for_long, progress
from cli.usage import options

if TYPE_CHECKING:
    from cli.invoices.bulk import Bulk
    from domain.invoices.new.new_invoice import NewInvoice


async def issue(
    file: Annotated[
        Path,
        Parameter(
            help="One invoice, or many: YAML or JSON with a list under 'invoices', or CSV with the"
            " columns number, scope, issued_on, amount and currency."
        ),
    ],
    /,
    *,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> int:
    """Issues the invoices of a file and notifies each customer.

    An invoice is issued once, however often it is asked: its number says which it is, and no --key
    is needed; one that is given is good for this file alone. A single invoice may have no number:
    it is given the next one of the policy's series, and --key keeps it to one. Of many, a bad line
    or a refused one does not stop the others: each is reported with its line. Ended early, by
    Ctrl-C or an outage, the same command continues.

    Exits with 2 when a line was invalid, else with 1 when one was refused.
    """
    from domain.errors import InvalidFile
    from domain.operations.messages import Message

    with options():
        by = Message(by=acting.sign_in).by
    with progress("reading_file"):
        from files.invoices import read_invoices

        read = read_invoices(file)
    if not read.single:
        from cli.invoices.bulk import Bulk

        return await _issue_many(Bulk(read.entries), by, acting.key, output)
    (entry,) = read.entries
    if entry.invoice is None:
        raise InvalidFile([*entry.problems])
    await _issue_one(entry.invoice, by, acting.key, output)
    return 0


async def _issue_one(invoice: "NewInvoice", by: str, key: str | None, output: Output) -> None:
    async with invoices() as client:
        issued = await client.issue(invoice, by, key)
        view = await client.view(issued.invoice)
        now = await client.now(issued.invoice)
    from cli.pages.invoice import issued_page
    from clients.shapes import issued_document

    again = issued.outcome == "already_issued"
    data = {**view.model_dump(mode="json", by_alias=True), **issued_document([issued])}
    output.show(data, lambda: issued_page(view, now, again))


async def _issue_many(bulk: "Bulk", by: str, key: str | None, output: Output) -> int:
    from domain.errors import ServiceUnreachable

    try:
        async with invoices_for_long() as client:
            with bulk.progress() as advance:
                async with aclosing(client.issue_all(bulk.invoices, by, key)) as each:
                    async for issued in each:
                        bulk.add(issued)
                        advance()
    except (asyncio.CancelledError, ServiceUnreachable) as ended:
        task = asyncio.current_task()
        if isinstance(ended, ServiceUnreachable) and not (task and task.cancelling()):
            raise bulk.unreachable(ended) from ended
        bulk.show_interrupted(output)
        raise
    bulk.show(output)
    return bulk.status
