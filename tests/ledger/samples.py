"""One way to build an account, an order and a notice."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from domain.accounts.account import (
    Account,
    AccountKind,
    BillingContact,
    Department,
    PaymentMethod,
    Scope,
    ScopeKind,
)
from domain.companies.address import Address
from domain.forms.core_quota import CoreQuotaIncrease
from domain.notices import Audience, Notice, NoticeKind
from domain.policy import ExternalServices, OpenInvoiceAtSwitch
from domain.requests.switch_order import SwitchOrder
from domain.rules.findings import Finding, Outcome, Severity
from domain.values.money import Money

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
LEASE = timedelta(minutes=5)

CONTOSO = "7d0c2a0e-5f4b-4a53-9d0c-2f4a8f0f6b11"


def euros(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def a_scope(scope_id: str = "sub-1", **changes: Any) -> Scope:
    facts = {
        "id": scope_id,
        "kind": ScopeKind.SUBSCRIPTION,
        "payment_method": PaymentMethod.CREDIT_CARD,
        "outstanding": euros("0.00"),
    }
    return Scope.model_validate(facts | changes)


def an_account(*scopes: Scope, **changes: Any) -> Account:
    facts = {
        "id": CONTOSO,
        "name": "Contoso BV",
        "address": Address(line1="Stationsplein 1", city="Amsterdam", country="NL"),
        "kind": AccountKind.BUSINESS,
        "customer_since": date(2019, 3, 1),
        "monthly_spend": {"2026-09": Decimal("3900.00"), "2026-10": Decimal("4500.10")},
        "signed_up_by": "anna@contoso.nl",
        "administrators": ("anna@contoso.nl", "ben@contoso.nl"),
        "billing_contact": BillingContact(
            name="Carla Smit", email="ap@contoso.nl", department=Department.ACCOUNTS_PAYABLE
        ),
        "time_zone": "Europe/Amsterdam",
        "scopes": scopes or (a_scope(),),
    }
    return Account.model_validate(facts | changes)


def an_order(key: str = "request/1/switch", **changes: Any) -> SwitchOrder:
    facts = {
        "key": key,
        "account_id": CONTOSO,
        "scope_id": "sub-1",
        "by": "anna@contoso.nl",
        "at": NOON,
        "credit_limit": euros("8000.00"),
        "payment_terms_days": 30,
        "external_services": ExternalServices.BLOCK,
        "open_invoice": OpenInvoiceAtSwitch.SETTLE_FIRST,
    }
    return SwitchOrder.model_validate(facts | changes)


def more_cores() -> CoreQuotaIncrease:
    return CoreQuotaIncrease(existing=20, requested=100, region="westeurope", series="Dsv5")


def nothing_in_the_way(_: Account) -> tuple[Finding, ...]:
    return ()


def something_outstanding(_: Account) -> tuple[Finding, ...]:
    return (
        Finding(
            code="S1",
            severity=Severity.AT_SWITCH,
            outcome=Outcome.FAIL,
            message="There are charges to be paid first.",
        ),
        Finding(
            code="S3", severity=Severity.AT_SWITCH, outcome=Outcome.PASS, message="You may switch."
        ),
    )


def not_on_invoice_yet(account: Account) -> tuple[Finding, ...]:
    """S4 as the rules say it: what already pays by invoice has nothing to switch."""
    paid_by_invoice = any(s.payment_method is PaymentMethod.INVOICE for s in account.scopes)
    return (
        Finding(
            code="S4",
            severity=Severity.AT_SWITCH,
            outcome=Outcome.FAIL if paid_by_invoice else Outcome.PASS,
            message="This already pays by invoice.",
        ),
    )


def a_notice(key: str = "pay-by-invoice/sub-1/run/submitted", **changes: Any) -> Notice:
    facts = {
        "key": key,
        "kind": NoticeKind.SUBMITTED,
        "audience": Audience.CUSTOMER,
        "to": "anna@contoso.nl",
        "request": "pay-by-invoice/sub-1",
        "company": "Contoso BV",
        "at": NOON,
    }
    return Notice.model_validate(facts | changes)
