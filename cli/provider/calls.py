"""`provider list`, `again` and `done`: what the billing system is told, and what it refused."""

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter, validators

from cli.output import FOR_PEOPLE, Output
from cli.parameters import MYSELF, WHOLE, Acting

if TYPE_CHECKING:
    from rich.console import RenderableType

    from clients.provider.client import Call, ProviderClient, ProviderStanding

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
    _show(output, told, "provider_again.done")


async def done(call: Number, /, *, acting: Acting = MYSELF, output: Output = FOR_PEOPLE) -> None:
    """Says that what the billing system refused was done there by hand. Needs no engine."""
    async with _provider() as client:
        settled = await client.settle(call, acting.sign_in, acting.key)
    _show(output, settled, "provider_done.done")


def _provider() -> "AbstractAsyncContextManager[ProviderClient]":
    from cli.running import opened
    from clients.provider.client import ProviderClient

    return opened(ProviderClient.opened)


def _show(output: Output, call: "Call", key: str) -> None:
    from cli.pages.sentences import sentence

    output.show(call.model_dump(mode="json"), lambda: sentence(key, call=call.id))


def _page(found: "ProviderStanding") -> "RenderableType":
    from rich.console import Group
    from rich.text import Text

    from cli.pages.sentences import sentence
    from cli.pages.tables import table
    from cli.pages.text import plain, term
    from domain.billing.lacking import what_it_lacks
    from wording.calls import step_of_call

    parts: list[RenderableType] = [sentence("provider_list.billed_by", provider=found.provider)]
    if lacks := what_it_lacks(found.cannot):
        parts.append(Text(lacks))
    for switch in found.switches:
        stage, refused = term(switch.stage), switch.undo_refused
        said = sentence("provider_list.switching", scope=switch.scope, stage=stage, refused=refused)
        parts.append(said)
    if not found.calls:
        return Group(*parts, sentence("provider_list.nothing_to_tell"))
    built = table("call", "what", "about", "amount", "state", "attempts", "answer")
    for each in found.calls:
        built.add_row(
            str(each.id),
            step_of_call(each.kind),
            plain(each.invoice or each.scope_id),
            str(each.facts.amount or ""),
            term(each.state),
            str(each.attempts),
            plain(each.trouble or each.answer or ""),
        )
    return Group(*parts, built)
