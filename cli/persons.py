"""`person …`: personal data."""

import os
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.parameters import ANYBODY, AccountId, Who
from cli.usage import refuse


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
    try:
        file = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(file, "wb") as writing:
            writing.write(made.content)
    except OSError as error:
        refuse("--output", f"{to} cannot be written: {error.strerror}.", "cannot_be_written")
    data = made.model_dump(mode="json", exclude={"content"}) | {"file": str(to)}
    counted = f"{made.requests} requests, {made.invoices} invoices, {made.documents} documents"
    said = f"Written: {to}, with {counted} of {plain(made.account)}."
    if made.missing:
        said += f"\nNot in the storage any more: {', '.join(made.missing)}"
    output.show(data, lambda: Text(said))
