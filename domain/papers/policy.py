"""The policy of papers: who sells, how the short form is taxed, how papers are numbered."""

from datetime import date
from decimal import Decimal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from domain.accounts.invoice_formats import InvoiceFormat
from domain.companies.address import Address
from domain.papers.accounting import Accounting
from domain.papers.formats import PaperFormat, file_of, in_e_invoices
from domain.papers.new_lines import LineTax
from domain.papers.paper import ElectronicAddress, Party, TaxCategory
from domain.values.languages import Spoken
from domain.values.record import Record


class Seller(Party):
    """Ourselves, as every invoice names us."""

    @field_validator("vat_id")
    @classmethod
    def _is_a_vat_number(cls, value: str | None) -> str | None:
        if value is None:
            return None
        from stdnum.eu import vat  # when a policy names one: it is a big list

        number = "".join(value.split()).upper()
        if number[:2] in _OF_THE_UNION and not vat.is_valid(number):
            raise PydanticCustomError("vat_id_invalid", "This is not a valid VAT number.")
        return number


_OF_THE_UNION = frozenset(
    "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
)
"""Prefixes of the European Union's VAT numbers."""

MEMBERS = frozenset({*_OF_THE_UNION, "GR"} - {"EL"})
"""The countries of the European Union, by ISO code."""


class TaxRules(Record):
    """How an invoice is taxed that is handed in as one amount, and a line that names no tax."""

    domestic: LineTax = LineTax.model_construct(category=TaxCategory.STANDARD, rate=Decimal(21))
    """Of customers in the seller's country, and of those in the European Union without a VAT
    number."""
    within_union: LineTax = LineTax.model_construct(category=TaxCategory.REVERSE_CHARGE)
    """Of customers with a VAT number in another country of the European Union."""
    elsewhere: LineTax = LineTax.model_construct(category=TaxCategory.OUTSIDE_SCOPE)

    def of(self, seller: str, buyer: str, *, has_vat_number: bool) -> LineTax:
        """By the countries of both."""
        if seller == buyer:
            return self.domestic
        if seller in MEMBERS and buyer in MEMBERS:
            return self.within_union if has_vat_number else self.domestic
        return self.elsewhere


class NumberSeries(Record):
    """Numbers without gaps, which the ledger gives out: `CN-2026-` and five digits, say."""

    prefix: str = Field(pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]*)?(\{year\}[A-Za-z0-9._-]*)?$")
    """`{year}` is the year of the paper's date: each has numbers of its own."""
    digits: int = Field(default=5, ge=1, le=12)

    @field_validator("prefix")
    @classmethod
    def _short_enough(cls, prefix: str) -> str:
        if not 1 <= len(prefix.format(year=2026)) <= 24:
            raise PydanticCustomError(
                "prefix_invalid", "A prefix has 1 to 24 characters with its year."
            )
        return prefix

    def name_on(self, day: date) -> str:
        """The series that a paper of this day is in: its prefix."""
        return self.prefix.format(year=day.year)

    def number(self, name: str, place: int) -> str:
        return f"{name}{place:0{self.digits}}"


class PapersPolicy(Record):
    """What invoices and credit notes say as documents. One that was issued never changes."""

    seller: Seller = Seller.model_construct(
        name="Cloud Provider Billing",
        address=Address(
            line1="Herengracht 1", postal_code="1015 BA", city="Amsterdam", country="NL"
        ),
        vat_id="NL123456782B90",
        register_id="12345678",
        register_scheme="0106",
        register_name="Trade register of Amsterdam",
        electronic_address=ElectronicAddress(scheme="0106", value="12345678"),
        contact_name="Billing operations",
        contact_phone="+31 20 555 0100",
        contact_email="billing@provider.example",
    )
    tax: TaxRules = TaxRules()
    accounting: Accounting | None = None
    """Where tax is declared in another currency than that of some invoices: these say it in both.
    """
    line: dict[Spoken, str] = {"en": "Cloud services", "nl": "Clouddiensten"}
    """What the one line of an invoice without lines says."""
    credit_notes: NumberSeries = NumberSeries(prefix="CN-{year}-")
    invoices: NumberSeries = NumberSeries(prefix="INV-{year}-")
    """Of invoices that are handed in without a number."""
    logo: str | None = Field(default=None, max_length=1000)
    """The path of a PNG, JPEG or SVG for the PDF."""
    attached: InvoiceFormat = InvoiceFormat.PDF
    """How customers get invoices and credit notes who chose nothing else."""
    delivered: tuple[PaperFormat, ...] = (
        PaperFormat.UBL,
        PaperFormat.XRECHNUNG,
        PaperFormat.XRECHNUNG_CII,
    )
    """The formats that go out as e-invoices, where a setting says where to; letters then carry the
    PDF. In any other format a document goes with its letter."""
    with_reminders: bool = False
    """Reminders carry their invoice, too, in the same form."""

    @field_validator("delivered")
    @classmethod
    def _are_e_invoices(cls, value: tuple[PaperFormat, ...]) -> tuple[PaperFormat, ...]:
        if PaperFormat.PDF in value:
            raise PydanticCustomError("pdf_not_e_invoice", "A PDF alone is no e-invoice.")
        return tuple(dict.fromkeys(value))

    @property
    def choices(self) -> tuple[InvoiceFormat, ...]:
        """What a customer may choose from: what letters carry, and what is delivered."""
        e_invoices = tuple(InvoiceFormat(each) for each in self.delivered)
        by_letter = (InvoiceFormat.PDF, InvoiceFormat.FACTUR_X, InvoiceFormat.NONE)
        return tuple(dict.fromkeys((*by_letter, *e_invoices)))

    def e_invoice_as(self, chosen: InvoiceFormat | None, currency: str) -> PaperFormat | None:
        """The format that goes out as an e-invoice; None where none does."""
        as_file = file_of(chosen or self.attached)
        return as_file if as_file in self.delivered and in_e_invoices(currency) else None

    def letter_carries(self, chosen: InvoiceFormat | None, currency: str) -> PaperFormat | None:
        """The format in which a letter carries its document; None where it carries none."""
        as_file = file_of(chosen or self.attached)
        by_letter = as_file is PaperFormat.FACTUR_X and as_file not in self.delivered
        if as_file is None or (by_letter and in_e_invoices(currency)):
            return as_file
        return PaperFormat.PDF

    def line_in(self, language: Spoken) -> str:
        return self.line.get(language) or next(iter(self.line.values()), "Cloud services")


AS_BUILT_IN = PapersPolicy(delivered=())
"""Where nobody gave another one: nothing goes out as an e-invoice."""
