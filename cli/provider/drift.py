"""`provider drift` and `provider seen`: what the billing system does otherwise than switched."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.parameters import FLAG, MYSELF, Acting

if TYPE_CHECKING:
    from rich.console import RenderableType

    from clients.provider.drifts import Drift, DriftClient


async def drift(
    *,
    all: Annotated[bool, FLAG, Parameter(help="Those too that have ended.")] = False,
    output: Output = FOR_PEOPLE,
) -> None:
    """Lists what the billing system does otherwise than it was switched, the latest first: a scope
    turned back to the card or not collected at all, one that it does not know any more, a charge.
    Workers look every PAYBYINVOICE_PROVIDER_CHECKED_EVERY_MINUTES. Needs no engine."""
    async with _drifts() as client:
        found = await client.listed(ended=all)
    _show(found, output)


async def seen(
    drift: Annotated[str, Parameter(help="Its id, as 'provider drift' shows it.")],
    /,
    *,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Says that somebody has seen to one: it is not listed any more. One that reads right again
    ends by itself. Needs no engine."""
    async with _drifts() as client:
        await client.see(drift, acting.sign_in, acting.key)
        found = await client.listed()
    _show(found, output)


def _drifts() -> "AbstractAsyncContextManager[DriftClient]":
    from cli.running import opened
    from clients.provider.drifts import DriftClient

    return opened(DriftClient.opened)


def _show(found: "Sequence[Drift]", output: Output) -> None:
    data = {"drifts": [each.model_dump(mode="json") for each in found]}
    output.show(data, lambda: _page(found))


def _page(found: "Sequence[Drift]") -> "RenderableType":
    from cli.pages.sentences import sentence
    from cli.pages.tables import table
    from cli.pages.text import plain, term
    from wording.drifts import became

    if not found:
        return sentence("provider_drift.none")
    built = table("drift", "scope", "what", "since_utc", "state")
    for each in found:
        amount = f" {each.amount}" if each.amount else ""
        since = (each.charged_at or each.seen_at).strftime("%Y-%m-%d %H:%M")
        built.add_row(
            each.id,
            plain(each.scope_id),
            f"{term(each.kind)}{amount}",
            since,
            plain(became(each)),
        )
    return built
