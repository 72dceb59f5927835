"""The buyer on a paper, as the request that led to invoices named it."""

import operator
from functools import lru_cache

from pydantic import Field, ValidationError

from domain.accounts.account import Account
from domain.accounts.invoice_formats import InvoiceFormat
from domain.companies.address import Address
from domain.companies.tax_ids import compact_tax_id
from domain.papers.paper import ElectronicAddress, Party
from domain.papers.policy import MEMBERS
from domain.values.record import Record

_PREFIXES = {"GR": "EL"}
"""Where the prefix of a VAT number is not the country's ISO code."""


class Buyer(Record):
    """What is kept of a payment scope's request for its invoices."""

    name: str
    address: Address
    tax_id: str | None = None
    """As it was written, in any of its country's kinds."""
    electronic_address: ElectronicAddress | None = None
    purchase_order: str | None = None
    buyer_reference: str | None = None
    invoice_format: InvoiceFormat | None = Field(default=None, exclude_if=operator.not_)
    """How they want invoices, where they said so."""

    @property
    def vat_id(self) -> str | None:
        """The tax id where it is a VAT number of the European Union, with its prefix."""
        return vat_id_of(self.address.country, self.tax_id) if self.tax_id else None

    def as_party(self) -> Party:
        return Party(
            name=self.name,
            address=self.address,
            vat_id=self.vat_id,
            electronic_address=self.electronic_address,
        )


def electronic_address_in(written: str | None) -> ElectronicAddress | None:
    """The address in a text such as `0208:0123456749`; None where it is none."""
    scheme, colon, value = (written or "").strip().partition(":")
    if not colon:
        return None
    try:
        return ElectronicAddress(scheme=scheme, value=value)
    except ValidationError:
        return None


def buyer_of(account: Account) -> Buyer:
    """Of an account of which no request is kept."""
    return Buyer(name=account.name or account.id, address=account.address)


@lru_cache(maxsize=1000)
def vat_id_of(country: str, tax_id: str) -> str | None:
    """The number as a VAT number of this country; None where it is of another kind, or the country
    is no member of the European Union."""
    if country not in MEMBERS:
        return None
    from stdnum.eu import vat

    prefix = _PREFIXES.get(country, country)
    number = prefix + compact_tax_id(country, tax_id).removeprefix(prefix)
    return number if vat.is_valid(number) else None
