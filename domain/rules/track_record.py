"""How long and how much a customer has bought: E10 and E11, off unless the policy wants them."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from domain.policy import MinimumSpend
from domain.rules.facts import Facts
from domain.rules.findings import Finding, Severity
from domain.rules.rule import Rule

_E10 = Rule("E10", Severity.REJECT)
_E11 = Rule("E11", Severity.REJECT)
_MONTHS_COUNTED = 12


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def customer_long_enough(facts: Facts) -> Finding:
    """E10 (P24: 6 months, GCP: 12): a customer for at least as long as the policy says.

    The date to re-apply from is the day on which those months are full.
    """
    account, months = facts.account, facts.policy.customer_for_months
    if months is None:
        return _off(_E10)
    if account is None:
        return _E10.needs_account()
    evidence: dict[str, Any] = {
        "months": months,
        "customer_since": account.customer_since.isoformat(),
    }
    full = months_after(account.customer_since, months)
    if facts.today >= full:
        return _E10.passes("You have been a customer long enough.", **evidence)
    return _E10.fails(
        f"Paying by invoice takes {months} months as a customer: please apply again from"
        f" {full.isoformat()}.",
        reapply_from=full.isoformat(),
        **evidence,
    )


def enough_spend(facts: Facts) -> Finding:
    """E11 (P24, GCP): enough spend in enough of the 12 complete months before this one.

    Months without a figure count as nothing spent; with no figure at all the rule is unknown. The
    date to re-apply from is the first of the earliest month at which enough months can be full,
    if every month from this one on is good; where a yearly sum would do too, one good month may
    be enough, so it is the first of the next month.
    """
    account, wanted = facts.account, facts.policy.minimum_spend
    if wanted is None:
        return _off(_E11)
    if account is None:
        return _E11.needs_account()
    this_month = facts.today.replace(day=1)
    spend = account.monthly_spend
    window = _months_before(this_month)
    good = _good_months(spend, window, wanted)
    in_a_year = sum((spend.get(month, Decimal(0)) for month in window), Decimal(0))
    evidence: dict[str, Any] = {
        "minimum_spend": wanted.model_dump(mode="json"),
        "months_with_figures": sum(month in spend for month in window),
        "months_reached": good,
        "in_a_year": str(in_a_year),
    }
    if not evidence["months_with_figures"]:
        return _E11.unknown("There are no figures of past spend.", **evidence)
    if good >= wanted.months or (wanted.in_a_year is not None and in_a_year >= wanted.in_a_year):
        return _E11.passes("Your spend in the past year is enough.", **evidence)
    again = _earliest(spend, wanted, this_month).isoformat()
    return _E11.fails(
        f"Paying by invoice takes more spend in the past year: please apply again from {again}.",
        reapply_from=again,
        **evidence,
    )


def _earliest(spend: Mapping[str, Decimal], wanted: MinimumSpend, this_month: date) -> date:
    if wanted.in_a_year is not None:
        return months_after(this_month, 1)
    for ahead in range(1, _MONTHS_COUNTED):
        known = _months_before(months_after(this_month, ahead))[:-ahead]
        if _good_months(spend, known, wanted) + ahead >= wanted.months:
            return months_after(this_month, ahead)
    return months_after(this_month, _MONTHS_COUNTED)


def _months_before(first: date) -> list[str]:
    """The 12 months before this one as `YYYY-MM`, the oldest first."""
    back = range(-_MONTHS_COUNTED, 0)
    return [months_after(first, months).strftime("%Y-%m") for months in back]


def _good_months(spend: Mapping[str, Decimal], months: Sequence[str], wanted: MinimumSpend) -> int:
    return sum(spend.get(month, Decimal(0)) >= wanted.amount for month in months)


def _off(rule: Rule) -> Finding:
    return rule.passes("This is not required at present.", policy="off")
