"""`sample`: believable data, filled in on demand."""

from cli.bank.running import bank
from cli.output import FOR_PEOPLE, Output
from cli.running import connected, invoices_for_long, ledger, progress


async def sample(*, output: Output = FOR_PEOPLE) -> None:
    """Fills this copy with accounts, requests in every state and invoices in every state, through
    the running engine and worker. What is there already is left as it is.

    A bank statement has an entry that is booked, one that is suggested and one that is not matched.
    Invoices have a past of up to half a year: reminders that were sent, holds, a letter that did
    not arrive. Nobody is mailed about days that are over. On an engine that allows time to be
    skipped some requests are moved ahead, so that deadlines have passed. Never for a ledger, a
    mail server or addresses of production.
    """
    from cli.samples.filling import fill

    with progress("filling"):
        client = await connected()
        async with (
            ledger() as accounts,
            invoices_for_long() as invoices,
            bank() as statements,
        ):
            filled = await fill(client, invoices, accounts, statements)
    from cli.samples.page import filled_page

    output.show(filled.model_dump(mode="json", by_alias=True), lambda: filled_page(filled))
