"""The ledger's side of a request: the irreversible switch of a payment method."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from pydantic import BaseModel
from temporalio import activity

from activities.beating import beating
from activities.notifications import News
from application.billing.switch_at_provider import SwitchingAtProvider
from application.ports.billing import BillingProvider
from application.ports.ledger import Ledger
from application.requests.switch import Said, switch
from domain.errors import ProviderUnavailable
from domain.requests.switch_order import BeforeSwitch, SwitchAnswer, SwitchOrder
from domain.values.brief import Packed

_BEATS_EVERY_SECONDS = 3.0


class SwitchStep(BaseModel, Packed):
    order: SwitchOrder
    news: News = News()
    """What is said of the switch once it is made, for a ledger that was set back in time."""
    before: BeforeSwitch | None = None
    """Where the request stands, where the ledger keeps what it is."""


AT_PROVIDER_SECONDS = 50.0
"""Of one attempt at a billing system: less than the engine gives it, so that no other attempt is
under way at the same time."""


class AccountActivities:
    """Args:
    provider: The billing system, where it is not the ledger.
    """

    def __init__(
        self,
        ledger: Ledger,
        wake_mailer: Callable[[], None],
        provider: BillingProvider | None = None,
    ) -> None:
        self._ledger = ledger
        self._wake_mailer = wake_mailer
        self._provider = provider

    @activity.defn
    async def switch_payment_method(self, step: SwitchStep) -> SwitchAnswer:
        """Reads S1 to S5 at this moment, switches and queues the notices: in one transaction, and
        once per order's key.

        A precondition that does not hold comes back as findings, with nothing changed. Where
        another system bills the customer, it is switched there, too; until that has ended, each
        attempt continues from the step that was kept.
        """
        said = Said(step.news.notices, step.news.listing)
        answer = await self._switched(step.order, step.before or said)
        if answer.not_kept:
            answer = await self._switched(step.order, said)
        if answer.receipt is not None:
            self._wake_mailer()
        return answer

    async def _switched(self, order: SwitchOrder, said: Said | BeforeSwitch) -> SwitchAnswer:
        if self._provider is None:
            return await switch(self._ledger, order, said)
        switching = SwitchingAtProvider(
            self._ledger, self._provider, order, said, lambda: datetime.now(UTC)
        )
        try:
            async with beating(_BEATS_EVERY_SECONDS), asyncio.timeout(AT_PROVIDER_SECONDS):
                return await switching.answer()
        except TimeoutError:
            raise ProviderUnavailable(
                "The billing system takes long; it is asked again.", retry_after=1
            ) from None
