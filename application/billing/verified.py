"""Reads back how every scope is collected at this moment."""

from collections.abc import Sequence

from application.ports.billing import BillingProvider
from domain.billing.provider import Collection, Party
from domain.errors import ProviderUnavailable


async def verified(provider: BillingProvider, party: Party) -> Sequence[Collection]:
    """Raises:
    ProviderUnavailable: it does not say so of these scopes alone: it has not answered.
    """
    found = await provider.verify(party)
    if {each.scope_id for each in found} != set(party.scope_ids):
        raise ProviderUnavailable(
            "It does not say how this is collected.", scope_ids=list(party.scope_ids)
        )
    return found
