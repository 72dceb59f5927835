"""Commands that show requests."""

import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output, console, print_json
from cli.parameters import CHOICE, Request
from cli.running import connected, ledger, progress, requests
from cli.words import StateName, WhoName, as_written

if TYPE_CHECKING:
    from rich.console import Console

    from clients.requests.client import RequestClient


async def status(request: Request, /, *, output: Output = FOR_PEOPLE) -> None:
    """Shows who must act, on what and until when, and everything else about a request."""
    from domain.errors import ServiceUnreachable

    async with requests() as client:
        snapshot = await client.snapshot(request)
        now = await client.now(request)
    with suppress(ServiceUnreachable):
        async with ledger() as books:
            snapshot = await books.with_contact(snapshot)
    from cli.pages.status import in_full
    from wording.possible import in_words

    snapshot = in_words(snapshot)
    output.show(snapshot.model_dump(mode="json", by_alias=True), lambda: in_full(snapshot, now))


async def timeline(request: Request, /, *, output: Output = FOR_PEOPLE) -> None:
    """Shows what happened to a request, when, and who did it."""
    async with requests() as client:
        entries = (await client.snapshot(request)).timeline
    from cli.pages.tables import timeline_table

    data = [each.model_dump(mode="json", by_alias=True) for each in entries]
    output.show(data, lambda: timeline_table(entries))


async def list_requests(
    *,
    state: Annotated[StateName | None, CHOICE, Parameter(help="Only those in this state.")] = None,
    waiting_on: Annotated[
        WhoName | None, CHOICE, Parameter(help="Only those that wait for them.", metavar="WHO")
    ] = None,
    output: Output = FOR_PEOPLE,
) -> None:
    """Lists requests, newest first. The list follows about a second behind the requests."""
    from domain.requests.lifecycle import State
    from domain.turns import Who

    async with requests() as client:
        found = await client.list(
            State(as_written(state)) if state else None,
            Who(as_written(waiting_on)) if waiting_on else None,
        )
    from cli.pages.sentences import sentence
    from cli.pages.tables import requests_table

    none = sentence("list.none_like_this" if state or waiting_on else "list.none")
    data = [each.model_dump(mode="json") for each in found]
    output.show(data, lambda: requests_table(found, datetime.now(UTC), none))


async def watch(request: Request, /, *, output: Output = FOR_PEOPLE) -> None:
    """Follows a request until it ends or you press Ctrl-C.

    On a terminal the page changes in place; elsewhere there is a line for every change. With
    --json there is one JSON document a line, a snapshot for every change.
    """
    with progress("engine"):
        client = await connected()
    if output.json:
        from wording.possible import in_words

        async for snapshot in client.watch(request):
            print_json(in_words(snapshot).model_dump(mode="json", by_alias=True), indent=None)
    elif (screen := console()).is_terminal:
        await _watch_on(screen, client, request)
    else:
        from cli.pages.status import in_one_line

        async for snapshot in client.watch(request):
            sys.stdout.write(f"{in_one_line(snapshot)}\n")
            sys.stdout.flush()


async def _watch_on(screen: "Console", client: "RequestClient", request: str) -> None:
    from rich.live import Live

    from cli.pages.status import in_full

    with Live(console=screen, auto_refresh=False) as live:
        async for snapshot in client.watch(request):
            live.update(in_full(snapshot, await client.now(request)), refresh=True)
