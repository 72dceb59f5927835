"""A payment as it is typed, and what it came to."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from cli.invoices.amounts import Amount, amount_in, bank_reference_in, day_in
from cli.invoices.invoicing import as_it_is
from cli.parameters import Acting
from cli.usage import options, refuse

if TYPE_CHECKING:
    from domain.invoices.messages import RecordPayment
    from invoice_client import InvoiceClient
    from shapes import PaymentOutcome


class Named(NamedTuple):
    """An invoice that a payment is for, and how much of it at the most."""

    number: str
    at_most: Amount | None


def shares_in(written: Sequence[str]) -> list[Named]:
    """`INV-1` or `INV-1=120.00`, at least one of them.

    Raises:
        WrongUsage: none, or one that makes no sense.
    """
    if not written:
        refuse("NUMBER", "This is required.", "missing_argument")
    named = []
    for each in written:
        number, sign, share = each.partition("=")
        named.append(Named(number, amount_in(share, "NUMBER") if sign else None))
    return named


def payment_of(
    acting: Acting,
    amount: Amount,
    bank_reference: str,
    value_date: str | None,
    instrument: str,
    in_this_order: bool = False,
) -> "RecordPayment":
    """The payment, its amount not yet in the invoices' currency.

    Raises:
        WrongUsage: with the option that makes no sense.
    """
    from domain.invoices.messages import RecordPayment
    from domain.invoices.policy import Instrument

    with options():
        return RecordPayment(
            by=acting.sign_in,
            amount=amount.for_now,
            bank_reference=bank_reference_in(bank_reference),
            value_date=day_in(value_date, "--value-date") if value_date else None,
            instrument=Instrument(instrument),
            in_this_order=in_this_order,
        )


class Paying:
    def __init__(self, client: "InvoiceClient", acting: Acting) -> None:
        self._client = client
        self._key = acting.key

    async def for_invoices(
        self, named: Sequence[Named], amount: Amount, payment: "RecordPayment"
    ) -> "PaymentOutcome":
        from domain.invoices.messages import Share
        from shapes import payment_outcome

        views = [await as_it_is(self._client, each.number) for each in named]
        first = views[0]
        numbers = [view.invoice for view in views]
        if len({*numbers}) < len(numbers):
            refuse("NUMBER", "An invoice is named twice.", "twice")
        shares = tuple(
            Share(
                by=payment.by,
                number=view.invoice,
                at_most=each.at_most.in_currency(view.amount.currency) if each.at_most else None,
            )
            for each, view in zip(named, views, strict=True)
        )
        money = amount.in_currency(first.amount.currency)
        whole = payment.model_copy(update={"amount": money, "shares": shares})
        await self._client.send(first.invoice, whole, self._key)
        view = await self._client.view(first.invoice)
        return await payment_outcome(self._client, whole, first.account, view)

    async def for_account(
        self, account: str, amount: Amount, payment: "RecordPayment"
    ) -> "PaymentOutcome":
        from shapes import payment_outcome

        currency = amount.currency or await self._only_currency(account)
        whole = payment.model_copy(update={"amount": amount.in_currency(currency)})
        await self._client.pay_account(account, whole, self._key)
        return await payment_outcome(self._client, whole, account)

    async def _only_currency(self, account: str) -> str:
        invoices = (await self._client.statement(account)).invoices
        # Asked again under its key, nothing may be open any more.
        asked = [line for line in invoices if line.open.amount] or invoices
        currencies = {line.open.currency for line in asked}
        if len(currencies) != 1:
            said = "Say the currency as well, such as '120.00 EUR'."
            refuse("--amount", said, "currency_missing")
        return currencies.pop()
