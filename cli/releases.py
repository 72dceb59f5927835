"""Commands about releases: which workers get the work while two releases run."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.running import asking_engine, progress, settings
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from rich.table import Table

    from clients.releases import ReleaseClient, Releases


async def show(*, output: Output = FOR_PEOPLE) -> None:
    """Shows the releases whose workers the engine has seen, and which one gets the work.

    One that is drained has nothing left: its workers may be stopped. The engine looks for that a
    few minutes after another one became current.
    """
    async with _releases() as client:
        known = await client.known()
    output.show(_as_json(known), lambda: _page(known))


async def current(
    release: Annotated[
        str, Parameter(help="A release, such as 0.2.0, or 'unversioned': all workers of 0.1.0.")
    ],
    /,
    *,
    output: Output = FOR_PEOPLE,
) -> None:
    """Gives all work to the workers of a release: what is under way goes on there from its next
    step. The same command with the release before goes back."""
    async with _releases() as client:
        known = await client.make_current(release)
    output.show(_as_json(known), lambda: _page(known))


@asynccontextmanager
async def _releases() -> AsyncIterator["ReleaseClient"]:
    with progress("engine"):
        from clients.releases import ReleaseClient

        with asking_engine():
            yield await ReleaseClient.connect(settings())


def _as_json(known: "Releases") -> dict[str, object]:
    releases = [{"release": name, "state": state} for name, state in sorted(known.states.items())]
    return {"current": known.current, "releases": releases}


def _page(known: "Releases") -> "Table":
    from cli.pages.tables import table
    from cli.pages.text import term
    from clients.releases import UNVERSIONED

    built = table("release", "state")
    for name, state in sorted(known.states.items()):
        built.add_row(name, term(state))
    if known.current == UNVERSIONED:
        built.add_row(UNVERSIONED, staff_words()("release_list.current"))
    return built
