"""Disputes, credit notes and write-offs."""

from typing import Annotated, Literal

from cyclopts import Parameter

from cli.invoices.amounts import amount_in
from cli.invoices.invoicing import send
from cli.output import FOR_PEOPLE, Output
from cli.parameters import CHOICE, MYSELF, Acting, Number, OfInvoice, Reason
from cli.usage import options


async def dispute(
    number: Number,
    /,
    *,
    amount: OfInvoice,
    reason: Reason,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Disputes an invoice or a part of it. Reminders and holds pause for that part until billing
    operations resolve it."""
    from domain.invoices.messages import OpenDispute

    given = amount_in(amount)
    with options():
        command = OpenDispute(by=acting.sign_in, amount=given.for_now, reason=reason)
    await send(number, command, acting, output, given)


async def resolve(
    number: Number,
    verdict: Annotated[
        Literal["upheld", "rejected"], CHOICE, Parameter(help="Whether the customer is right.")
    ],
    /,
    *,
    reason: Reason,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Resolves a dispute: upheld credits the disputed part; rejected lets the clock go on after
    the policy's grace."""
    from domain.invoices.messages import ResolveDispute

    with options():
        command = ResolveDispute(by=acting.sign_in, upheld=verdict == "upheld", reason=reason)
    await send(number, command, acting, output)


async def credit(
    number: Number,
    /,
    *,
    amount: OfInvoice,
    reason: Reason,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Issues a credit note for an invoice or a part of it.

    What had been paid of the credited part becomes unapplied credit of the account.
    """
    from domain.invoices.messages import CreditInvoice

    given = amount_in(amount)
    with options():
        command = CreditInvoice(by=acting.sign_in, amount=given.for_now, reason=reason)
    await send(number, command, acting, output, given)


async def write_off(
    number: Number,
    /,
    *,
    reason: Annotated[str, Parameter(help="Why nobody waits for it any more.")],
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Gives up what is still open of an invoice. Its reminders end."""
    from domain.invoices.messages import WriteOff

    with options():
        command = WriteOff(by=acting.sign_in, reason=reason)
    await send(number, command, acting, output)
