"""Reads what is unpaid at the billing system before a scope is switched there."""

import asyncio
from datetime import datetime

from application.ports.billing import BillingProvider
from domain.accounts.account import Account, PaymentMethod
from domain.billing.provider import Party
from domain.billing.switching import open_at_provider
from domain.errors import ProviderUnavailable
from domain.policy import OpenInvoiceAtSwitch
from domain.rules.switch_rules import OpenThere


async def open_there(
    provider: BillingProvider,
    account: Account,
    scope_id: str,
    policy: OpenInvoiceAtSwitch,
    now: datetime,
    within: float | None = None,
) -> OpenThere:
    """S1 and S5 as the billing system has it: of all that is not paid by invoice already.

    Args:
        within: How many seconds the billing system is waited for; None: as long as it lets one.

    Raises:
        ProviderRefused: it knows no such account, or not these scopes.
        ProviderUnavailable: it does not answer.
    """
    scopes = [each for each in account.scopes if each.payment_method is not PaymentMethod.INVOICE]
    whole = Party(account_id=account.id, scope_ids=tuple(each.id for each in scopes))
    try:
        async with asyncio.timeout(within):
            items = await provider.open_charges(whole, now)
    except TimeoutError as away:
        raise ProviderUnavailable("The billing system does not answer.") from away
    return open_at_provider(items, scope_id, policy, now)
