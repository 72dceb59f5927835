"""Money of an account that is about no invoice: refunds, and what is taken back of credit."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from cyclopts import Parameter

from cli.invoices.amounts import Amount, amount_in, bank_reference_in
from cli.invoices.money import PartOf
from cli.output import FOR_PEOPLE, Output
from cli.parameters import MYSELF, AccountId, Acting, BankReference, InternalReason, Reason
from cli.running import invoices
from cli.usage import options, refuse
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from clients.invoices.client import Asked, InvoiceClient
    from domain.invoices.messages import RefundCredit, ReversePayment
    from domain.invoices.views.statement import AccountChanged

Command = TypeVar("Command", "RefundCredit", "ReversePayment")


async def refund(
    account: AccountId,
    /,
    *,
    amount: Annotated[
        str, Parameter(metavar="AMOUNT", help="Such as '50.00 EUR', or 50.00 for short.")
    ],
    bank_reference: BankReference,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Records that unapplied credit was paid back: no more than there is.

    The currency may be left out while the credit is in one currency.
    """
    from domain.invoices.messages import RefundCredit

    given, reference = amount_in(amount), bank_reference_in(bank_reference)
    with options():
        command = RefundCredit(by=acting.sign_in, amount=given.for_now, bank_reference=reference)
    async with invoices() as client:
        asked = _asked(command, given, lambda: _currency_of_credit(client, account))
        changed = await client.refund(account, asked, acting.key)
        await _show(client, changed, "account_refund.paid_back", output)


async def correct(
    account: AccountId,
    /,
    *,
    entry: Annotated[
        str,
        Parameter(
            metavar="ENTRY", help="Its id, such as payment-12, as 'account statement' lists it."
        ),
    ],
    reason: InternalReason,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Takes back a payment or a refund of an account that was entered wrongly.

    A refund that came back is unapplied credit again.
    """
    from domain.invoices.messages import CorrectEntry

    with options():
        command = CorrectEntry(by=acting.sign_in, entry=entry, reason=reason)
    async with invoices() as client:
        changed = await client.correct_account(account, command, acting.key)
        await _show(client, changed, "account_correct.taken_back", output)


async def reverse(
    account: AccountId,
    /,
    *,
    bank_reference: BankReference,
    reason: Reason,
    amount: PartOf = None,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Takes a payment of an account back that the bank took back, or a part of it.

    What it settled is open again; of a part, unapplied credit goes first.
    """
    from domain.invoices.messages import ReversePayment

    given = amount_in(amount) if amount else None
    with options():
        command = ReversePayment(by=acting.sign_in, bank_reference=bank_reference, reason=reason)
    async with invoices() as client:
        asked = _asked(command, given, lambda: _currency_of(client, account))
        changed = await client.reverse_account(account, asked, acting.key)
        await _show(client, changed, "account_correct.taken_back", output)


def _asked(
    command: Command, given: Amount | None, currency: Callable[[], Awaitable[str]]
) -> "Asked[Command]":
    """The command, its amount in the currency that is typed or that `currency` looks up."""
    from clients.invoices.client import Asked

    def in_currency(known: str) -> Command:
        amount = given.in_currency(known) if given else None
        return command.model_copy(update={"amount": amount})

    async def ready(done_in: str | None) -> Command:
        if given is None:
            return command
        return in_currency(given.currency or done_in or await currency())

    what: Any = command
    if given is not None:
        unknown = [command.model_copy(update={"amount": None}), given.said]
        what = in_currency(given.currency) if given.currency else unknown
    return Asked(command.by, what, ready)


async def _currency_of_credit(client: "InvoiceClient", account: str) -> str:
    return _only({each.currency for each in await client.unapplied_credits(account)})


async def _currency_of(client: "InvoiceClient", account: str) -> str:
    entries = (await client.statement(account)).entries
    return _only({each.balance.currency for each in entries})


def _only(currencies: set[str]) -> str:
    if len(currencies) > 1:
        refuse("--amount", staff_words()("amount.currency_missing"), "currency_missing")
    return currencies.pop() if currencies else "EUR"


async def _show(
    client: "InvoiceClient", changed: "AccountChanged", key: str, output: Output
) -> None:
    from cli.pages.sentences import sentence
    from cli.pages.text import plain
    from clients.shapes import account_change

    document = await account_change(client, changed)
    credit = document["unapplied_credit"]
    left = f"{credit['amount']} {credit['currency']}"
    facts = {"amount": changed.amount, "entry": plain(changed.entry), "left": left}
    output.show(document, lambda: sentence(key, **facts))
