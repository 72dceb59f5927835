"""The typed way to hold a billing system behind HTTP against what is asked of it."""

from collections.abc import AsyncIterator, Sequence

from adapters.providers.http import HttpProvider
from adapters.providers.http_probe import signature_checks
from application.billing.check import checks
from domain.billing.checked import Checked, Outcome
from domain.billing.provider import InvoiceAt, Party

__all__ = ["Checked", "Outcome", "checked"]


async def checked(
    url: str, secrets: Sequence[str], account: str, scopes: Sequence[str], invoice: str | None
) -> AsyncIterator[Checked]:
    """Each rule and whether it holds, one after another.

    Args:
        invoice: The number of an open invoice of the first scope.
    """
    party = Party(account_id=account, scope_ids=tuple(scopes))
    at = InvoiceAt(number=invoice, account_id=account, scope_id=scopes[0]) if invoice else None
    async for each in signature_checks(url, secrets, party):
        yield each
    async with HttpProvider(url, secrets) as provider:
        async for each in checks(provider, party, at):
            yield each
