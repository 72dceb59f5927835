"""`person …`: personal data."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.files import write_output
from cli.output import FOR_PEOPLE, Output
from cli.parameters import ANYBODY, FLAG, MYSELF, AccountId, Acting, InternalReason, Who

if TYPE_CHECKING:
    from rich.text import Text

    from clients.erasures import Erasure


async def export(
    account: AccountId,
    /,
    *,
    to: Annotated[Path, Parameter(name="--output", metavar="FILE", help="Where to write it.")],
    who: Who = ANYBODY,
    output: Output = FOR_PEOPLE,
) -> None:
    """Hands over everything that is kept of an account and its people, readable, in one zip file:
    the account, who may sign in, the access log, each request and invoice with its timeline,
    decisions and letters, and the documents that were sent. Needs no engine."""
    from rich.text import Text

    from cli.running import progress, settings
    from cli.text import plain
    from clients.persons import PersonClient

    with progress("Asking the ledger"):
        async with PersonClient.opened(settings()) as client:
            made = await client.export(account, who.sign_in)
    write_output(to, made.content, private=True)
    data = made.model_dump(mode="json", exclude={"content"}) | {"file": str(to)}
    counted = f"{made.requests} requests, {made.invoices} invoices, {made.documents} documents"
    said = f"Written: {to}, with {counted} of {plain(made.account)}."
    if made.missing:
        said += f"\nNot in the storage any more: {', '.join(made.missing)}"
    output.show(data, lambda: Text(said))


async def erase(
    account: AccountId,
    /,
    *,
    reason: InternalReason,
    when_possible: Annotated[
        bool,
        FLAG,
        Parameter(help="Where it may not be done yet, have it done once it may."),
    ] = False,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Erases what is kept of an account's people, for ever: open requests are withdrawn, the
    account's key is destroyed, names, addresses, forms, letters, sign-ins and documents go. Its
    books stay: invoices, payments, amounts and dates.

    Refused while money is open, or its books have to be kept by `retention` of the policy file;
    the answer says from which day on it can be done. What was cut off goes on when it is typed
    again. The reason is kept: name nobody in it.
    """
    from cli.running import asking_engine, progress, settings
    from clients.erasures import ErasureClient

    with progress("Erasing"), asking_engine():
        async with ErasureClient.opened(settings()) as client:
            made = await client.erase(
                account, acting.sign_in, reason, acting.key, when_possible=when_possible
            )
    output.show(made.model_dump(mode="json"), lambda: _erased(made))


def _erased(made: "Erasure") -> "Text":
    from rich.text import Text

    from cli.text import plain
    from domain.erasure import ErasureState

    name = plain(made.account)
    if made.state is not ErasureState.DONE:
        day = f"from {made.possible_on} on" if made.possible_on else "once no money of it is open"
        return Text(f"{name} is erased {day}, by the daily schedule.")
    went = ", ".join(f"{number} {what}" for what, number in made.counts.items())
    said = f"{name} was erased" + (f": {went}." if went else ".")
    if not made.counts.get("keys"):
        said += "\nNothing of it was sealed: the engine keeps its histories until they expire."
    return Text(said)
