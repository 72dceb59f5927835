"""The ledger's side of a request: the irreversible switch of a payment method."""

from collections.abc import Callable

from pydantic import BaseModel
from temporalio import activity

from activities.notifications import News
from application.ports.ledger import Ledger
from application.requests.switch import Said, switch
from domain.requests.switching import BeforeSwitch, SwitchAnswer, SwitchOrder


class SwitchStep(BaseModel):
    order: SwitchOrder
    news: News = News()
    """What is said of the switch once it is made, for a ledger that was set back in time."""
    before: BeforeSwitch | None = None
    """Where the request stands, where the ledger keeps what it is."""


class AccountActivities:
    def __init__(self, ledger: Ledger, wake_mailer: Callable[[], None]) -> None:
        self._ledger = ledger
        self._wake_mailer = wake_mailer

    @activity.defn
    async def switch_payment_method(self, step: SwitchStep) -> SwitchAnswer:
        """Reads S1 to S5 at this moment, switches and queues the notices: in one transaction, and
        once per order's key.

        A precondition that does not hold comes back as findings, with nothing changed.
        """
        said = Said(step.news.notices, step.news.listing)
        answer = await switch(self._ledger, step.order, step.before or said)
        if answer.not_kept:
            answer = await switch(self._ledger, step.order, said)
        if answer.receipt is not None:
            self._wake_mailer()
        return answer
