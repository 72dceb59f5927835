"""`person …`: personal data."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.files import write_output
from cli.output import FOR_PEOPLE, Output
from cli.pages.text import plain, term
from cli.parameters import ANYBODY, FLAG, MYSELF, AccountId, Acting, InternalReason, Who

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from clients.personal_data.erasures import Erasure, ErasureClient, ErasureList, Outlook
    from clients.personal_data.persons import Export


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
    from cli.running import opened
    from clients.personal_data.persons import PersonClient, scratch_file

    with scratch_file() as file:
        async with opened(PersonClient.opened) as client:
            made = await client.export(account, who.sign_in, file)
        file.seek(0)
        write_output(to, file, private=True)
    data = made.model_dump(mode="json") | {"file": str(to)}
    output.show(data, lambda: _exported(made, to))


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
    from cli.usage import options
    from domain.erasure.messages import EraseAccount

    with options():
        command = EraseAccount(by=acting.sign_in, reason=reason, when_possible=when_possible)
    async with _erasing("erasing") as client:
        made = await client.erase(account, command, acting.key)
    output.show(made.model_dump(mode="json"), lambda: _erased(made))


async def confirm_erase(
    account: AccountId, /, *, acting: Acting = MYSELF, output: Output = FOR_PEOPLE
) -> None:
    """Confirms the erasure of an account that another person asked for, where
    `retention.erasure_needs_two` of the policy file asks for two. It is done now, or once it may
    be."""
    from cli.usage import options
    from domain.erasure.messages import ConfirmErasure

    with options():
        command = ConfirmErasure(by=acting.sign_in)
    async with _erasing("erasing") as client:
        made = await client.confirm(account, command, acting.key)
    output.show(made.model_dump(mode="json"), lambda: _erased(made))


async def cancel_erase(
    account: AccountId, /, *, acting: Acting = MYSELF, output: Output = FOR_PEOPLE
) -> None:
    """Takes back an erasure that waits to be confirmed, or for its day. It can be asked for anew.
    Needs no engine."""
    from cli.usage import options
    from domain.erasure.messages import CancelErasure

    with options():
        command = CancelErasure(by=acting.sign_in)
    async with _erasing("ledger") as client:
        made = await client.cancel(account, command, acting.key)
    output.show(made.model_dump(mode="json"), lambda: _erased(made))


async def show(account: AccountId, /, *, output: Output = FOR_PEOPLE) -> None:
    """Shows what erasing an account would come to: what goes, what stays, what stands against it
    now, and what was asked for already. Needs no engine."""
    async with _erasing("ledger") as client:
        outlook = await client.outlook(account)
    output.show(outlook.model_dump(mode="json"), lambda: _outlook(outlook))


async def erasures(*, output: Output = FOR_PEOPLE) -> None:
    """Lists the accounts whose people were erased or are to be, the latest first. Needs no
    engine."""
    async with _erasing("ledger") as client:
        listed = await client.list_erasures()
    output.show(listed.model_dump(mode="json"), lambda: _list(listed))


@asynccontextmanager
async def _erasing(doing: str) -> AsyncIterator["ErasureClient"]:
    from cli.running import asking_engine, progress, settings
    from clients.personal_data.erasures import ErasureClient

    with progress(doing), asking_engine():
        async with ErasureClient.opened(settings()) as client:
            yield client


def _exported(made: "Export", to: Path) -> "Text":
    from cli.pages.sentences import sentence

    said = sentence(
        "person_export.written",
        path=to,
        requests=made.requests,
        invoices=made.invoices,
        documents=made.documents,
        account=plain(made.account),
    )
    if made.missing:
        names = ", ".join(made.missing)
        said.append("\n").append(sentence("person_export.missing", names=names))
    return said


def _erased(made: "Erasure") -> "Text":
    from cli.pages.sentences import sentence
    from domain.erasure.erasure import ErasureState

    name = plain(made.account)
    if made.state is ErasureState.CANCELLED:
        return sentence("person_erase.cancelled", account=name)
    if made.state is ErasureState.TO_BE_CONFIRMED:
        return sentence("person_erase.to_be_confirmed", account=name)
    if made.state is not ErasureState.DONE:
        return sentence("person_erase.waiting", account=name, on=made.possible_on)
    said = sentence("person_erase.done", account=name, went=_counted(made.counts))
    if not made.counts.get("keys"):
        said.append("\n").append(sentence("person_erase.not_sealed"))
    return said


def _outlook(outlook: "Outlook") -> "RenderableType":
    from rich.console import Group

    from cli.pages.sentences import sentence

    stays = sentence("person_show.stays", stays=_counted(outlook.stays))
    asked = outlook.erasure
    if asked and asked.done_at:
        erased = sentence("person_show.erased", day=f"{asked.done_at:%Y-%m-%d}")
        return Group(erased, sentence("person_show.went", went=_counted(asked.counts)), stays)
    lines = [sentence("person_show.goes", goes=_counted(outlook.goes)), stays]
    if outlook.money_open:
        lines.append(sentence("person_show.money_open"))
    if outlook.possible_on:
        lines.append(sentence("person_show.books_kept", until=outlook.possible_on))
    if outlook.needs_two:
        lines.append(sentence("erasures.needs_two"))
    if asked:
        who, day, state = plain(asked.asked_by), f"{asked.asked_at:%Y-%m-%d}", term(asked.state)
        lines.append(sentence("person_show.asked_for", by=who, day=day, state=state))
    return Group(*lines)


def _list(listed: "ErasureList") -> "RenderableType":
    from cli.pages.sentences import sentence
    from cli.pages.tables import table

    if not listed.erasures:
        return sentence("erasures.none")
    shown = table("account", "state", "asked_for", "by", "from", "what_went")
    for each in listed.erasures:
        day = str(each.possible_on) if each.possible_on else ""
        asked = each.asked_at.strftime("%Y-%m-%d %H:%M UTC")
        account, by, went = plain(each.account), plain(each.asked_by), _counted(each.counts)
        shown.add_row(account, term(each.state), asked, by, day, went)
    return shown


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{term(what)}: {number}" for what, number in counts.items())
