"""Facts, form and policy to findings. The rules run here and not in the workflow, so that a
changed rule never breaks the replay of a running request."""

from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from pydantic import BaseModel
from temporalio import activity

from application.billing.open_there import open_there
from application.ports.billing import BillingProvider
from application.ports.ledger import Ledger
from application.requests.assess import assess
from domain.accounts.account import Account
from domain.errors import ProviderUnavailable
from domain.policy import EligibilityPolicy
from domain.rules.findings import Finding, digest_of
from domain.rules.switch_rules import OpenThere, not_answered
from domain.values.brief import Packed


class AssessmentOrder(BaseModel):
    draft: dict[str, Any]
    account_id: str
    scope_id: str
    policy: EligibilityPolicy
    today: date
    """The business date, by the request's own clock."""
    known: str | None = None
    """The digest of what the request knows already."""


class Assessment(BaseModel, Packed):
    findings: tuple[Finding, ...]
    time_zone: str | None = None
    """The payer's, None while the account is not known."""
    as_known: bool = False
    """The findings are those that the request knows, and not said again: they stay in its
    history."""


LOCAL_TIMEOUT_SECONDS = 3.0
"""How long the billing system is waited for while this is a step of the workflow's own task."""
REMOTE_TIMEOUT_SECONDS = 20.0


class AssessmentActivities:
    """Args:
    provider: The billing system, where it is not the ledger.
    """

    def __init__(self, ledger: Ledger, provider: BillingProvider | None = None) -> None:
        self._ledger = ledger
        self._provider = provider

    @activity.defn
    async def assess(self, order: AssessmentOrder) -> Assessment:
        """Reads the account and every rule; what is open from the billing system that is in charge.
        Changes nothing, so it may run any number of times.

        Nobody waits for a billing system that is away: after some tries what is open there is
        unknown, and read again at the switch.
        """
        findings, time_zone = await assess(
            self._ledger, order.draft, order.account_id, order.policy, order.today,
            None if self._provider is None else partial(self._open, self._provider, order),
        )  # fmt: skip
        if order.known is not None and order.known == digest_of(findings):
            return Assessment(findings=(), time_zone=time_zone, as_known=True)
        return Assessment(findings=findings, time_zone=time_zone)

    async def _open(
        self, provider: BillingProvider, order: AssessmentOrder, account: Account, scope_id: str
    ) -> OpenThere:
        quickly = activity.info().is_local
        policy, now = order.policy.open_invoice, datetime.now(UTC)
        within = LOCAL_TIMEOUT_SECONDS if quickly else REMOTE_TIMEOUT_SECONDS
        try:
            return await open_there(provider, account, scope_id, policy, now, within)
        except ProviderUnavailable:
            if quickly:
                raise
            return not_answered()
