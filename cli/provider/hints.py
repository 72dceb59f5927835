"""`provider refused`, `retry` and `settled`: what happened there and our rules did not take."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.parameters import FLAG, MYSELF, Acting
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from clients.provider.hints import HintClient, RefusedHint


async def refused(
    *,
    all: Annotated[bool, FLAG, Parameter(help="Those too that somebody has seen to.")] = False,
    output: Output = FOR_PEOPLE,
) -> None:
    """Lists what happened at the billing system and our rules did not take, the latest first, each
    with the reason: an invoice with a number of another, a refund that failed later. What is taken
    up again is among them until a worker has done so. Needs no engine."""
    async with _hints() as client:
        found = await client.refused(settled=all)
    _show(found, output)


async def retry(
    hint: Annotated[str, Parameter(help="Its id, as 'provider refused' shows it.")],
    /,
    *,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Has one taken up again once what was in the way is put right: within a minute a worker reads
    it at the billing system as it is now. What is refused again is listed again, with the reason.
    Needs no engine."""
    async with _hints() as client:
        await client.retry(hint, acting.sign_in, acting.key)
        found = await client.refused()
    _show(found, output)


async def settled(
    hint: Annotated[str, Parameter(help="Its id, as 'provider refused' shows it.")],
    /,
    *,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Says that somebody has seen to one: it is not listed any more, and not again for the same
    reason. Needs no engine."""
    async with _hints() as client:
        await client.settle(hint, acting.sign_in, acting.key)
        found = await client.refused()
    _show(found, output)


def _hints() -> "AbstractAsyncContextManager[HintClient]":
    from cli.running import opened
    from clients.provider.hints import HintClient

    return opened(HintClient.opened)


def _show(found: "Sequence[RefusedHint]", output: Output) -> None:
    data = {"refused": [each.model_dump(mode="json") for each in found]}
    output.show(data, lambda: _page(found))


def _page(found: "Sequence[RefusedHint]") -> "RenderableType":
    from cli.pages.sentences import sentence
    from cli.pages.tables import table
    from cli.pages.text import plain

    if not found:
        return sentence("provider_refused.none")
    built = table("hint", "about", "why", "since_utc", "state")
    for each in found:
        built.add_row(
            plain(each.id),
            plain(each.invoice or each.reference),
            plain(each.said),
            each.refused_at.strftime("%Y-%m-%d %H:%M"),
            _state(each),
        )
    return built


def _state(hint: "RefusedHint") -> str:
    from cli.pages.text import plain
    from domain.billing.following import HintState

    words = staff_words()
    if hint.state is HintState.WAITING:
        return words("provider_refused.taken_up", by=plain(hint.retried_by))
    if hint.settled_by:
        return words("provider_refused.seen_to", by=plain(hint.settled_by))
    return words("to_be_seen_to")
