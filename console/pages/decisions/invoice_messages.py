"""What is typed into the forms of an invoice's page, made into messages."""

from collections.abc import Iterable

from babel.lists import format_list

from console.pages.decisions.kinds import Making
from console.pages.forms import Field, choices_of
from console.services import Services
from domain.invoices.messages import (
    ApplyCredit,
    CorrectEntry,
    CreditInvoice,
    DeclareWire,
    InvoiceMessage,
    OpenDispute,
    RecordPayment,
    ResolveDispute,
    ReversePayment,
    WriteOff,
)
from domain.invoices.policy import Instrument, WireKind
from domain.values.money import Money
from wording.catalogue import LOCALES, staff
from wording.money import money_with_code

_VERDICTS = ("upheld", "rejected")


def verdict() -> Field:
    """How a dispute is resolved."""
    options = tuple((each, staff(f"invoice_act.resolve.{each}")) for each in _VERDICTS)
    return Field("verdict", staff("invoice_act.resolve.verdict"), "radio", options=options)


def reference() -> Field:
    """The bank's reference of a transfer."""
    hint = staff("fields.bank_reference_hint")
    return Field("bank_reference", staff("fields.bank_reference"), hint=hint)


def _confirmed() -> Field:
    right = (("yes", staff("fields.outsized_right")),)
    label = staff("fields.outsized")
    return Field("confirmed", label, "asked-about", required=False, options=right)


def payment_fields(amount: Field) -> tuple[Field, ...]:
    return (
        amount,
        _confirmed(),
        reference(),
        Field(
            "value_date",
            staff("fields.value_date"),
            "day",
            required=False,
            hint=staff("fields.value_date_hint"),
        ),
        Field(
            "instrument",
            staff("fields.instrument"),
            "choice",
            options=choices_of(Instrument),
            value="wire",
        ),
        Field(
            "of",
            staff("fields.transfer"),
            "amount",
            required=False,
            hint=staff("fields.transfer_hint"),
        ),
    )


def payment(making: Making, currency: str, open_: Money | None, issued: int) -> RecordPayment:
    """The payment as it was typed. One that is many times what is open is asked about first: the
    answer holds for that amount, and while that much is open.

    Args:
        issued: The largest amount of an invoice that it may be for, in minor units.

    Raises:
        NotValid: with every problem, the question among them.
        AmountNotAcceptable: it is larger than anything that is taken.
    """
    answers, invoices = making.answers, making.services.invoices
    amount = answers.money("amount", currency)
    question = invoices.question_about(amount, open_, issued) if open_ is not None else None
    if question is not None:
        answers.confirmed(
            "confirmed", question, staff("fields.outsized_about", amount=amount, open=open_)
        )
    reference = answers.text("bank_reference", 70)
    value_date = answers.optional_day("value_date")
    instrument = answers.choice("instrument", Instrument)
    total = answers.optional_money("of", currency)
    return answers.made(
        lambda: RecordPayment(
            by=making.by,
            amount=amount,
            bank_reference=reference,
            value_date=value_date,
            instrument=instrument,
            of=total,
        )
    )


async def unapplied_credit(services: Services, account: str, currency: str | None = None) -> str:
    """What the account has of it, in this currency or in any; "" where there is none."""
    credits = await services.invoices.unapplied_credits(account)
    return said_of_credit(each for each in credits if currency in (None, each.currency))


def said_of_credit(credits: Iterable[Money]) -> str:
    """The same of amounts that are known; "" where they are none."""
    left = [money_with_code(each) for each in credits if each.minor]
    if not left:
        return ""
    return staff("credit.unapplied", amounts=format_list(left, locale=LOCALES["en"]))


async def pay(making: Making) -> InvoiceMessage:
    issued = making.issued.minor if making.issued else 0
    return payment(making, making.currency, making.open, issued)


def part_of(currency: str) -> Field:
    return Field(
        "amount",
        staff("fields.amount_in", currency=currency),
        "amount",
        required=False,
        hint=staff("fields.part_hint"),
    )


def reversal(making: Making, currency: str) -> ReversePayment:
    answers = making.answers
    reference, why = answers.text("bank_reference", 70), answers.text("reason")
    amount = answers.optional_money("amount", currency)
    return answers.made(
        lambda: ReversePayment(by=making.by, bank_reference=reference, reason=why, amount=amount)
    )


def correction(making: Making) -> CorrectEntry:
    entry, why = making.answers.text("entry", 40), making.answers.text("reason")
    return making.answers.made(lambda: CorrectEntry(by=making.by, entry=entry, reason=why))


async def reverse(making: Making) -> InvoiceMessage:
    return reversal(making, making.currency)


async def correct(making: Making) -> InvoiceMessage:
    return correction(making)


async def apply(making: Making) -> InvoiceMessage:
    return making.answers.made(lambda: ApplyCredit(by=making.by))


async def declare(making: Making) -> InvoiceMessage:
    answers = making.answers
    amount = answers.money("amount", making.currency)
    reference, kind = answers.text("bank_reference", 70), answers.choice("kind", WireKind)
    again = answers.optional("again") is not None
    return answers.made(
        lambda: DeclareWire(
            by=making.by, amount=amount, bank_reference=reference, kind=kind, again=again
        )
    )


async def dispute(making: Making) -> InvoiceMessage:
    amount = making.answers.money("amount", making.currency)
    why = making.answers.text("reason")
    return making.answers.made(lambda: OpenDispute(by=making.by, amount=amount, reason=why))


async def resolve(making: Making) -> InvoiceMessage:
    answers = making.answers
    verdict, why = answers.text("verdict"), answers.text("reason")
    if verdict not in _VERDICTS:
        answers.problems["verdict"] = staff("fields.choose_one")
    return answers.made(
        lambda: ResolveDispute(by=making.by, upheld=verdict == "upheld", reason=why)
    )


async def credit(making: Making) -> InvoiceMessage:
    amount = making.answers.money("amount", making.currency)
    why = making.answers.text("reason")
    return making.answers.made(lambda: CreditInvoice(by=making.by, amount=amount, reason=why))


async def write_off(making: Making) -> InvoiceMessage:
    why = making.answers.text("reason")
    return making.answers.made(lambda: WriteOff(by=making.by, reason=why))
