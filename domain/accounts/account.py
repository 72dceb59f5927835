"""The account as the provider's ledger has it: what a form is compared with."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import available_timezones

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from domain.companies.address import Address
from domain.values.amounts import AmountInFile, largest_amount
from domain.values.money import Money
from domain.values.record import Record


class AccountKind(StrEnum):
    BUSINESS = "business"
    INDIVIDUAL = "individual"


class Cloud(StrEnum):
    GLOBAL = "global"
    CHINA = "china"


class Department(StrEnum):
    ACCOUNTS_PAYABLE = "accounts_payable"
    FINANCE = "finance"
    OTHER = "other"


class ScopeKind(StrEnum):
    """What carries a payment method: a subscription under a services agreement, or a billing
    profile under a customer agreement."""

    SUBSCRIPTION = "subscription"
    BILLING_PROFILE = "billing_profile"


class PaymentMethod(StrEnum):
    CREDIT_CARD = "credit_card"
    DEBIT_CARD = "debit_card"
    DIRECT_DEBIT = "direct_debit"
    INVOICE = "invoice"


_ZONES = frozenset(available_timezones())


class BillingContact(Record):
    name: str
    email: str
    phone: str | None = None
    department: Department


class Scope(Record):
    """A payment scope: one subscription or billing profile and how it is paid."""

    id: str = Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9._:-]+$")
    kind: ScopeKind
    payment_method: PaymentMethod
    outstanding: Money | None = Field(default=None, description="Charges not yet paid; None: zero.")
    external_services: tuple[str, ...] = Field(
        default=(), description="Third-party services billed through this scope (S2)."
    )
    open_invoice: str | None = Field(
        default=None,
        description="An invoice still open that would be charged to the old method (S5).",
    )


class Account(Record):
    """An account with its payment scopes, as read from the ledger at one moment."""

    id: str = Field(description="The commerce account id, a GUID.")
    name: str
    address: Address
    kind: AccountKind
    cloud: Cloud = Cloud.GLOBAL
    customer_since: date
    monthly_spend: dict[str, AmountInFile] = Field(
        default_factory=dict, description="`YYYY-MM` -> spend in the account's currency."
    )
    signed_up_by: str
    administrators: tuple[str, ...]
    billing_contact: BillingContact | None = None
    time_zone: str = Field(default="UTC", description="IANA zone name of the payer.")
    scopes: tuple[Scope, ...]

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        if value not in _ZONES:
            raise PydanticCustomError(
                "time_zone_unknown", "This is not the name of a time zone, such as Europe/Paris."
            )
        return value

    def scope(self, scope_id: str) -> Scope | None:
        """The scope with this id, or None when the account has no such scope."""
        return next((scope for scope in self.scopes if scope.id == scope_id), None)


class AccountName(Record):
    """An account in a list: just enough to choose one."""

    id: str
    name: str
    country: str
    on_hold: bool = False


class AccountPage(Record):
    """One page of accounts, by id."""

    accounts: tuple[AccountName, ...]
    next: str | None = None
    """Where the next page begins: opaque, safe in an address; None on the last one."""


class Standing(Record):
    """An account with its limit and what is open, as `account show` prints it."""

    account: Account
    credit_limit: Money | None = None
    payment_terms_days: int | None = None
    exposure: Money | None = None
    """What is open against the limit, in the limit's currency; None while there is no limit."""
    overdue: Money | None = None
    """What of the exposure is overdue."""
    unapplied_credit: Money | None = None
    on_hold: bool = False
    history: tuple["MethodChange", ...] = ()
    quota_requests: tuple[str, ...] = ()


class MethodChange(Record):
    """One entry of a scope's payment method history."""

    scope_id: str
    method: PaymentMethod
    since: datetime
    by: str | None = None


def absurd_charges(accounts: Sequence[Account], most: Decimal) -> list[dict[str, Any]]:
    """What is outstanding and is more than the policy lets any amount be."""
    return [
        {
            "field": f"accounts.{index}.scopes.{number}.outstanding.amount",
            "code": "amount_too_large",
            "problem": "This amount is larger than anything that is taken: check for a digit too"
            " many.",
        }
        for index, account in enumerate(accounts)
        for number, scope in enumerate(account.scopes)
        if (money := scope.outstanding) and money.amount > largest_amount(money.currency, most)
    ]
