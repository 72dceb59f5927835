"""Whether a form's contact is still to confirm their address, asked by every page that shows it."""

from console.services import Services
from domain.account import Account
from domain.letters import needs_no_confirming
from files import configured_policy


async def contact_to_confirm(house: Services, account: Account, address: str) -> bool:
    """Whether letters go to an administrator instead, until whoever reads there confirms it."""
    rules = configured_policy(house.settings).eligibility
    allowed, denied = rules.allowed_email_domains, rules.denied_email_domains
    if needs_no_confirming(address, account, allowed, denied):
        return False
    return not await house.access.is_contact_confirmed(account.id, address)
