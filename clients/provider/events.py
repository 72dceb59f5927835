"""The way in for what a billing system says that happened there."""

from collections.abc import Mapping
from datetime import UTC, datetime

from temporalio.client import Client

from domain.billing.following import Hint
from domain.billing.names import ProviderName
from domain.errors import EventNotAcceptable, EventUnknown
from engine.wiring.following import follow_now
from engine.wiring.open_ledger import OpenLedger
from settings import Settings


class ProviderEventClient:
    def __init__(self, temporal: Client, ledger: OpenLedger, settings: Settings) -> None:
        self._temporal = temporal
        self._ledger = ledger.transactions
        self._settings = settings

    async def take_from_stripe(self, body: bytes, signature: str | None) -> None:
        """Keeps the hint in an event of Stripe's, once, and has it worked off. What the event says
        besides is not kept, and not believed.

        Raises:
            EventUnknown: no events of Stripe's are taken here.
            EventNotAcceptable: it is forged, or old, or no event.
            ServiceUnreachable: the ledger does not answer; Stripe sends it again.
        """
        secret = self._settings.stripe_webhook_secret
        if self._settings.provider is not ProviderName.STRIPE or secret is None:
            raise EventUnknown("No events of Stripe are taken here.")
        # Loaded with the first event: most consoles take none.
        from adapters.providers.stripe.following import NotFromStripe, hint_in

        try:
            hint = hint_in(body, signature, secret.get_secret_value())
        except NotFromStripe:
            raise EventNotAcceptable(
                "This is no event that Stripe signed just now: nothing was done."
            ) from None
        await self._take(ProviderName.STRIPE, hint)

    async def take_from_http(self, body: bytes, headers: Mapping[str, str]) -> None:
        """The same of a billing system over HTTP, which signs as we sign our calls to it.

        Raises:
            EventUnknown: no such events are taken here.
            EventNotAcceptable: it is forged, or old, or no event.
            ServiceUnreachable: the ledger does not answer; it is to be sent again.
        """
        secrets = self._settings.provider_secrets
        if self._settings.provider is not ProviderName.HTTP or not secrets:
            raise EventUnknown("No events of a billing system over HTTP are taken here.")
        from adapters.providers.http_events import NotFromProvider, hint_in

        try:
            hint = hint_in(headers, body, secrets, datetime.now(UTC))
        except NotFromProvider:
            raise EventNotAcceptable(
                "This is no event that the billing system signed just now: nothing was done."
            ) from None
        await self._take(ProviderName.HTTP, hint)

    async def _take(self, provider: ProviderName, hint: Hint | None) -> None:
        """Nothing where an event is about nothing of ours."""
        if hint is None:
            return
        async with self._ledger.writing() as transaction:
            await transaction.hints.keep(provider.value, [hint], datetime.now(UTC))
        # A hint that was known may still wait.
        await follow_now(self._temporal, self._settings.task_queue)
