"""`person …`: personal data."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.files import write_output
from cli.output import FOR_PEOPLE, Output
from cli.pages.text import plain, words
from cli.parameters import ANYBODY, FLAG, MYSELF, AccountId, Acting, InternalReason, Who

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from clients.erasures import Erasure, ErasureClient, ErasureList, Outlook


async def export(
    account: AccountId,
    /,
    *,
    to: Annotated[Path, Parameter(name="--output", metavar="FILE", help="Where to write it.")],
    who: Who = ANYBODY,
    output: Output = FOR_PEOPLE,
) -> None:
    """Hands over what is kept of an account and its people, readable, in one zip file: the account,
    who may sign in and how they came in, the access log, each request and invoice with its
    timeline, decisions and letters, bank lines, and the documents that were sent. Its README.txt
    says what is not in it, and why. Needs no engine."""
    from rich.text import Text

    from cli.running import progress, settings
    from clients.persons import PersonClient, scratch_file

    with scratch_file() as file:
        with progress("Asking the ledger"):
            async with PersonClient.opened(settings()) as client:
                made = await client.export(account, who.sign_in, file)
        file.seek(0)
        write_output(to, file, private=True)
    data = made.model_dump(mode="json") | {"file": str(to)}
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
    the answer says from which day on it can be done. Where the policy asks for two people, it waits
    for `person confirm-erase`. What was cut off goes on when it is typed
    again. The reason is kept: name nobody in it.
    """
    async with _erasing("Erasing") as client:
        made = await client.erase(
            account, acting.sign_in, reason, acting.key, when_possible=when_possible
        )
    output.show(made.model_dump(mode="json"), lambda: _erased(made))


async def confirm_erase(
    account: AccountId, /, *, acting: Acting = MYSELF, output: Output = FOR_PEOPLE
) -> None:
    """Confirms the erasure of an account that another person asked for, where
    `retention.erasure_needs_two` of the policy file asks for two. It is done now, or once it may
    be."""
    async with _erasing("Erasing") as client:
        made = await client.confirm(account, acting.sign_in, acting.key)
    output.show(made.model_dump(mode="json"), lambda: _erased(made))


async def cancel_erase(
    account: AccountId, /, *, acting: Acting = MYSELF, output: Output = FOR_PEOPLE
) -> None:
    """Takes back an erasure that waits to be confirmed, or for its day. It can be asked for anew.
    Needs no engine."""
    async with _erasing("Asking the ledger") as client:
        made = await client.cancel(account, acting.sign_in, acting.key)
    output.show(made.model_dump(mode="json"), lambda: _erased(made))


async def show(account: AccountId, /, *, output: Output = FOR_PEOPLE) -> None:
    """Shows what erasing an account would come to: what goes, what stays, what stands against it
    now, and what was asked for already. Needs no engine."""
    async with _erasing("Asking the ledger") as client:
        outlook = await client.outlook(account)
    output.show(outlook.model_dump(mode="json"), lambda: _outlook(outlook))


async def erasures(*, output: Output = FOR_PEOPLE) -> None:
    """Lists the accounts whose people were erased or are to be, the latest first. Needs no
    engine."""
    async with _erasing("Asking the ledger") as client:
        listed = await client.list_erasures()
    output.show(listed.model_dump(mode="json"), lambda: _list(listed))


@asynccontextmanager
async def _erasing(doing: str) -> AsyncIterator["ErasureClient"]:
    from cli.running import asking_engine, progress, settings
    from clients.erasures import ErasureClient

    with progress(doing), asking_engine():
        async with ErasureClient.opened(settings()) as client:
            yield client


def _erased(made: "Erasure") -> "Text":
    from rich.text import Text

    from domain.erasure.erasure import ErasureState

    name = plain(made.account)
    if made.state is ErasureState.CANCELLED:
        return Text(f"The erasure of {name} was taken back.")
    if made.state is ErasureState.TO_BE_CONFIRMED:
        return Text(f"{name} is erased once somebody else confirms it: person confirm-erase.")
    if made.state is not ErasureState.DONE:
        day = f"from {made.possible_on} on" if made.possible_on else "once no money of it is open"
        return Text(f"{name} is erased {day}, by the daily schedule.")
    went = _counted(made.counts)
    said = f"{name} was erased" + (f": {went}." if went else ".")
    if not made.counts.get("keys"):
        said += "\nNothing of it was sealed: the engine keeps its histories until they expire."
    return Text(said)


def _outlook(outlook: "Outlook") -> "Text":
    from rich.text import Text

    stays = f"Stays: {_counted(outlook.stays) or 'no books'}"
    if outlook.erasure and outlook.erasure.done_at:
        went = _counted(outlook.erasure.counts) or "its name and address"
        return Text(f"Erased on {outlook.erasure.done_at:%Y-%m-%d}.\nWent:  {went}\n{stays}")
    lines = [f"Goes:  {_counted(outlook.goes) or 'its name and address'}", stays]
    if outlook.money_open:
        lines.append("Not now: money of it is open.")
    if outlook.possible_on:
        lines.append(f"Not now: its books have to be kept until {outlook.possible_on}.")
    if outlook.needs_two:
        lines.append("Somebody else has to confirm it.")
    if outlook.erasure:
        asked = outlook.erasure
        day = asked.asked_at.strftime("%Y-%m-%d")
        lines.append(f"Asked for by {plain(asked.asked_by)} on {day}: {words(asked.state)}.")
    return Text("\n".join(lines))


def _list(listed: "ErasureList") -> "RenderableType":
    from rich.text import Text

    from cli.pages.tables import table

    if not listed.erasures:
        return Text("Nobody was erased yet.")
    shown = table("account", "state", "asked_for", "by", "from", "what_went")
    for each in listed.erasures:
        day = str(each.possible_on) if each.possible_on else ""
        asked = each.asked_at.strftime("%Y-%m-%d %H:%M UTC")
        account, by, went = plain(each.account), plain(each.asked_by), _counted(each.counts)
        shown.add_row(account, words(each.state), asked, by, day, went)
    return shown


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {words(what)}" for what, number in counts.items())
