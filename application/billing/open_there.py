"""What is not paid at the billing system that is in charge, before a switch there."""

from datetime import datetime

from application.ports.billing import BillingProvider
from domain.account import Account, PaymentMethod
from domain.billing.provider import Party
from domain.billing.switching import OpenThere, open_at_provider
from domain.policy import OpenInvoiceAtSwitch


async def open_there(
    provider: BillingProvider,
    account: Account,
    scope_id: str,
    policy: OpenInvoiceAtSwitch,
    now: datetime,
) -> OpenThere:
    """S1 and S5 as the billing system has it: of all that is not paid by invoice already.

    Raises:
        ProviderRefused: it knows no such account, or not these scopes.
        ProviderUnavailable: it does not answer.
    """
    scopes = [each for each in account.scopes if each.payment_method is not PaymentMethod.INVOICE]
    whole = Party(account_id=account.id, scope_ids=tuple(each.id for each in scopes))
    return open_at_provider(await provider.open_charges(whole, now), scope_id, policy, now)
