"""`invoice why`: what explains the open amount of an invoice, in one place."""

from cli.output import FOR_PEOPLE, Output
from cli.parameters import Number
from cli.running import invoices


async def why(number: Number, /, *, output: Output = FOR_PEOPLE) -> None:
    """Shows why an invoice is open: what was invoiced, charged, paid, credited and written off,
    when and by which transfer; and which part of what is left is disputed, in transit or to be
    paid, by whom and until when.

    Needs no engine but for the time of a rehearsal.
    """
    from domain.invoices.why import why_open

    async with invoices(for_reading=True) as client:
        named = await client.named(number)
        found = why_open(await client.view(named))
    from cli.pages.why import why_page

    output.show(found.model_dump(mode="json", by_alias=True), lambda: why_page(found))
