"""The request form: what a customer fills in, what is wrong with a draft, and a form to rely on.

A draft is kept raw and may hold anything. `problems_in` says everything that is wrong with it;
`read_form` makes a `RequestForm` of a draft with nothing wrong. The model itself holds shapes and
lengths only: reading a stored form back never depends on the day or on the version of a library.
"""

import operator
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, NamedTuple

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
)
from pydantic_core import PydanticCustomError

from domain.accounts.account import PaymentMethod, ScopeKind
from domain.accounts.invoice_formats import InvoiceFormat
from domain.companies.address import Address
from domain.companies.identifiers import ISO_COUNTRIES, guid_of
from domain.companies.phones import LONGEST_PHONE
from domain.companies.tax_ids import LONGEST_TAX_ID
from domain.errors import FormInvalid, InvalidFile
from domain.forms.core_quota import CoreQuotaIncrease
from domain.forms.documents import LegalForm
from domain.forms.form_draft import Written, as_meant, in_the_forms_order, worded
from domain.forms.form_rules import RULES, FieldProblem, credit_is_no_slip, tax_id_checks_out
from domain.values.money import Money
from domain.values.record import Record

__all__ = [
    "FieldProblem",
    "RequestForm",
    "identity_of",
    "problems_in",
    "read_form",
    "tax_id_is_doubtful",
    "to_confirm_in",
]


def _guid(value: str) -> str:
    found = guid_of(value)
    if found is None:
        raise PydanticCustomError(
            "guid_invalid",
            "This is not a commerce account id: 32 digits and letters a to f in five groups.",
        )
    return found


def _printable(value: str) -> str:
    if not value.isprintable() and any(
        unicodedata.category(char) in ("Cc", "Zl", "Zp") for char in value
    ):
        raise PydanticCustomError("unprintable", "This must be one line of ordinary characters.")
    return value


def _prose(value: str) -> str:
    _printable(re.sub(r"[\r\n\t]", "", value))
    return value


Line = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_printable)]
Number = Annotated[str, Field(min_length=1, max_length=50), AfterValidator(_printable)]
TaxId = Annotated[str, Field(min_length=1, max_length=LONGEST_TAX_ID), AfterValidator(_printable)]
Phone = Annotated[str, Field(min_length=1, max_length=LONGEST_PHONE), AfterValidator(_printable)]
Prose = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_prose)]
Email = Annotated[str, Field(min_length=1, max_length=254), AfterValidator(_printable)]
AccountId = Annotated[str, AfterValidator(_guid)]
ScopeId = Annotated[
    str,
    Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9._:-]+$", description="As `Scope`."),
]


class CustomerStatus(StrEnum):
    NEW = "new"
    EXISTING = "existing"


class CurrentMethod(StrEnum):
    """What an existing customer may pay by before the switch."""

    CREDIT_CARD = PaymentMethod.CREDIT_CARD
    DEBIT_CARD = PaymentMethod.DEBIT_CARD
    DIRECT_DEBIT = PaymentMethod.DIRECT_DEBIT


class PreferredContact(StrEnum):
    EMAIL = "email"
    PHONE = "phone"


class Language(StrEnum):
    ENGLISH = "en"
    DUTCH = "nl"


class Block(Record):
    """A part of the form; blanks at the ends of a text do not count."""

    model_config = ConfigDict(str_strip_whitespace=True)


class CompanyAddress(Block, Address):
    """As registered for VAT or on the government's site."""

    @field_validator("line1", "line2", "postal_code", "city", "region")
    @classmethod
    def _one_line(cls, value: str | None) -> str | None:
        return value if value is None else _printable(value)

    @field_validator("country")
    @classmethod
    def _country_exists(cls, value: str) -> str:
        if value not in ISO_COUNTRIES:
            raise PydanticCustomError(
                "country_unknown", "This is not the two-letter code of a country, such as NL."
            )
        return value


class ScopeToSwitch(Block):
    """A subscription (services agreement) or a billing profile (customer agreement)."""

    kind: ScopeKind
    id: ScopeId


class Company(Block):
    name: Line
    legal_form: LegalForm
    former_name: Line | None = None
    """Set when the company changed its name (E9)."""
    address: CompanyAddress
    website: Line
    tax_id: TaxId
    tax_id_confirmed: bool = False
    """The customer confirms a number that does not check out (E8)."""
    established: int = Field(ge=500, le=9999)
    """The year."""
    electronic_address: Number | None = Field(default=None, exclude_if=operator.not_)
    """Where e-invoices are delivered: a code of the EAS list, a colon and the address in it, such
    as `0208:0123456749`."""
    purchase_order: Number | None = Field(default=None, exclude_if=operator.not_)
    """What every invoice is to name."""
    buyer_reference: Number | None = Field(default=None, exclude_if=operator.not_)
    """The same, such as a German Leitweg-ID."""
    invoice_format: InvoiceFormat | None = Field(default=None, exclude_if=operator.not_)
    """How invoices and credit notes come; the policy's way where it is left out."""


class Contact(Block):
    name: Line
    phone: Phone
    email: Email


class CoreQuota(Block, CoreQuotaIncrease):
    """The optional core-quota increase, in vCPU cores."""

    existing: int = Field(ge=0, le=1_000_000)
    requested: int = Field(ge=1, le=1_000_000)
    region: Line
    series: Line


class RequestForm(Block):
    """A complete request. `read_form` is the way to one that keeps every rule of the form."""

    customer: CustomerStatus
    current_payment_method: CurrentMethod | None = None
    order_id: Number | None = None
    administrators: tuple[Email, ...] = Field(min_length=1, max_length=50)
    """E-mail sign-ins of the account administrators."""
    other_domains: Prose | None = None
    """Why some of them are not on the website's domain: the customer's explanation, for E4."""
    commerce_account_id: AccountId
    scope: ScopeToSwitch
    company: Company
    prior_business: Prose | None = None
    contact: Contact
    preferred_contact: PreferredContact
    language: Language
    justification: Prose
    credit: Money
    """The most that will be owed at one time."""
    core_quota: CoreQuota | None = None


def problems_in(
    draft: Mapping[str, Any], today: date, most: Decimal | None = None
) -> tuple[FieldProblem, ...]:
    """Everything that keeps this draft from being submitted, in the form's order.

    Args:
        most: The policy's largest credit; None where that is not asked about.
    """
    read = _read(draft, today)
    if most is None:
        return read.problems
    slips = credit_is_no_slip(read.meant, most)
    return in_the_forms_order([*read.problems, *slips], RequestForm)


def to_confirm_in(draft: Mapping[str, Any]) -> tuple[FieldProblem, ...]:
    """What a customer is asked to check again before the form is sent: none of it keeps the form
    from being submitted."""
    return tuple(tax_id_checks_out(as_meant(draft)))


def tax_id_is_doubtful(draft: Mapping[str, Any]) -> bool:
    """Whether the tax id does not check out, confirmed or not."""
    meant = as_meant(draft)
    company = meant.get("company")
    if not isinstance(company, Mapping):
        return False
    unconfirmed = {**meant, "company": {**company, "tax_id_confirmed": False}}
    return any(True for _ in tax_id_checks_out(unconfirmed))


def read_form(draft: Mapping[str, Any], today: date) -> RequestForm:
    """The form that this draft is.

    Raises:
        FormInvalid: with every problem, when it cannot be submitted as it is.
    """
    read = _read(draft, today)
    if read.form is None or read.problems:
        raise FormInvalid([problem.model_dump() for problem in read.problems])
    return read.form


class _Read(NamedTuple):
    meant: Mapping[str, Any]
    form: RequestForm | None
    problems: tuple[FieldProblem, ...]


def _read(draft: Mapping[str, Any], today: date) -> _Read:
    try:
        written = Written(repr(draft), draft)
    except (ValueError, RecursionError):  # thousands of digits, or of blocks within one another
        return _read_anew(draft, today)
    return _read_once(written, today)


# A draft is read when it is submitted, and again at each assessment.
@lru_cache(maxsize=200)
def _read_once(written: Written, today: date) -> _Read:
    return _read_anew(written.draft, today)


def _read_anew(draft: Mapping[str, Any], today: date) -> _Read:
    meant = as_meant(draft)
    form, invalid = _shaped(meant)
    found = [*worded(invalid, RequestForm)]
    taken = {problem.field for problem in found}
    for rule in RULES:
        found.extend(problem for problem in rule(meant, today) if problem.field not in taken)
    return _Read(meant, form, in_the_forms_order(found, RequestForm))


class _Extract(BaseModel):
    model_config = ConfigDict(str_strip_whitespace=True, extra="ignore")


class _ScopeNamed(_Extract):
    id: ScopeId


class _Identity(_Extract):
    """The little that even a draft must say."""

    scope: _ScopeNamed
    commerce_account_id: AccountId


def identity_of(draft: Mapping[str, Any], today: date) -> tuple[str, str]:
    """The payment scope's id and the account's, the latter in lower case.

    Raises:
        InvalidFile: when the draft does not name them; with whatever else is wrong with it.
    """
    try:
        identity = _Identity.model_validate(as_meant(draft))
    except ValidationError as invalid:
        problems = {problem.field: problem for problem in worded(invalid, RequestForm)}
        problems |= {problem.field: problem for problem in problems_in(draft, today)}
        in_order = in_the_forms_order([*problems.values()], RequestForm)
        raise InvalidFile([problem.model_dump() for problem in in_order]) from invalid
    return identity.scope.id, identity.commerce_account_id


def _shaped(draft: Mapping[str, Any]) -> tuple[RequestForm | None, ValidationError | None]:
    """The form, or what is wrong with its shape."""
    try:
        return RequestForm.model_validate(draft), None
    except ValidationError as invalid:
        return None, invalid
