"""`bank refused` and `bank seen`: files of the inbox that could not be read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.bank.running import bank
from cli.output import FOR_PEOPLE, Output
from cli.parameters import MYSELF, Acting

if TYPE_CHECKING:
    from application.ports.bank_files import RefusedFile


async def refused(*, output: Output = FOR_PEOPLE) -> None:
    """Lists the files of the bank's inbox that were refused and that nobody has seen to, the latest
    first, with what is wrong with each. Needs no engine."""
    async with bank() as client:
        files = await client.refused_files()
    _show(files, output)


async def seen(
    file: Annotated[str, Parameter(help="The file's id, as 'bank refused' shows it.")],
    /,
    *,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Says that somebody has seen to a file that was refused: it is not listed any more. A file of
    the same name that is read does the same. Needs no engine."""
    async with bank() as client:
        await client.see_file(file, acting.sign_in, acting.key)
        files = await client.refused_files()
    _show(files, output)


def _show(files: "Sequence[RefusedFile]", output: Output) -> None:
    from cli.bank.pages import refused_files_page
    from clients.bank.shapes import refused_file_document

    data = {"refused": [refused_file_document(each) for each in files]}
    output.show(data, lambda: refused_files_page(files))
