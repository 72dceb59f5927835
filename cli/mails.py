"""What was told to whom, and whether it went out."""

from typing import Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.running import ledger


async def mails(
    name: Annotated[
        str,
        Parameter(
            help="An invoice's id such as invoice/INV-1, a request's id, or its payment scope."
        ),
    ],
    /,
    *,
    output: Output = FOR_PEOPLE,
) -> None:
    """Shows what was told about a request or an invoice, to whom, and whether it has gone out.

    A mail that was refused, or that may or may not have arrived, is not sent again by itself:
    see 'resend', which takes its key.
    """
    async with ledger() as client:
        entries = await client.mails(name)
    from cli.mail_page import mails_page

    data = [each.model_dump(mode="json") for each in entries]
    output.show(data, lambda: mails_page(entries))


async def resend(
    key: Annotated[str, Parameter(help="The mail's key, as 'mails' shows it.")],
    /,
    *,
    output: Output = FOR_PEOPLE,
) -> None:
    """Sends a mail again that was refused, or whose delivery could not be confirmed."""
    from rich.text import Text

    async with ledger() as client:
        await client.resend(key)
    told = "It will be sent again as soon as a worker comes to it."
    output.show({"key": key, "state": "queued"}, lambda: Text(told))
