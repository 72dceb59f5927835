"""Builds the check for drift at the billing system, for a worker."""

from datetime import UTC, datetime

from adapters.ledger.transactions import LedgerTransactions
from application.billing.drift import DriftWatch
from application.ports.billing import BillingProvider
from domain.policy_file import WholePolicy


def drift_watch(
    ledger: LedgerTransactions, provider: BillingProvider | None, policy: WholePolicy | None
) -> DriftWatch | None:
    """None where our own ledger bills."""
    if provider is None:
        return None
    whole = policy or WholePolicy()
    return DriftWatch(
        ledger=ledger,
        provider=provider,
        policy=whole.billing,
        days=whole.payment_terms_days,
        now=lambda: datetime.now(UTC),
    )
