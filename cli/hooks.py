"""`hooks …` and `events send`: where events are sent, and what was answered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.parameters import MYSELF, WHOLE, Acting, After, limit_up_to
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from clients.events.hooks import Endpoint, HookClient

Hook = Annotated[str, Parameter(help="The endpoint's id, as 'hooks list' shows it.")]


async def add(
    url: Annotated[str, Parameter(help="Where events are sent, such as https://example.com/hook.")],
    /,
    *,
    types: Annotated[
        tuple[str, ...],
        Parameter(
            consume_multiple=True,
            negative=(),
            help="Only these events, such as invoice.paid; all of them by default.",
        ),
    ] = (),
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Adds an endpoint: whatever happens from now on is sent to it, signed with the secret that
    this shows, once. Deliveries are as Standard Webhooks 1.0 says."""
    from cli.pages.sentences import sentence
    from clients.events.client import types_named
    from clients.events.hooks_shapes import endpoint_document

    named = types_named(types, "--types")
    async with _hooks() as client:
        made = await client.add(url, named, acting.sign_in, acting.key)
    data = {**endpoint_document(made), "secret": made.secret}
    output.show(data, lambda: sentence("hooks_add.done", hook=made.id, secret=made.secret))


async def list_hooks(*, output: Output = FOR_PEOPLE) -> None:
    """Lists the endpoints, the oldest first. Needs no engine."""
    from clients.events.hooks_shapes import endpoint_document

    async with _hooks() as client:
        found = await client.all()
    data = {"hooks": [endpoint_document(each) for each in found]}
    output.show(data, lambda: _endpoints(found))


async def deliveries(
    hook: Hook,
    /,
    *,
    limit: Annotated[int, WHOLE, Parameter(metavar="N", help="At most so many, up to 500.")] = 100,
    after: After = None,
    output: Output = FOR_PEOPLE,
) -> None:
    """Lists what was sent to an endpoint, the latest first, and what it answered. Needs no
    engine."""
    from rich.console import Group

    from cli.pages.sentences import sentence
    from cli.pages.tables import more, table
    from cli.pages.text import plain, term
    from wording.hooks import trouble

    async with _hooks() as client:
        shown = await client.deliveries(hook, after, limit_up_to(500, limit))
    found = shown.deliveries

    def page() -> "RenderableType":
        if not found:
            return sentence("hooks.no_deliveries")
        built = table("event", "what", "about", "state", "attempts", "answer")
        for each in found:
            answer = str(each.answer or "") if each.trouble is None else trouble(each.trouble)
            state, attempts = term(each.state), str(each.attempts)
            built.add_row(each.event, each.type, plain(each.about), state, attempts, answer)
        return Group(built, *more(shown.next))

    data = {"deliveries": [each.model_dump(mode="json") for each in found], "next": shown.next}
    output.show(data, page)


async def disable(hook: Hook, /, *, acting: Acting = MYSELF, output: Output = FOR_PEOPLE) -> None:
    """Sends nothing to an endpoint any more. What happens meanwhile waits for it. Needs no
    engine."""
    async with _hooks() as client:
        endpoint = await client.disable(hook, acting.sign_in, acting.key)
    _show(output, endpoint, "hooks_disable.done")


async def enable(hook: Hook, /, *, acting: Acting = MYSELF, output: Output = FOR_PEOPLE) -> None:
    """Sends to an endpoint again: what happened meanwhile, and what happens from now on."""
    async with _hooks() as client:
        endpoint = await client.enable(hook, acting.sign_in, acting.key)
    _show(output, endpoint, "hooks_enable.done")


async def rotate(hook: Hook, /, *, acting: Acting = MYSELF, output: Output = FOR_PEOPLE) -> None:
    """Gives an endpoint another secret, which this shows, once. For a day deliveries are signed
    with both. Needs no engine."""
    from cli.pages.sentences import sentence
    from clients.events.hooks_shapes import endpoint_document

    async with _hooks() as client:
        endpoint = await client.rotate(hook, acting.sign_in, acting.key)
    secret = endpoint.secret
    data = {**endpoint_document(endpoint), "secret": secret}
    output.show(data, lambda: sentence("hooks_rotate.done", hook=hook, secret=secret))


async def test(hook: Hook, /, *, output: Output = FOR_PEOPLE) -> int:
    """Sends an event that tells nothing, once, and says what was answered. The exit status is 0
    where it was taken, and 1 otherwise. Needs no engine."""
    from cli.pages.sentences import sentence

    async with _hooks() as client:
        tested = await client.test(hook)
    taken, answer, trouble = tested.trouble is None, tested.answer, tested.trouble
    key = "hooks_test.taken" if taken else "hooks_test.not_taken"
    data = {"hook": hook, "taken": taken, "answer": answer, "trouble": trouble}
    output.show(data, lambda: sentence(key, answer=answer, trouble=trouble))
    return 0 if taken else 1


async def send(
    event: Annotated[str, Parameter(help="The event's id, as 'events list' shows it.")],
    /,
    *,
    to: Annotated[
        str | None, Parameter(metavar="EVENT", help="All from the one to this one, in order.")
    ] = None,
    hook: Annotated[
        str | None, Parameter(help="To this endpoint alone; to all of them by default.")
    ] = None,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Sends an event again, or all from one to another. It keeps its id, by which the other
    program can tell that it knows it. Needs no engine."""
    from cli.pages.sentences import sentence

    async with _hooks() as client:
        made = await client.send_again(event, to, hook, by=acting.sign_in, key=acting.key)
    data = {"event": event, "deliveries": made}
    output.show(data, lambda: sentence("events_send.done", count=made))


@asynccontextmanager
async def _hooks() -> "AsyncIterator[HookClient]":
    from cli.running import asking_engine, progress, settings
    from clients.events.hooks import HookClient

    with progress("ledger"), asking_engine():
        async with HookClient.opened(settings()) as client:
            yield client


def _show(output: Output, endpoint: "Endpoint", key: str) -> None:
    from cli.pages.sentences import sentence
    from clients.events.hooks_shapes import endpoint_document

    output.show(endpoint_document(endpoint), lambda: sentence(key, hook=endpoint.id))


def _endpoints(found: "list[Endpoint]") -> "RenderableType":
    from cli.pages.sentences import sentence
    from cli.pages.tables import table
    from cli.pages.text import plain, term
    from wording.hooks import trouble

    if not found:
        return sentence("hooks.none")
    built = table("hook", "address", "events", "state", "since_utc")
    for each in found:
        why = f": {trouble(each.disabled_why)}" if each.disabled_why else ""
        since = each.made_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
        types = ", ".join(each.types) or staff_words()("hooks.all_events")
        built.add_row(each.id, plain(each.url), types, f"{term(each.state)}{why}", since)
    return built
