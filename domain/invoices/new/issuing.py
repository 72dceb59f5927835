"""Issuing an invoice: whether it may be, when it is due, and the notice to the customer."""

from datetime import date, datetime

from domain.accounts.account import Account, PaymentMethod
from domain.errors import InvoiceNotIssuable
from domain.invoices.happenings import EventKind
from domain.invoices.invoice import Invoice
from domain.invoices.messages import IssueInvoice
from domain.invoices.new.references import creditor_reference
from domain.invoices.notifying import notify
from domain.invoices.obstacles import Why
from domain.invoices.parts import Customer
from domain.invoices.terms import due_on, local_date
from domain.notices import NoticeKind
from domain.operations.obstacles import Obstacle
from domain.values.amounts import largest_amount
from domain.values.bank_days import next_bank_day
from domain.values.money import Money


def hinders_issue(account: Account, frozen: bool) -> Obstacle | None:
    """What is in the way now.

    Args:
        frozen: Its credit limit is.
    """
    if not any(scope.payment_method is PaymentMethod.INVOICE for scope in account.scopes):
        said = "Nothing of the account is paid by invoice."
        refusal = InvoiceNotIssuable(said, problem="scope_not_on_invoice")
        return Obstacle(Why.NOTHING_BY_INVOICE, refusal)
    return unless_frozen(frozen)


def unless_frozen(frozen: bool, **details: str) -> Obstacle | None:
    """The obstacle where the account's credit limit is frozen."""
    if not frozen:
        return None
    said = "The account's credit limit is frozen: nothing new is issued until credit unfreezes it."
    refusal = InvoiceNotIssuable(said, problem="limit_frozen", **details)
    return Obstacle(Why.LIMIT_FROZEN, refusal)


def issue(
    command: IssueInvoice,
    account: Account,
    limit: Money | None,
    terms_days: int,
    customer: Customer,
    now: datetime,
) -> Invoice:
    """A new invoice on one of the account's scopes, with its notice to the customer.

    Args:
        limit: The account's credit limit; it names the currency where the scope does not.
        terms_days: The account's own, or the policy's.

    Raises:
        InvoiceNotIssuable: the scope does not pay by invoice, the date lies too far ahead, the
            currency is another one, or the amount is not more than zero.
    """
    _refuse_unissuable(command, account, limit, now)
    policy, country = command.policy, account.address.country

    def to_bank_day(day: date) -> date:
        return next_bank_day(day, policy.bank_days, country)

    roll = to_bank_day if policy.roll_over_weekends else None
    invoice = Invoice(
        number=command.number,
        account_id=account.id,
        scope_id=command.scope,
        reference=creditor_reference(command.number),
        currency=command.amount.currency,
        amount=command.amount.minor,
        issued_on=command.issued_on,
        due_on=due_on(command.issued_on, terms_days, roll=roll),
        time_zone=account.time_zone,
        country=country,
        policy=policy,
        policy_version=command.policy_version,
        customer=customer,
        issued_at=now,
    )
    invoice.write_down(EventKind.ISSUE, command.by, now, invoice.amount)
    issued, number = NoticeKind.INVOICE_ISSUED, invoice.number
    notify(invoice, issued, "issue", now, amount=invoice.amount, paper=number)
    return invoice


def same_invoice(command: IssueInvoice, invoice: Invoice) -> bool:
    """Whether the command asks for the very invoice that is there already."""
    return (command.scope, command.issued_on, command.amount) == (
        invoice.scope_id,
        invoice.issued_on,
        invoice.money(invoice.amount),
    )


def customer_of(account: Account, language: str | None) -> Customer:
    """Whom letters about the account's invoices go to: its billing contact, or else its first
    administrator. Without a language of its own it is the country's, where we speak it."""
    contact = account.billing_contact
    administrator = account.administrators[0] if account.administrators else None
    dutch = language == "nl" or (language is None and account.address.country == "NL")
    return Customer(
        company=account.name,
        name=contact.name if contact else None,
        email=contact.email if contact else administrator,
        language="nl" if dutch else "en",
    )


def _refuse_unissuable(
    command: IssueInvoice, account: Account, limit: Money | None, now: datetime
) -> None:
    def refused(problem: str, sentence: str) -> InvoiceNotIssuable:
        return InvoiceNotIssuable(
            sentence, problem=problem, invoice=command.number, scope=command.scope
        )

    scope = account.scope(command.scope)
    if scope is None:
        raise refused("scope_unknown", "There is no subscription or billing profile of this id.")
    if scope.payment_method is not PaymentMethod.INVOICE:
        raise refused(
            "scope_not_on_invoice", "This subscription or billing profile does not pay by invoice."
        )
    if command.amount.amount <= 0:
        raise refused("not_positive", "An invoice must be for more than zero.")
    most = largest_amount(command.amount.currency, command.policy.largest_amount)
    if command.amount.amount > most:
        raise refused(
            "amount_too_large",
            "The invoice is larger than anything that is issued at once:"
            f" {Money(amount=most, currency=command.amount.currency).written}.",
        )
    known = scope.outstanding or limit
    if known is not None and command.amount.currency != known.currency:
        raise refused("wrong_currency", f"This account is billed in {known.currency}.")
    today = local_date(now, account.time_zone)
    ahead = (command.issued_on - today).days
    if ahead > command.policy.future_days:
        raise refused(
            "dated_in_future", f"The invoice is dated {ahead} days ahead of today, {today}."
        )
