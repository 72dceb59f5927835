"""What commands about an invoice share: sending it a message and showing its new state."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cli.invoices.amounts import Amount
from cli.output import Output
from cli.parameters import Acting
from cli.running import invoices

if TYPE_CHECKING:
    from clients.invoices.client import InvoiceClient
    from domain.invoices.messages import InvoiceMessage
    from domain.invoices.views.invoice import InvoiceView


async def send(
    number: str,
    command: "InvoiceMessage",
    acting: Acting,
    output: Output,
    amount: Amount | None = None,
) -> None:
    """Sends an invoice a message and shows its new state.

    Args:
        amount: Becomes the message's, in the invoice's currency unless it names another.
    """
    async with invoices() as client:
        if amount is not None:
            view = await as_it_is(client, number)
            number, currency = view.invoice, view.amount.currency
            command = command.model_copy(update={"amount": amount.in_currency(currency)})
        else:
            number = await client.named(number)
        standing = await client.send(number, command, acting.key)
        now = await client.now(standing.invoice)
        view = await client.view(standing.invoice, now)
    from cli.pages.invoice import in_brief

    output.show(view.model_dump(mode="json", by_alias=True), lambda: in_brief(view, now))


async def as_it_is(client: "InvoiceClient", number: str) -> "InvoiceView":
    """An invoice, without asking what time it is for it."""
    return await client.view(await client.named(number), datetime.now(UTC))
