"""`bank advise` and `bank advice`: what customers write that their transfers pay."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cli.bank.running import bank
from cli.output import FOR_PEOPLE, Output
from cli.parameters import MYSELF, AccountId, Acting


async def advise(
    file: Annotated[Path, Parameter(help="A mail (.eml), a table (CSV) or a text.")],
    /,
    *,
    account: AccountId | None = None,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Keeps what a customer writes that a transfer pays: invoices with their amounts, and the
    transfer's reference and total where they are said.

    It is used for a transfer that came before or comes later, and what waits is matched with it at
    once. Name the account where it names invoices of several.
    """
    from cli.bank.advice_page import advised_page
    from clients.bank.advice_shapes import advised_document

    async with bank() as client:
        advised = await client.advise_file(file, acting.sign_in, account, acting.key)
    output.show(advised_document(advised), lambda: advised_page(advised))


async def list_advice(*, output: Output = FOR_PEOPLE) -> None:
    """Lists the payment advice that is kept, the latest first, with the entry that each was used
    for. Needs no engine."""
    from cli.bank.advice_page import advice_page
    from clients.bank.advice_shapes import advice_document

    async with bank() as client:
        listed = await client.advice()
    output.show({"advice": [advice_document(each) for each in listed]}, lambda: advice_page(listed))
