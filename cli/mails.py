"""Commands about notices and their mails."""

from typing import Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.parameters import MYSELF, WHOLE, Acting, After, InternalReason, limit_up_to
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
    limit: Annotated[
        int | None,
        WHOLE,
        Parameter(
            metavar="N",
            help="At most so many, up to 500: 200 of those that did not arrive, and all about a"
            " request or an invoice by default.",
        ),
    ] = None,
    after: After = None,
    output: Output = FOR_PEOPLE,
) -> None:
    """Shows the notices about a request or an invoice, their recipients, and whether they were
    sent; or every letter that did not arrive.

    A mail that was refused, or that may or may not have arrived, is not sent again by itself:
    see 'resend' and 'dismiss', which take its key. With --limit, --json has a page about a request
    or an invoice as `mails` and `next`.
    """
    from cli.pages.mails import mails_page, stuck_page
    from clients.letters.mails import STUCK_LISTED

    if limit is not None:
        limit_up_to(500, limit)
    async with ledger() as client:
        if name is None:
            stuck, more = await client.stuck_page(after, limit or STUCK_LISTED)
            counts = await client.letters_by_state()
            letters = [each.model_dump(mode="json", exclude={"company"}) for each in stuck]
            data = {"states": counts, "letters": letters, "next": more}
            output.show(data, lambda: stuck_page(stuck, counts, more))
            return
        entries, more = await client.mails_page(name, after, limit)
    shown = [each.model_dump(mode="json") for each in entries]
    page = shown if limit is None else {"mails": shown, "next": more}
    output.show(page, lambda: mails_page(entries, more))


async def resend(
    mail: Annotated[str, Parameter(help="The mail's key, as 'mails' shows it.")],
    /,
    *,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Sends a mail again that was refused, or whose delivery could not be confirmed, to the address
    that the account or the request has today."""
    from cli.pages.sentences import sentence
    from domain.letters.messages import ResendLetter

    with options(key="MAIL"):
        command = ResendLetter(by=acting.sign_in, key=mail)
    async with ledger() as client:
        await client.resend(command, requests, acting.key)
    output.show({"key": mail, "state": "queued"}, lambda: sentence("resend.done"))


async def dismiss(
    mail: Annotated[str, Parameter(help="The mail's key, as 'mails' shows it.")],
    /,
    *,
    reason: InternalReason,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Says that a mail that did not get through is not to be sent again: it is nobody's task any
    more.

    An invoice's reminders go on with the next one. A hold follows only once a reminder has left
    after it.
    """
    from cli.pages.sentences import sentence
    from domain.letters.messages import DismissLetter

    with options(key="MAIL"):
        command = DismissLetter(by=acting.sign_in, key=mail, reason=reason)
    async with ledger() as client:
        await client.dismiss(command, acting.key)
    output.show({"key": mail, "state": "dismissed"}, lambda: sentence("dismiss.done"))
