"""The policy of an invoice's thirty days. An invoice keeps the one that it was issued under."""

import operator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from domain.invoices.late_interest import LateInterest
from domain.pay_to import PayTo
from domain.values.amounts import LARGEST_AMOUNT, AmountInFile
from domain.values.bank_days import BankCalendar
from domain.values.money import is_money, known_currency, minor_digits
from domain.values.national_references import NationalKind
from domain.values.record import Record


class Instrument(StrEnum):
    """How money comes in."""

    WIRE = "wire"
    ACH = "ach"
    CHEQUE = "cheque"


class WireKind(StrEnum):
    """Where a declared wire comes from: what its posting time follows from (P24)."""

    DOMESTIC = "domestic"
    ACH = "ach"
    INTERNATIONAL = "international"


class PostingTime(Record):
    """Bank business days that a declared wire may take, while reminders pause (P24)."""

    domestic: int = Field(default=4, ge=1, le=30)
    ach: int = Field(default=5, ge=1, le=30)
    international: int = Field(default=7, ge=1, le=30)
    at_most: int = Field(default=10, ge=1, le=30)

    def days(self, kind: WireKind) -> int:
        allowed: int = getattr(self, kind.value)
        return min(allowed, self.at_most)


class InvoicePolicy(Record):
    """Days are calendar days unless a name says otherwise."""

    pay_to: PayTo = PayTo.model_construct(  # it is valid, and not checked at every import
        name="Cloud Provider Billing", iban="NL91ABNA0417164300", bic="ABNANL2A"
    )
    accounts: dict[str, PayTo] = Field(default={}, exclude_if=operator.not_)
    """Others, by currency."""
    roll_over_weekends: bool = False
    """A due date that is no bank day moves to the next one (P20: it does not)."""
    national_references: tuple[NationalKind, ...] = ()
    """In which forms, beside the one of ISO 11649, an invoice shows its reference."""
    bank_days: BankCalendar = BankCalendar.TARGET
    largest_amount: AmountInFile = Field(default=LARGEST_AMOUNT, gt=0)
    """The largest invoice, payment or other sum that is taken at once, in main units; so many times
    as much in currencies whose unit is small (`domain.values.currencies.SMALL_UNITS`)."""
    future_days: int = Field(default=0, ge=0, le=366)
    """How many days ahead of today an invoice may be dated."""
    reminders: tuple[Annotated[int, Field(ge=-365, le=365)], ...] = (-7, -1, 1, 7, 14, 30)
    """Days from the due date, in rising order: each is one reminder, one level above the last."""
    remind_at_hour: int = Field(default=9, ge=0, le=23)
    """The payer's local hour at which reminders go out."""
    spread_reminders_over_minutes: int = Field(default=0, ge=0, le=60)
    """Reminders of one hour go out over so many minutes from its beginning, each invoice's at a
    moment of its own, so that thousands are not due at once; 0: all at its beginning."""
    hold_after_days: int | None = Field(default=15, ge=1, le=365)
    """More than so many days overdue puts the account on credit hold; None: never."""
    posting: PostingTime = PostingTime()
    dispute_grace_days: int = Field(default=5, ge=0, le=90)
    """How long reminders still pause after a dispute was rejected."""
    undelivered_days: int = Field(default=3, ge=1, le=90)
    """Within so many days billing operations see to a letter that did not arrive."""
    dispute_days: int = Field(default=30, ge=1, le=365)
    """How long billing operations have to resolve a dispute. Nothing is decided by it."""
    dispute_remind_before: tuple[Annotated[int, Field(ge=1, le=365)], ...] = (7, 1)
    """Days before that on which they are reminded."""
    apply_credit_by_itself: bool = True
    """Unapplied credit settles the oldest open invoice as soon as there are both."""
    warn_at_percent: int = Field(default=80, ge=1, le=100)
    """From this share of the credit limit on, billing operations are notified."""
    no_cheques_from: date | None = date(2023, 9, 30)
    """Cheques with this value date or a later one are not taken (P24); None: they are."""
    tolerance: Decimal = Field(default=Decimal(1), ge=0, le=1000)
    """A difference of so much, in the main unit of the invoice's currency, is no reason for
    reminders, late charges or a hold."""
    late_interest: LateInterest | None = None
    """Off by default (EU: the reference rate and 8 points, from the day after the due date)."""
    compensation: dict[str, AmountInFile] = {}
    """A fixed sum by currency, once, when an invoice becomes overdue; off by default (EU: EUR
    40)."""

    def tolerance_in(self, currency: str) -> int:
        """The tolerance in minor units of this currency."""
        return int(self.tolerance.scaleb(minor_digits(currency)))

    def for_currency(self, currency: str) -> "InvoicePolicy":
        """The policy of an invoice in this currency, with the one account that it is paid to."""
        if not self.accounts:
            return self
        pay_to = self.accounts.get(currency, self.pay_to)
        return self.model_copy(update={"pay_to": pay_to, "accounts": {}})

    @field_validator("accounts")
    @classmethod
    def _of_known_currencies(cls, accounts: dict[str, PayTo]) -> dict[str, PayTo]:
        for currency in accounts:
            known_currency(currency)
        return accounts

    @field_validator("reminders")
    @classmethod
    def _rising(cls, steps: tuple[int, ...]) -> tuple[int, ...]:
        if list(steps) != sorted(set(steps)) or 0 in steps:
            raise PydanticCustomError(
                "reminders_not_rising",
                "Reminders are days before (-7) or after (7) the due date, in rising order.",
            )
        return steps

    @model_validator(mode="after")
    def _reminded_inside(self) -> "InvoicePolicy":
        if any(before >= self.dispute_days for before in self.dispute_remind_before):
            raise PydanticCustomError(
                "reminder_too_early", "A reminder must come after the period begins."
            )
        return self

    @model_validator(mode="after")
    def _sums_can_be_charged(self) -> "InvoicePolicy":
        for currency, amount in self.compensation.items():
            if not is_money(amount, currency) or amount <= 0:
                raise PydanticCustomError(
                    "compensation_invalid",
                    "{currency} is not a currency we bill in, or its compensation is no amount of"
                    " it that is more than zero.",
                    {"currency": currency},
                )
        return self
