"""What an invoice or a credit note says, in one plain shape that every format is made from.

A paper is written once, when its invoice is issued, and never changes: the same PDF and e-invoice
are made from it again at any time. Amounts are exact decimals in main units of its currency, with
the currency's digits; a credit note's amounts are positive, too. Nothing here reads a clock.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field, PlainSerializer

from domain.companies.address import Address
from domain.values.record import Record


def as_text(number: Decimal) -> str:
    """In digits, never with an exponent."""
    return format(number, "f")


Figure = Annotated[Decimal, PlainSerializer(as_text, return_type=str)]
"""A number as it stands on the paper: `2.50` keeps its zero."""

Text = Annotated[str, Field(min_length=1, max_length=1000)]


class PaperKind(StrEnum):
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class TaxCategory(StrEnum):
    """How a line is taxed, by its code in UNCL 5305 as EN 16931 allows it (BT-118, BT-151)."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    INTRA_COMMUNITY = "K"
    EXPORT = "G"
    OUTSIDE_SCOPE = "O"


BY_MAIL = "EM"
"""The kind of an electronic address that is a mail address."""


class ElectronicAddress(Record):
    """Where e-invoices are delivered (BT-34, BT-49): a code of the EAS list, such as `0106` for a
    Dutch chamber of commerce or `0208` for a Belgian company, and the address in it."""

    scheme: str = Field(pattern="^([0-9]{4}|EM)$")
    value: str = Field(min_length=1, max_length=100)

    @property
    def is_by_mail(self) -> bool:
        return self.scheme == BY_MAIL


class Party(Record):
    """A seller or a buyer."""

    name: Text
    address: Address
    vat_id: str | None = Field(default=None, max_length=50)
    """With the country in front (BT-31, BT-48)."""
    tax_id: str | None = Field(default=None, max_length=50)
    """Another tax registration, without VAT (BT-32)."""
    register_id: str | None = Field(default=None, max_length=50)
    """In the register of companies (BT-30, BT-47)."""
    register_scheme: str | None = Field(default=None, pattern="^[0-9]{4}$")
    """Its code of ISO 6523, where there is one."""
    register_name: str | None = Field(default=None, max_length=200)
    """The register in words, such as "Trade register of Amsterdam"."""
    electronic_address: ElectronicAddress | None = None
    contact_name: str | None = Field(default=None, max_length=200)
    contact_phone: str | None = Field(default=None, max_length=50)
    contact_email: str | None = Field(default=None, max_length=254)


class PaperAccount(Record):
    """The seller's bank account to pay to, one for each currency."""

    name: str = Field(min_length=1, max_length=70)
    iban: str = Field(min_length=5, max_length=34)
    bic: str | None = Field(default=None, pattern="^[A-Z0-9]{8}([A-Z0-9]{3})?$")


class Period(Record):
    """From the first to the last day, both of them included."""

    first: date
    last: date


class Line(Record):
    """One thing that is invoiced."""

    id: str = Field(min_length=1, max_length=20)
    """Unique on the paper: "1", "2" and so on."""
    description: Text
    period: Period | None = None
    quantity: Figure = Decimal(1)
    unit: str = Field(default="C62", pattern="^[A-Z0-9]{2,3}$")
    """A code of UN/ECE recommendation 20: C62 one, HUR hour, MON month."""
    price: Figure
    """Of one unit, without tax; with as many decimals as it needs, six at the most."""
    net: Figure
    """Quantity times price, rounded half up to the currency's digits."""
    category: TaxCategory = TaxCategory.STANDARD
    rate: Figure = Decimal(0)
    """In percent."""


class Tax(Record):
    """The tax on all lines of one category and rate."""

    category: TaxCategory
    rate: Figure
    base: Figure
    """The sum of those lines' net."""
    amount: Figure
    """Base times rate, rounded half up to the currency's digits."""
    reason_code: str | None = Field(default=None, max_length=30)
    """Why there is none: a code of the VATEX list, such as `VATEX-EU-AE`."""
    reason: str | None = Field(default=None, max_length=300)


class Totals(Record):
    net: Figure
    """The sum of the lines."""
    tax: Figure
    gross: Figure
    """Net and tax."""
    prepaid: Figure = Decimal(0)
    """Paid before the paper was written (BT-113)."""
    rounding: Figure = Decimal(0)
    """Added to what is due (BT-114): a cent or so where one amount is given with its tax, and no
    amount without tax comes to it."""
    due: Figure
    """Gross less what was prepaid, and the rounding: the amount that the ledger has."""


class TaxInOurs(Record):
    """The tax of a paper in the currency that the seller keeps its accounts in (BT-6, BT-111)."""

    currency: str = Field(pattern="^[A-Z]{3}$")
    amount: Figure
    """The paper's tax over the rate, rounded half up to this currency's digits."""
    rate: Figure = Field(gt=0)
    """So much of the paper's currency is one of this."""
    rate_on: date
    """The day that the rate is of."""


class NumberedPaper(Record):
    """Another paper that one refers to."""

    number: str
    issued_on: date


class Paper(Record):
    """An invoice or a credit note, as it was issued."""

    kind: PaperKind = PaperKind.INVOICE
    number: str = Field(min_length=1, max_length=40)
    issued_on: date
    due_on: date | None = None
    """None on a credit note alone."""
    terms_days: int | None = Field(default=None, ge=0, le=365)
    currency: str = Field(pattern="^[A-Z]{3}$")
    language: str = Field(default="en", pattern="^[a-z]{2}$")
    """`en` or `nl`: of the words on the PDF."""
    seller: Party
    buyer: Party
    purchase_order: str | None = Field(default=None, max_length=50)
    """The buyer's (BT-13)."""
    buyer_reference: str | None = Field(default=None, max_length=50)
    """What the buyer wants to see (BT-10), such as a German Leitweg-ID."""
    account: PaperAccount
    reference: str = Field(min_length=1, max_length=35)
    """By which a payment is recognised: ISO 11649, compact."""
    lines: tuple[Line, ...] = Field(min_length=1, max_length=1000)
    taxes: tuple[Tax, ...] = Field(min_length=1, max_length=30)
    totals: Totals
    tax_in_ours: TaxInOurs | None = None
    """None where the paper is in that currency, or has no tax."""
    of_invoice: NumberedPaper | None = None
    """The invoice that a credit note is for (BT-25)."""
    note: str | None = Field(default=None, max_length=1000)
