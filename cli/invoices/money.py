"""Money: what came in, what is on its way, and what the bank took back."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.invoices.amounts import amount_in, bank_reference_in
from cli.invoices.invoicing import as_it_is, send
from cli.output import FOR_PEOPLE, Output
from cli.parameters import (
    CHOICE,
    FLAG,
    MYSELF,
    AccountId,
    Acting,
    BankReference,
    InternalReason,
    Number,
    OfInvoice,
    Reason,
)
from cli.running import invoices, ledger
from cli.usage import options
from cli.words import InstrumentName, WireKindName
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from clients.shapes import PaymentOutcome

PartOf = Annotated[
    str | None,
    Parameter(metavar="AMOUNT", help="So much of it, such as 120.00; all of it by default."),
]
Entry = Annotated[
    str,
    Parameter(metavar="ENTRY", help="Its id, such as payment-12, as 'invoice show' lists it."),
]
ValueDate = Annotated[
    str | None,
    Parameter(metavar="DATE", help="The day on which the bank books it; today by default."),
]
Sure = Annotated[
    bool, FLAG, Parameter(help="It is right, though it is ten times what is open or more.")
]
Total = Annotated[
    str | None,
    Parameter(
        metavar="TOTAL",
        help="What the whole transfer was, where this is a part of it: all parts under its bank"
        " reference come to no more.",
    ),
]
Instrument = Annotated[InstrumentName, CHOICE, Parameter(help="How it came in.")]


async def pay(
    *numbers: Annotated[
        str,
        Parameter(
            name="NUMBER",
            help="The invoices that it is for, by number, id or RF reference; INV-1=120.00 for at"
            " most so much of one.",
        ),
    ],
    amount: OfInvoice,
    bank_reference: BankReference,
    value_date: ValueDate = None,
    instrument: Instrument = "wire",
    of: Total = None,
    in_this_order: Annotated[
        bool, FLAG, Parameter(help="Settle them as they are named, not the oldest first.")
    ] = False,
    yes: Sure = False,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Records money that came in and settles what it is for, the oldest invoice first.

    What is too much is unapplied credit of the account. The bank's reference never counts twice.
    What is ten times what is open or more is asked about first.
    """
    from cli.invoices.payments import Paying, payment_of, shares_in

    named = shares_in(numbers)
    given, whole = amount_in(amount), amount_in(of, "--of") if of else None
    payment = payment_of(acting, given, bank_reference, value_date, instrument, in_this_order)
    async with invoices() as client:
        paying = Paying(client, acting, yes, whole)
        outcome = await paying.for_invoices(named, given, payment)
    _show(outcome, output)


async def pay_account(
    account: AccountId,
    /,
    *,
    amount: Annotated[
        str, Parameter(metavar="AMOUNT", help="Such as '500.00 EUR', or 500.00 for short.")
    ],
    bank_reference: BankReference,
    value_date: ValueDate = None,
    instrument: Instrument = "wire",
    yes: Sure = False,
    of: Total = None,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Records money that came in for an account and settles its open invoices, the oldest first.

    What is too much is unapplied credit, and all of it where nothing is open. The currency may be
    left out while all that is open is in one currency. What is ten times what is open or more is
    asked about first.
    """
    from cli.invoices.payments import Paying, payment_of

    given, whole = amount_in(amount), amount_in(of, "--of") if of else None
    payment = payment_of(acting, given, bank_reference, value_date, instrument)
    async with invoices() as client:
        paying = Paying(client, acting, yes, whole)
        outcome = await paying.for_account(account, given, payment)
    _show(outcome, output)


async def reverse(
    number: Number,
    /,
    *,
    bank_reference: BankReference,
    reason: Reason,
    amount: PartOf = None,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Takes a payment back that the bank took back, or a part of it: what it settled is open again.

    Of a part, unapplied credit goes first, then what it settled last. What was entered wrongly is
    not reversed: see 'invoice correct'.
    """
    from domain.invoices.messages import ReversePayment

    given = amount_in(amount) if amount else None
    with options():
        command = ReversePayment(by=acting.sign_in, bank_reference=bank_reference, reason=reason)
    await send(number, command, acting, output, given)


async def correct(
    number: Number,
    /,
    *,
    entry: Entry,
    reason: InternalReason,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Takes back a payment, a credit note or a write-off that was entered wrongly.

    The customer is notified of the invoice's new state, and of no reversal. The right entry can
    follow, under the same bank reference.
    """
    from domain.invoices.messages import CorrectEntry

    with options():
        command = CorrectEntry(by=acting.sign_in, entry=entry, reason=reason)
    await send(number, command, acting, output)


async def in_transit(
    number: Number,
    /,
    *,
    amount: OfInvoice,
    bank_reference: BankReference,
    kind: Annotated[WireKindName, CHOICE, Parameter(help="Where it comes from.")],
    again: Annotated[
        bool,
        FLAG,
        Parameter(help="Billing's word, where a payment declared before did not come in."),
    ] = False,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Says that a payment is on its way: reminders pause for the time that its kind takes to post.

    'invoice pay' under the same bank reference, or of the same amount, then records its arrival.
    """
    from domain.invoices.messages import DeclareWire
    from domain.invoices.policy import WireKind

    given = amount_in(amount)
    with options():
        command = DeclareWire(
            by=acting.sign_in,
            amount=given.for_now,
            bank_reference=bank_reference_in(bank_reference),
            kind=WireKind(kind),
            again=again,
        )
    await send(number, command, acting, output, given)


async def apply_credit(
    account: AccountId,
    number: Number,
    /,
    *,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Settles an invoice from the account's unapplied credit, as far as that goes."""
    from domain.errors import InvoiceUnknown
    from domain.invoices.messages import ApplyCredit

    with options():
        command = ApplyCredit(by=acting.sign_in)
    async with ledger() as books:
        await books.standing(account)
    async with invoices() as client:
        if (view := await as_it_is(client, number)).account != account:
            said = staff_words()("account_apply_credit.no_such_invoice")
            raise InvoiceUnknown(said, invoice=number, account_id=account)
    await send(view.invoice, command, acting, output)


def _show(outcome: "PaymentOutcome", output: Output) -> None:
    from cli.pages.payments import payment_page

    output.show(outcome.document(), lambda: payment_page(outcome))
