"""`account statement`: what an account was invoiced, what it paid, and what that comes to."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.parameters import CHOICE, AccountId
from cli.running import ledger
from cli.usage import refuse
from domain.values.languages import Spoken
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from domain.invoices.views.statement import Statement


async def statement(
    account: AccountId,
    /,
    *,
    since: Annotated[
        date | None, Parameter(metavar="DAY", help="The first day; what was owed before is summed.")
    ] = None,
    until: Annotated[
        date | None, Parameter(metavar="DAY", help="The last day. By default it has none.")
    ] = None,
    as_csv: Annotated[
        bool, Parameter(name="--csv", negative=(), help="Print the entries as CSV.")
    ] = False,
    pdf: Annotated[
        Path | None, Parameter(metavar="FILE", help="Write it into this file, on letter paper.")
    ] = None,
    language: Annotated[
        Spoken, CHOICE, Parameter(help="What the letter paper is written in.")
    ] = "en",
    output: Output = FOR_PEOPLE,
) -> None:
    """Prints an account's invoices, payments and credit notes with the balance after each, what is
    open, and the totals; of some days with what was owed before and after them. Needs no engine."""
    if as_csv and output.json:
        refuse(
            "--csv",
            staff_words()("options.not_together", one="--csv", other="--json"),
            "not_together",
        )
    if since and until and until < since:
        refuse("--until", staff_words()("period.ends_before_it_begins"))
    async with ledger() as client:
        stated = await client.statement(account, since, until)
        content = await client.statement_pdf(stated, language) if pdf is not None else b""
    if pdf is not None:
        _write_pdf(pdf, content)
    if as_csv:
        _write_csv(stated)
        return
    from cli.pages.statement import statement_page

    output.show(stated.model_dump(mode="json"), lambda: statement_page(stated))


def _write_pdf(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        refuse("--pdf", staff_words()("file.not_written", because=error.strerror))


def _write_csv(stated: "Statement") -> None:
    from clients.letters.on_paper import statement_csv

    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    sys.stdout.write(statement_csv(stated))
