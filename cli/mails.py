"""What was told to whom, and whether it went out."""

from typing import Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.parameters import ANYBODY, InternalReason, Who
from cli.running import ledger, requests
from cli.usage import options


async def mails(
    name: Annotated[
        str | None,
        Parameter(
            help="An invoice's id such as invoice/INV-1, a request's id, or its payment scope. "
            "Without one: every letter that did not arrive, without names or addresses."
        ),
    ] = None,
    /,
    *,
    output: Output = FOR_PEOPLE,
) -> None:
    """Shows what was told about a request or an invoice, to whom, and whether it has gone out; or
    every letter that did not arrive.

    A mail that was refused, or that may or may not have arrived, is not sent again by itself:
    see 'resend' and 'dismiss', which take its key.
    """
    from cli.mail_page import mails_page, stuck_page

    async with ledger() as client:
        if name is None:
            stuck = await client.stuck_letters()
            counts = await client.letters_by_state()
            data = {"states": counts, "letters": [each.model_dump(mode="json") for each in stuck]}
            output.show(data, lambda: stuck_page(stuck, counts))
            return
        entries = await client.mails(name)
    told = [each.model_dump(mode="json") for each in entries]
    output.show(told, lambda: mails_page(entries))


async def resend(
    key: Annotated[str, Parameter(help="The mail's key, as 'mails' shows it.")],
    /,
    *,
    who: Who = ANYBODY,
    output: Output = FOR_PEOPLE,
) -> None:
    """Sends a mail again that was refused, or whose delivery could not be confirmed, to the address
    that the account or the request has today."""
    from contextlib import AsyncExitStack

    from rich.text import Text

    async with AsyncExitStack() as opened:
        client = await opened.enter_async_context(ledger())
        letter = await client.stuck_letter(key)
        engine = None
        if letter.about_request:
            engine = await opened.enter_async_context(requests())
        await client.resend(key, who.sign_in, engine)
    told = "It will be sent again as soon as a worker comes to it."
    output.show({"key": key, "state": "queued"}, lambda: Text(told))


async def dismiss(
    key: Annotated[str, Parameter(help="The mail's key, as 'mails' shows it.")],
    /,
    *,
    reason: InternalReason,
    who: Who = ANYBODY,
    output: Output = FOR_PEOPLE,
) -> None:
    """Says that a mail that did not get through is not to be sent again: it is nobody's task any
    more.

    An invoice's reminders go on with the next one. A hold follows only once a reminder has left
    after it.
    """
    from rich.text import Text

    from domain.messages import DismissLetter

    with options():
        command = DismissLetter(by=who.sign_in, key=key, reason=reason)
    async with ledger() as client:
        await client.dismiss_letter(command)
    told = "It will not be sent again, and is nobody's task any more."
    output.show({"key": key, "state": "dismissed"}, lambda: Text(told))
