"""The billing system that the settings name, ready to be asked."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING

from adapters.ledger.database import Database
from application.ports.billing import BillingProvider
from domain.billing.names import ProviderName
from domain.errors import InvalidFile
from settings import Settings

if TYPE_CHECKING:
    from adapters.providers.stripe.calling import Stripe

Opener = Callable[[Settings, Database], AbstractAsyncContextManager[BillingProvider]]
"""Opens a billing system, and closes it when it is left. Raises `InvalidFile` where the settings
lack something for it; it is not reached yet."""


@asynccontextmanager
async def _ledger(_: Settings, database: Database) -> AsyncIterator[BillingProvider]:
    # Imported only where it is used, as each of them: a worker needs one.
    from adapters.providers.ledger import LedgerProvider

    yield LedgerProvider(database)


@asynccontextmanager
async def _http(settings: Settings, _: Database) -> AsyncIterator[BillingProvider]:
    from adapters.providers.http import HttpProvider

    missing = [
        {"field": field, "code": "missing", "problem": f"The billing system's {what} is missing."}
        for field, what, given in (
            ("PAYBYINVOICE_PROVIDER_URL", "address", settings.provider_url),
            ("PAYBYINVOICE_PROVIDER_SECRET", "secret", settings.provider_secrets),
        )
        if not given
    ]
    if missing or settings.provider_url is None:
        raise InvalidFile(missing)
    async with HttpProvider(settings.provider_url, settings.provider_secrets) as provider:
        yield provider


@asynccontextmanager
async def _stripe(settings: Settings, _: Database) -> AsyncIterator[BillingProvider]:
    from adapters.providers.stripe.provider import StripeProvider

    async with opened_stripe(settings) as stripe:
        yield StripeProvider(stripe)


@asynccontextmanager
async def opened_stripe(settings: Settings) -> "AsyncIterator[Stripe]":
    """Stripe's API with the key of these settings.

    Raises:
        InvalidFile: there is none.
    """
    from adapters.providers.stripe.calling import Stripe

    if settings.stripe_api_key is None:
        said = "Stripe is called with a secret key, and there is none."
        problem = {"field": "PAYBYINVOICE_STRIPE_API_KEY", "code": "missing", "problem": said}
        raise InvalidFile([problem])
    stripe = Stripe(
        settings.stripe_api_key.get_secret_value(),
        settings.stripe_api_base,
        settings.stripe_calls_per_second,
    )
    try:
        yield stripe
    finally:
        await stripe.aclose()


_OPENERS: Mapping[ProviderName, Opener] = {
    ProviderName.HTTP: _http,
    ProviderName.LEDGER: _ledger,
    ProviderName.STRIPE: _stripe,
}


def opened_provider(
    settings: Settings, database: Database
) -> AbstractAsyncContextManager[BillingProvider]:
    """The billing system of `PAYBYINVOICE_PROVIDER`, for as long as it is entered.

    Raises:
        InvalidFile: it cannot be used with these settings.
    """
    opener = _OPENERS.get(settings.provider)
    if opener is None:
        said = f"This release does not work with {settings.provider} yet."
        problem = {"field": "PAYBYINVOICE_PROVIDER", "code": "not_available", "problem": said}
        raise InvalidFile([problem])
    return opener(settings, database)


@asynccontextmanager
async def outside_provider(
    settings: Settings, database: Database
) -> AsyncIterator[BillingProvider | None]:
    """The same for a worker: None where it is the ledger, which needs no second step."""
    if settings.provider is ProviderName.LEDGER:
        yield None
        return
    async with opened_provider(settings, database) as provider:
        yield provider
