"""A payment as it is typed, and what it came to."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cli.invoices.amounts import Amount, amount_in, bank_reference_in, day_in
from cli.invoices.invoicing import as_it_is
from cli.parameters import Acting
from cli.usage import WrongUsage, options, refuse
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from clients.invoices.client import InvoiceClient
    from clients.shapes import PaymentOutcome
    from domain.invoices.messages import RecordPayment
    from domain.invoices.money.outsized import Expected
    from domain.values.money import Money


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
        refuse("NUMBER", staff_words()("fields.required"), "missing_argument")
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
    def __init__(
        self, client: "InvoiceClient", acting: Acting, sure: bool, of: Amount | None = None
    ) -> None:
        """Args:
        sure: somebody said `--yes`: an amount of many times what is open is meant.
        of: the whole transfer, where the payment is a part of it.
        """
        self._client = client
        self._key = acting.key
        self._sure = sure
        self._of = of

    async def for_invoices(
        self, named: Sequence[Named], amount: Amount, payment: "RecordPayment"
    ) -> "PaymentOutcome":
        from clients.shapes import payment_outcome
        from domain.errors import InvalidFile
        from domain.invoices.messages import Share, refuse_named_twice

        views = [await as_it_is(self._client, each.number) for each in named]
        first = views[0]
        numbers = [view.invoice for view in views]
        try:
            refuse_named_twice(numbers, "NUMBER")
        except InvalidFile as twice:
            raise WrongUsage(twice.details["problems"]) from twice
        shares = tuple(
            Share(
                by=payment.by,
                number=view.invoice,
                at_most=each.at_most.in_currency(view.amount.currency) if each.at_most else None,
            )
            for each, view in zip(named, views, strict=True)
        )
        money = amount.in_currency(first.amount.currency)
        total = self._of and self._of.in_currency(money.currency)
        whole = payment.model_copy(update={"amount": money, "of": total, "shares": shares})

        async def ask() -> None:
            alike = [view for view in views if view.open.currency == money.currency]
            self._ask_about(money, [view.open for view in alike], [view.amount for view in alike])

        standing = await self._client.send(first.invoice, whole, self._key, ask)
        view = await self._client.view(first.invoice)
        return await payment_outcome(self._client, whole, first.account, standing.result, view)

    async def for_account(
        self, account: str, amount: Amount, payment: "RecordPayment"
    ) -> "PaymentOutcome":
        from clients.invoices.client import Asked
        from clients.shapes import payment_outcome

        def in_currency(currency: str) -> "RecordPayment":
            total = self._of and self._of.in_currency(currency)
            return payment.model_copy(update={"amount": amount.in_currency(currency), "of": total})

        async def ready(paid_in: str | None) -> "RecordPayment":
            if paid_in is not None:
                return in_currency(paid_in)
            expected = await self._client.expected(account)
            currency = amount.currency or await self._only_currency(account, expected)
            whole = in_currency(currency)
            alike = [each for each in expected if each.open.currency == currency]
            open_, issued = [each.open for each in alike], [each.issued for each in alike]
            self._ask_about(whole.amount, open_, issued)
            return whole

        what: Any = in_currency(amount.currency) if amount.currency else None
        if what is None:
            of = self._of.said if self._of else None
            what = [payment.model_copy(update={"amount": None}), amount.said, of]
        paid = await self._client.pay_account(account, Asked(payment.by, what, ready), self._key)
        return await payment_outcome(self._client, paid.payment, account, paid.result)

    async def _only_currency(self, account: str, expected: Sequence["Expected"]) -> str:
        # Where nothing is open, all of it is unapplied credit.
        asked = [each for each in expected if each.open.minor] or expected
        currencies = {each.open.currency for each in asked}
        if not currencies:
            exposures = (await self._client.statement(account)).exposures
            currencies = {each.currency for each in exposures}
        if len(currencies) != 1:
            refuse("--amount", staff_words()("amount.currency_missing"), "currency_missing")
        return currencies.pop()

    def _ask_about(
        self, amount: "Money", open_: Sequence["Money"], issued: Sequence["Money"]
    ) -> None:
        """Asks whether an amount is meant that is many times what is `open_`.

        Raises:
            AmountNotAcceptable: it is larger than anything that is taken.
            PaymentOutsized: nobody says that it is meant.
        """
        from domain.errors import PaymentOutsized
        from domain.values.money import Money

        if self._sure:
            return
        left = Money.from_minor(sum(each.minor for each in open_), amount.currency)
        largest = max((each.minor for each in issued), default=0)
        question = self._client.question_about(amount, left, largest)
        if question is None or _says_yes(question):
            return
        said = staff_words()("invoice_pay.nothing_recorded", question=question)
        raise PaymentOutsized(
            said, amount=amount.model_dump(mode="json"), open=left.model_dump(mode="json")
        )


def _says_yes(question: str) -> bool:
    """Asks at a terminal; without one the answer is no."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    asked = staff_words()("invoice_pay.all_the_same", question=question, answers="[y/N]")
    sys.stderr.write(f"{asked} ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")
