"""What the templates of letters about an invoice get, as text."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from adapters.mail.plain_text import (
    grouped,
    held_together,
    one_line,
    quoted,
    written_day,
    written_days,
    written_money,
)
from domain.notices import InvoiceFacts, Notice
from domain.papers.provider_reasons import ProviderReason
from domain.values.money import Money
from domain.values.national_references import written_as
from wording.catalogue import words_in


@dataclass(frozen=True, slots=True)
class InvoiceWords:
    """An invoice in the reader's language. Amounts are None where there is none."""

    number: str
    reference: str
    or_references: tuple[str, ...]
    """In national forms, with the names by which banks ask for them."""
    issued_on: str
    due_on: str
    amount: str
    open: str | None
    to_pay: str | None
    """What of `open` is neither disputed nor in transit: all that a letter asks for."""
    holds_until: str | None
    """Until when this amount settles it; None if it does not grow."""
    overdue: str | None
    """`12 days`; None when nothing is open or it is not overdue."""
    disputed: str | None
    in_transit: str | None
    late_charges: str | None
    beneficiary: str
    iban: str
    bic: str | None


def invoice_facts(notice: Notice, language: str) -> dict[str, Any]:
    """The facts of a notice that only letters about invoices use; None if it is not about one."""
    return {
        "invoice": notice.invoice and _in_words(notice.invoice, language),
        "settles": _money(notice.settles, language),
        "unapplied_credit": _money(notice.unapplied_credit, language),
        "credit_limit": _money(notice.credit_limit, language),
        # Used as it is: somebody who disputes with the one word "duplicate" is quoted.
        "said": notice.reason and _said(notice.reason, language),
        "bank_reference": notice.reason and one_line(notice.reason),
    }


def _said(reason: str, language: str) -> str:
    """Somebody's own words, or a reason that the billing system's changes have."""
    if reason in set(ProviderReason):
        reason = words_in(language).of("provider_reason", ProviderReason(reason).code)
    return quoted(reason)


def _in_words(facts: InvoiceFacts, language: str) -> InvoiceWords:
    is_overdue = facts.days_overdue > 0 and facts.open.amount > 0
    return InvoiceWords(
        number=held_together(one_line(facts.number)),
        reference=grouped(facts.reference),
        or_references=tuple(held_together(written_as(each)) for each in facts.national_references),
        issued_on=held_together(written_day(facts.issued_on, language)),
        due_on=held_together(written_day(facts.due_on, language)),
        amount=held_together(written_money(facts.amount, language)),
        open=_money(facts.open, language),
        to_pay=_money(facts.to_pay, language),
        holds_until=_day(facts.holds_until, language),
        overdue=_days(facts.days_overdue, language) if is_overdue else None,
        disputed=_money(facts.disputed, language),
        in_transit=_money(facts.in_transit, language),
        late_charges=_money(facts.late_charges, language),
        beneficiary=one_line(facts.pay_to.name),
        iban=grouped(facts.pay_to.iban),
        bic=facts.pay_to.bic,
    )


def _money(money: Money | None, language: str) -> str | None:
    """None for zero and below: a letter neither names nor asks for that."""
    if money is None or money.amount <= 0:
        return None
    return held_together(written_money(money, language))


def _day(day: date | None, language: str) -> str | None:
    return held_together(written_day(day, language)) if day else None


def _days(count: int, language: str) -> str:
    return held_together(written_days(count, language))
