"""`account …`: accounts in the ledger. They need no engine."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.parameters import MYSELF, Acting
from cli.running import ledger


async def import_accounts(
    file: Annotated[Path, Parameter(help="Accounts, YAML or JSON: a list under 'accounts'.")],
    /,
    *,
    output: Output = FOR_PEOPLE,
) -> None:
    """Imports new accounts and updates known ones: all of them, or none.

    A subscription or billing profile that pays by invoice stays so whatever the file says; the
    answer names it.
    """
    from cli.account_pages import imported_page
    from files.reading import read_fields

    document = read_fields(file)
    async with ledger() as client:
        with document.naming_lines():
            imported = await client.import_accounts(document.content)
    data = {"accounts": [each.model_dump(mode="json") for each in imported]}
    output.show(data, lambda: imported_page(imported))


async def show(
    account: Annotated[str, Parameter(help="The commerce account id.")],
    /,
    *,
    output: Output = FOR_PEOPLE,
) -> None:
    """Shows an account: its credit limit and what is open against it, its scopes and how each is
    paid, its open invoices and the latest payments. Needs no engine."""
    from cli.account_pages import standing_page
    from clients.shapes import account_document

    async with ledger() as client:
        standing = await client.standing(account)
        statement = await client.statement(account)
    data = account_document(standing, statement)
    output.show(data, lambda: standing_page(standing, statement))


async def settle(
    scope: Annotated[str, Parameter(help="The id of a subscription or billing profile.")],
    /,
    *,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Records the outstanding charges of a subscription or billing profile as paid."""
    from rich.text import Text

    async with ledger() as client:
        settled = await client.settle(scope, acting.sign_in, acting.key)
    message = f"{settled} recorded as paid." if settled else "Nothing was outstanding."
    data = {"scope": scope, "settled": settled.model_dump(mode="json") if settled else None}
    output.show(data, lambda: Text(message))
