"""A payment as it is typed, and what it came to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from cli.invoices.amounts import Amount, amount_in, bank_reference_in, day_in
from cli.invoices.invoicing import as_it_is
from cli.output import Output
from cli.parameters import Acting
from cli.usage import options, refuse

if TYPE_CHECKING:
    from domain.invoices.messages import RecordPayment
    from domain.invoices.view import InvoiceView, Settled
    from domain.money import Money
    from invoice_client import InvoiceClient


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


@dataclass(frozen=True)
class Outcome:
    """What a payment came to."""

    payment: "RecordPayment"
    account: str
    settled: "Sequence[Settled]"
    unapplied_credit: "Money"
    """The account's, in the payment's currency."""
    view: "InvoiceView | None" = None
    """The invoice that was named first."""

    def show(self, output: Output) -> None:
        from cli.invoices.payment_page import payment_page

        output.show(self._data(), lambda: payment_page(self))

    def _data(self) -> dict[str, Any]:
        whole = self.view.model_dump(mode="json", by_alias=True) if self.view else {}
        beside = self.payment.model_dump(
            mode="json", include={"amount", "bank_reference", "value_date", "instrument"}
        )
        return {
            **whole,
            "account": self.account,
            "payment": beside,
            "settled": [each.model_dump(mode="json") for each in self.settled],
            "unapplied_credit": self.unapplied_credit.model_dump(mode="json"),
        }


class Paying:
    def __init__(self, client: "InvoiceClient", acting: Acting) -> None:
        self._client = client
        self._key = acting.key

    async def for_invoices(
        self, named: Sequence[Named], amount: Amount, payment: "RecordPayment"
    ) -> Outcome:
        from domain.invoices.messages import Share

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
        return await self._outcome(whole, first.account, await self._client.view(first.invoice))

    async def for_account(self, account: str, amount: Amount, payment: "RecordPayment") -> Outcome:
        currency = amount.currency or await self._only_currency(account)
        whole = payment.model_copy(update={"amount": amount.in_currency(currency)})
        await self._client.pay_account(account, whole, self._key)
        return await self._outcome(whole, account)

    async def _only_currency(self, account: str) -> str:
        invoices = (await self._client.statement(account)).invoices
        # Asked again under its key, nothing may be open any more.
        asked = [line for line in invoices if line.open.amount] or invoices
        currencies = {line.open.currency for line in asked}
        if len(currencies) != 1:
            said = "Say the currency as well, such as '120.00 EUR'."
            refuse("--amount", said, "currency_missing")
        return currencies.pop()

    async def _outcome(
        self, payment: "RecordPayment", account: str, view: "InvoiceView | None" = None
    ) -> Outcome:
        from domain.money import Money

        currency = payment.amount.currency
        settled = await self._client.settled_by(payment.bank_reference)
        exposures = (await self._client.statement(account)).exposures
        left = [each.unapplied_credit for each in exposures if each.currency == currency]
        nothing = Money.from_minor(0, currency)
        return Outcome(payment, account, settled, left[0] if left else nothing, view)
