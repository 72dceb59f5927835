"""`keys …`: the keys that seal personal data, and turning them."""

from typing import TYPE_CHECKING

from cli.output import FOR_PEOPLE, Output
from cli.parameters import MYSELF, AccountId, Acting

if TYPE_CHECKING:
    from rich.console import RenderableType

    from clients.sealing_keys import KeyReport


async def show(*, output: Output = FOR_PEOPLE) -> None:
    """Lists the master keys by name, and how many keys of accounts each wraps. Needs no engine."""
    from cli.running import settings
    from clients.sealing_keys import KeyClient

    async with KeyClient.opened(settings()) as client:
        report = await client.show()
    output.show(report.model_dump(mode="json"), lambda: _page(report))


async def rotate_master(*, output: Output = FOR_PEOPLE) -> None:
    """Wraps every key of accounts by the next master key (PAYBYINVOICE_MASTER_KEY_NEXT), which from
    then on wraps the new ones, too. Nothing that is sealed changes.

    Refused while a worker or console does not have it. What was interrupted goes on when it is
    typed again. Needs no engine.
    """
    from cli.running import progress, settings
    from clients.sealing_keys import KeyClient

    with progress("Wrapping keys"):
        async with KeyClient.opened(settings()) as client:
            report = await client.rotate_master()
    output.show(report.model_dump(mode="json"), lambda: _page(report))


async def renew(
    account: AccountId, /, *, acting: Acting = MYSELF, output: Output = FOR_PEOPLE
) -> None:
    """Gives an account another key, for what is new. What was sealed before stays readable. Needs
    no engine."""
    from rich.text import Text

    from cli.running import settings
    from clients.sealing_keys import KeyClient

    async with KeyClient.opened(settings()) as client:
        made = await client.renew(account, acting.sign_in, acting.key)
    shown = f"From now on it is sealed with the key {made}."
    output.show({"account": account, "key": made}, lambda: Text(shown))


def _page(report: "KeyReport") -> "RenderableType":
    from rich.console import Group
    from rich.text import Text

    from cli.tables import table

    if not report.masters:
        return Text("There is no master key: nothing is sealed.")
    built = table("master key", "wraps", "new keys", "here")
    for each in report.masters:
        marks = ("yes" if said else "" for said in (each.wraps_new, each.here))
        built.add_row(each.name, str(each.wraps), *marks)
    notes = [Text(f"It is not known to {each}.") for each in report.lacking]
    if report.rewrapped:
        notes.append(Text(f"{report.rewrapped} keys were wrapped anew."))
    return Group(built, *notes)
