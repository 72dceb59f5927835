"""`invoice paper`: an invoice or a credit note as a document."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cli.files import write_output
from cli.output import FOR_PEOPLE, Output
from cli.parameters import CHOICE, Number
from cli.running import papers
from cli.usage import refuse
from domain.papers.formats import PaperFormat
from wording.catalogue import staff_words


async def paper(
    number: Number,
    /,
    *,
    as_: Annotated[
        PaperFormat, CHOICE, Parameter(name="--as", help="The format.")
    ] = PaperFormat.PDF,
    to: Annotated[
        Path | None,
        Parameter(name="--output", metavar="FILE", help="Where to write it; by default its name."),
    ] = None,
    check: Annotated[
        bool, Parameter(negative=(), help="Write nothing: say what is wrong with it, if anything.")
    ] = False,
    output: Output = FOR_PEOPLE,
) -> int:
    """Writes an invoice, or a credit note by its own number, as a document: the same bytes each
    time. The ledger keeps the hash of each, and a file that comes out otherwise is told.

    With --check it is held to our own rules and to the official ones of the format; exits with 1
    when it breaks one. Needs no engine.
    """
    from cli.pages.papers import checked_page, written_page

    if check and to is not None:
        refuse(
            "--check",
            staff_words()("options.not_together", one="--check", other="--output"),
            "not_together",
        )
    async with papers() as client:
        if check:
            found = await client.check(number, as_)
            output.show(found.model_dump(mode="json"), lambda: checked_page(found))
            return 1 if found.problems else 0
        made = await client.file(number, as_)
    path = to or Path(made.name)
    write_output(path, made.content)
    data = {
        "file": str(path),
        "sha256": made.sha256,
        "size": len(made.content),
        "made_first": made.made_first._asdict() | {"made_at": made.made_first.made_at.isoformat()},
        "differs": made.differs,
    }
    output.show(data, lambda: written_page(made, path))
    return 0
