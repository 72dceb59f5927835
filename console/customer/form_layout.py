"""The request form as a page shows it: its sections, their fields, and how each is filled in."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.forms.documents import LegalForm
from domain.forms.form import CurrentMethod, CustomerStatus, Language, PreferredContact


class Kind(StrEnum):
    LINE = "line"
    PROSE = "prose"
    LIST = "list"
    """One a line."""
    CHOICE = "choice"
    """One of a few, all of them to be seen."""
    FORMAT = "format"
    """One of the formats that invoices go out in, or none of them."""
    COUNTRY = "country"
    CURRENCY = "currency"
    AMOUNT = "amount"


@dataclass(frozen=True)
class Field:
    name: str
    """Dotted, as in the draft."""
    kind: Kind = Kind.LINE
    optional: bool = False
    options: tuple[str, ...] = ()
    autocomplete: str | None = None
    type: str = "text"
    inputmode: str | None = None
    helped: bool = False
    """The words have a sentence of help for it."""
    width: str = "whole"
    """`whole`, `half` or `short`."""

    @property
    def id(self) -> str:
        return "field-" + self.name.replace(".", "-").replace("_", "-")


@dataclass(frozen=True)
class Section:
    name: str
    fields: tuple[Field, ...]
    optional: bool = False


def _names(kind: type[StrEnum]) -> tuple[str, ...]:
    return tuple(each.value for each in kind)


SECTIONS: Sequence[Section] = (
    Section(
        "company",
        (
            Field("company.name", autocomplete="organization", helped=True),
            Field("company.legal_form", Kind.CHOICE, options=_names(LegalForm)),
            Field("company.address.line1", autocomplete="address-line1", helped=True),
            Field("company.address.line2", optional=True, autocomplete="address-line2"),
            Field("company.address.postal_code", autocomplete="postal-code", width="short"),
            Field("company.address.city", autocomplete="address-level2", width="half"),
            Field(
                "company.address.region",
                optional=True,
                autocomplete="address-level1",
                width="half",
            ),
            Field("company.address.country", Kind.COUNTRY, autocomplete="country", width="half"),
            Field("company.website", inputmode="url", autocomplete="url", helped=True),
            Field("company.tax_id", helped=True, width="half"),
            Field("company.established", inputmode="numeric", width="short"),
            Field("company.former_name", optional=True, autocomplete="off", helped=True),
            Field(
                "company.electronic_address",
                optional=True,
                autocomplete="off",
                helped=True,
                width="half",
            ),
            Field("company.purchase_order", optional=True, autocomplete="off", width="half"),
            Field(
                "company.buyer_reference",
                optional=True,
                autocomplete="off",
                helped=True,
                width="half",
            ),
            Field("company.invoice_format", Kind.FORMAT, optional=True, helped=True, width="half"),
            Field("prior_business", Kind.PROSE, optional=True),
        ),
    ),
    Section(
        "contact",
        (
            Field("contact.name", autocomplete="name"),
            Field("contact.email", type="email", autocomplete="email", helped=True),
            Field("contact.phone", type="tel", autocomplete="tel", helped=True, width="half"),
            Field("preferred_contact", Kind.CHOICE, options=_names(PreferredContact)),
            Field("language", Kind.CHOICE, options=_names(Language)),
        ),
    ),
    Section(
        "administrators",
        (
            Field("administrators", Kind.LIST, autocomplete="off", helped=True),
            Field("other_domains", Kind.PROSE, optional=True, helped=True),
        ),
    ),
    Section(
        "today",
        (
            Field("customer", Kind.CHOICE, options=_names(CustomerStatus)),
            Field(
                "current_payment_method",
                Kind.CHOICE,
                options=_names(CurrentMethod),
                helped=True,
            ),
            Field("order_id", optional=True, autocomplete="off", helped=True, width="half"),
        ),
    ),
    Section(
        "credit",
        (
            Field("credit.amount", Kind.AMOUNT, inputmode="decimal", helped=True, width="half"),
            Field("credit.currency", Kind.CURRENCY, width="half"),
            Field("justification", Kind.PROSE),
        ),
    ),
    Section(
        "quota",
        (
            Field("core_quota.existing", inputmode="numeric", width="short"),
            Field("core_quota.requested", inputmode="numeric", width="short"),
            Field("core_quota.region", autocomplete="off", helped=True, width="half"),
            Field("core_quota.series", autocomplete="off", helped=True, width="half"),
        ),
        optional=True,
    ),
)

FIELDS = {field.name: field for section in SECTIONS for field in section.fields}
