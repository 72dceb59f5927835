"""`keys …`: the keys that seal personal data, and turning them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.parameters import MYSELF, AccountId, Acting
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from clients.personal_data.sealing_keys import KeyReport, KeysImported

LEFT = 1
_AT_MOST = 512 * 1024 * 1024


async def show(*, output: Output = FOR_PEOPLE) -> None:
    """Lists the master keys by name, and how many keys of accounts each wraps. Needs no engine."""
    from cli.running import settings
    from clients.personal_data.sealing_keys import KeyClient

    async with KeyClient.opened(settings()) as client:
        report = await client.show()
    output.show(report.model_dump(mode="json"), lambda: _page(report))


async def rotate_master(*, output: Output = FOR_PEOPLE) -> None:
    """Wraps every key of accounts by the next master key (PAYBYINVOICE_MASTER_KEY_NEXT), which from
    then on wraps the new ones, too. Nothing that is sealed changes.

    Refused while a worker or console does not have it. What was interrupted goes on when it is
    typed again. Needs no engine.
    """
    from cli.running import opened
    from clients.personal_data.sealing_keys import KeyClient

    async with opened(KeyClient.opened, "wrapping_keys") as client:
        report = await client.rotate_master()
    output.show(report.model_dump(mode="json"), lambda: _page(report))


async def renew(
    account: AccountId, /, *, acting: Acting = MYSELF, output: Output = FOR_PEOPLE
) -> None:
    """Gives an account another key, for what is new. What was sealed before stays readable. Needs
    no engine."""
    from cli.pages.sentences import sentence
    from cli.running import settings
    from clients.personal_data.sealing_keys import KeyClient

    async with KeyClient.opened(settings()) as client:
        made = await client.renew(account, acting.sign_in, acting.key)
    data = {"account": account, "key": made}
    output.show(data, lambda: sentence("keys_renew.done", key=made))


async def export(
    *,
    to: Annotated[Path, Parameter(name="--output", metavar="FILE", help="Where to write it.")],
    output: Output = FOR_PEOPLE,
) -> None:
    """Copies the keys that personal data is sealed with, as the ledger has them: wrapped, so the
    copy is of no use without the master key. It is small and quick: make it often, and keep it
    apart from the ledger. A ledger that is lost or set back gets its keys from it ('keys import').

    A file of this name is replaced at once by the whole new copy. Needs no engine, and no master
    key.
    """
    from cli.files import replace_output
    from cli.pages.sentences import sentence
    from cli.running import opened
    from clients.personal_data.sealing_keys import KeyClient

    async with opened(KeyClient.opened) as client:
        copy = await client.copy()
    replace_output(to, copy.model_dump_json(indent=1))
    counts = {"keys": len(copy.keys) - copy.destroyed, "destroyed": copy.destroyed}
    data = {"file": str(to), "made_at": copy.model_dump(mode="json")["made_at"], **counts}
    output.show(data, lambda: sentence("keys_export.written", path=to, **counts))


async def import_copy(
    file: Annotated[Path, Parameter(help="A copy that 'keys export' made.")],
    /,
    *,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> int:
    """Takes back from a copy the keys that the ledger lacks, since it was lost or set back: before
    any worker starts on it. Needs the master key and the storage of the documents, and no engine.

    No key of the ledger is replaced, and an account that was erased stays so: its keys are left
    out, though the copy is from before. Exits with 1 where the ledger itself is from before an
    erasure, and names the account.
    """
    from cli.running import opened
    from clients.personal_data.sealing_keys import KeyClient
    from domain.people.key_copy import read_key_copy
    from files.reading import read_text

    copy = read_key_copy(read_text(file, _AT_MOST))
    async with opened(KeyClient.opened, "taking_keys_back") as client:
        came = await client.take_back(copy, acting.sign_in, acting.key)
    output.show(came.model_dump(mode="json"), lambda: _imported(came))
    return LEFT if came.erase_again else 0


def _imported(came: "KeysImported") -> "RenderableType":
    from rich.console import Group

    from cli.pages.sentences import sentence
    from cli.pages.text import moment, plain

    said = sentence(
        "keys_import.done",
        when=moment(came.copied_at),
        added=came.added,
        already=came.already,
        rewrapped=came.rewrapped,
        erased=came.erased,
    )
    again = (sentence("keys_import.erase_again", account=plain(each)) for each in came.erase_again)
    return Group(said, *again)


def _page(report: "KeyReport") -> "RenderableType":
    from rich.console import Group

    from cli.pages.sentences import sentence
    from cli.pages.tables import table

    if not report.masters:
        return sentence("keys_show.none")
    built = table("master_key", "wraps", "new_keys", "here")
    yes = staff_words()("keys_show.yes")
    for each in report.masters:
        marks = (yes if said else "" for said in (each.wraps_new, each.here))
        built.add_row(each.name, str(each.wraps), *marks)
    notes = [sentence("keys_show.not_known_to", process=each) for each in report.lacking]
    if report.rewrapped:
        notes.append(sentence("keys_show.rewrapped", count=report.rewrapped))
    return Group(built, *notes)
