"""`provider list`, `again` and `done`: what the billing system is told, and what it refused."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter, validators

from cli.output import FOR_PEOPLE, Output
from cli.parameters import MYSELF, WHOLE, Acting

if TYPE_CHECKING:
    from rich.console import RenderableType

    from clients.provider import Call, ProviderClient, ProviderStanding

Number = Annotated[
    int,
    WHOLE,
    Parameter(
        validator=validators.Number(gte=1, lte=2**62),
        help="The call's number, as 'provider list' shows it.",
    ),
]


async def list_calls(
    *,
    every: Annotated[
        bool, Parameter(name="--all", negative=(), help="With what it was told already.")
    ] = False,
    output: Output = FOR_PEOPLE,
) -> None:
    """Shows which system bills the customers, what it cannot do, switches that are under way there,
    and what it is still to be told or has refused, the latest first. Needs no engine."""
    async with _provider() as client:
        found = await client.standing(every)
    output.show(found.model_dump(mode="json"), lambda: _page(found))


async def again(call: Number, /, *, acting: Acting = MYSELF, output: Output = FOR_PEOPLE) -> None:
    """Has the billing system told again what it refused, once what was in the way is put right.
    Needs no engine."""
    async with _provider() as client:
        told = await client.again(call, acting.sign_in, acting.key)
    _show(output, told, f"Call {call} is made again.")


async def done(call: Number, /, *, acting: Acting = MYSELF, output: Output = FOR_PEOPLE) -> None:
    """Says that what the billing system refused was done there by hand. Needs no engine."""
    async with _provider() as client:
        settled = await client.settle(call, acting.sign_in, acting.key)
    _show(output, settled, f"Call {call} needs nothing more.")


@asynccontextmanager
async def _provider() -> "AsyncIterator[ProviderClient]":
    from cli.running import progress, settings
    from clients.provider import ProviderClient

    with progress("Asking the ledger"):
        async with ProviderClient.opened(settings()) as client:
            yield client


def _show(output: Output, call: "Call", said: str) -> None:
    from rich.text import Text

    output.show(call.model_dump(mode="json"), lambda: Text(said))


def _page(found: "ProviderStanding") -> "RenderableType":
    from rich.console import Group
    from rich.text import Text

    from cli.pages.tables import table
    from cli.pages.text import plain
    from domain.billing.lacking import what_it_lacks
    from wording.calls import step_of_call

    parts: list[RenderableType] = [Text(f"Customers are billed by: {found.provider}.")]
    if lacks := what_it_lacks(found.cannot):
        parts.append(Text(lacks))
    for switch in found.switches:
        said = f"Switch under way: {switch.scope}, {switch.stage.replace('_', ' ')}"
        refused = f", putting it back refused {switch.undo_refused} times"
        parts.append(Text(said + (refused if switch.undo_refused else "") + "."))
    if not found.calls:
        return Group(*parts, Text("There is nothing that it has to be told."))
    built = table("call", "what", "about", "amount", "state", "attempts", "answer")
    for each in found.calls:
        built.add_row(
            str(each.id),
            step_of_call(each.kind),
            plain(each.invoice or each.scope_id),
            str(each.facts.amount or ""),
            each.state,
            str(each.attempts),
            plain(each.trouble or each.answer or ""),
        )
    return Group(*parts, built)
