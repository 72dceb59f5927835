"""The ledger's side of a request: the irreversible switch of a payment method."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from pydantic import BaseModel
from temporalio import activity

from activities.notifications import News
from domain.account import Account
from domain.errors import AccountUnknown, EffectMismatch, ScopeUnknown, SwitchIrreversible
from domain.policy import EligibilityPolicy
from domain.requests.switching import SwitchAnswer, SwitchOrder
from domain.rules.findings import Finding, Outcome, Severity
from domain.rules.switch_rules import switch_findings

if TYPE_CHECKING:  # faces import this module for its names alone, and pay for no more
    from adapters.ledger.switching import Switching


class SwitchStep(BaseModel):
    order: SwitchOrder
    news: News
    """What is said of the switch once it is made."""


class AccountActivities:
    def __init__(self, switching: "Switching", wake_mailer: Callable[[], None]) -> None:
        self._switching = switching
        self._wake_mailer = wake_mailer

    @activity.defn
    async def switch_payment_method(self, step: SwitchStep) -> SwitchAnswer:
        """Reads S1 to S5 at this moment, switches and tells everybody: in one transaction, and once
        per order's key.

        A precondition that does not hold comes back as findings, with nothing changed.
        """
        order, news = step.order, step.news
        policy = EligibilityPolicy(
            external_services=order.external_services, open_invoice=order.open_invoice
        )

        def preconditions(account: Account) -> tuple[Finding, ...]:
            return switch_findings(account, order.scope_id, order.by, policy, order.through)

        try:
            answer = await self._switching.switch(order, preconditions, news.notices, news.listing)
        except (AccountUnknown, ScopeUnknown, SwitchIrreversible, EffectMismatch) as refusal:
            # A mismatch: the ledger made this switch before the engine was set back in time.
            settled = isinstance(refusal, SwitchIrreversible | EffectMismatch)
            return SwitchAnswer(
                findings=(
                    Finding(
                        code="S4" if settled else "ACCOUNT",
                        severity=Severity.AT_SWITCH,
                        outcome=Outcome.FAIL,
                        message=refusal.reason,
                    ),
                )
            )
        if answer.receipt is not None:
            self._wake_mailer()
        return answer
