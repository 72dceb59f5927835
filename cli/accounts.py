"""`account …`: accounts in the ledger. They need no engine."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.parameters import MYSELF, WHOLE, Acting
from cli.running import account_records, ledger
from cli.usage import refuse
from wording.catalogue import staff_words


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
    from cli.pages.accounts import imported_page
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
    from cli.pages.accounts import standing_page
    from clients.shapes import account_document

    async with ledger() as client:
        standing = await client.standing(account)
        statement = await client.statement(account)
    data = account_document(standing, statement)
    output.show(data, lambda: standing_page(standing, statement))


async def list_accounts(
    *,
    search: Annotated[
        str | None,
        Parameter(
            metavar="TEXT",
            help="Only those with this in their name, or whose id or scope's id begins so.",
        ),
    ] = None,
    limit: Annotated[int, WHOLE, Parameter(metavar="N", help="At most so many.")] = 50,
    after: Annotated[
        str | None,
        Parameter(metavar="NEXT", help="Go on where a page with --json says that the next begins."),
    ] = None,
    output: Output = FOR_PEOPLE,
) -> None:
    """Lists accounts by their ids. Needs no engine."""
    from cli.pages.accounts import accounts_page

    if not 1 <= limit <= 1000:
        refuse("--limit", staff_words()("usage.from_1_to", most=1000))
    if search is not None and len(search) > 200:
        refuse("--search", staff_words()("usage.characters", most=200))
    async with account_records() as client:
        page = await client.page(search, after, limit)
    output.show(page.model_dump(mode="json"), lambda: accounts_page(page))


async def delete(
    account: Annotated[str, Parameter(help="The commerce account id.")],
    /,
    *,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Deletes an account of which nothing was ever made: no subscription or billing profile pays
    by invoice, and there is no request, no invoice, no money and nobody who may sign in.

    Otherwise it is refused with every reason at once.
    """
    from cli.pages.sentences import sentence

    async with account_records() as client:
        removed = await client.remove(account, acting.sign_in, acting.key)
    output.show(removed.model_dump(mode="json"), lambda: sentence("account_delete.done"))


async def settle(
    scope: Annotated[str, Parameter(help="The id of a subscription or billing profile.")],
    /,
    *,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Records the outstanding charges of a subscription or billing profile as paid."""
    from cli.pages.sentences import sentence

    async with ledger() as client:
        settled = await client.settle(scope, acting.sign_in, acting.key)
    data = {"scope": scope, "settled": settled.model_dump(mode="json") if settled else None}
    key = "account_settle.done" if settled else "account_settle.nothing"
    output.show(data, lambda: sentence(key, amount=settled))
