"""Commands that show invoices."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output, console, print_json
from cli.parameters import CHOICE, FLAG, WHOLE, Number
from cli.running import invoices, invoices_for_long, ledger
from cli.usage import refuse
from cli.words import InvoiceStateName, as_written
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from rich.console import Console

    from clients.invoices.client import InvoiceClient
    from domain.invoices.views.invoice import InvoiceView

_EVERY_SECONDS = 1.0


async def show(number: Number, /, *, output: Output = FOR_PEOPLE) -> None:
    """Shows who must act, what is open, what came in, every reminder, and what happened.

    Needs no engine but for the time of a rehearsal.
    """
    async with invoices(for_reading=True) as client:
        named = await client.named(number)
        now = await client.now(named)
        view = await client.view(named, now)
    from cli.pages.invoice import in_full

    output.show(view.model_dump(mode="json", by_alias=True), lambda: in_full(view, now))


async def list_invoices(
    *,
    state: Annotated[
        InvoiceStateName | None, CHOICE, Parameter(help="Only those in this state.")
    ] = None,
    account: Annotated[
        str | None, Parameter(metavar="ID", help="Only those of this account.")
    ] = None,
    overdue: Annotated[
        bool, FLAG, Parameter(help="Only those of which something is open after the due date.")
    ] = False,
    limit: Annotated[int | None, WHOLE, Parameter(metavar="N", help="At most so many.")] = None,
    output: Output = FOR_PEOPLE,
) -> None:
    """Lists invoices by due date, the earliest first. Needs no engine."""
    from domain.invoices.lifecycle import InvoiceState

    if limit is not None and not 1 <= limit <= 1_000_000:
        refuse("--limit", staff_words()("usage.from_1_to", most=1_000_000))
    wanted = InvoiceState(as_written(state)) if state else None
    async with ledger() as client:
        found = await client.invoices(wanted, account, overdue, limit)
    from cli.pages.invoice_tables import invoices_table
    from cli.pages.sentences import sentence

    asked = state is not None or account is not None or overdue
    none = sentence("invoice_list.none" if asked else "invoice_list.none_yet")

    data = [each.model_dump(mode="json") for each in found]
    now, with_company = datetime.now(UTC), account is None
    output.show(data, lambda: invoices_table(found, now, with_company) if found else none)


async def watch(number: Number, /, *, output: Output = FOR_PEOPLE) -> None:
    """Follows an invoice until nothing of it is open or you press Ctrl-C.

    On a terminal the page changes in place; elsewhere there is a line for every change. With
    --json there is one JSON document a line, the invoice after every change.
    """
    async with invoices_for_long(for_reading=True) as client:
        if output.json:
            async for view in _changes(client, number):
                print_json(view.model_dump(mode="json", by_alias=True), indent=None)
        elif (screen := console()).is_terminal:
            await _watch_on(screen, client, number)
        else:
            from cli.pages.invoice import in_one_line

            async for view in _changes(client, number):
                sys.stdout.write(f"{in_one_line(view)}\n")
                sys.stdout.flush()


async def _changes(client: "InvoiceClient", number: str) -> "AsyncIterator[InvoiceView]":
    from domain.invoices.lifecycle import SETTLED

    seen = None
    while seen is None or seen.state not in SETTLED:
        if seen is not None:
            await asyncio.sleep(_EVERY_SECONDS)
        current = await client.view(number)
        if current != seen:
            seen = current
            yield current


async def _watch_on(screen: "Console", client: "InvoiceClient", number: str) -> None:
    from rich.live import Live

    from cli.pages.invoice import in_full

    with Live(console=screen, auto_refresh=False) as live:
        async for view in _changes(client, number):
            live.update(in_full(view, await client.now(view.invoice)), refresh=True)
