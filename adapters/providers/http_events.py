"""What a billing system over HTTP says that happened there: signed like our calls to it."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from domain.billing.following import Hint, HintKind, RemoteInvoice
from domain.billing.names import ProviderName
from domain.errors import ProviderRefused
from domain.webhooks.signing import is_signed

COLLECTION_CHANGED = "collection.changed"
"""The only type of event that is taken: how a scope is collected, or that it was charged."""
_LONGEST_ID = 200
_SCOPE = re.compile(r"[A-Za-z0-9._:-]{1,100}")
"""What an account's scope has for an id; what is not like it is none of ours."""


class NotFromProvider(Exception):
    """It is forged, or old, or no event."""


def hint_in(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime
) -> Hint | None:
    """What to read again; None for an event of another type.

    Raises:
        NotFromProvider: nothing of it can be believed.
    """
    message = headers.get("webhook-id", "")
    if not 0 < len(message) <= _LONGEST_ID or not is_signed(headers, body, secrets, now):
        raise NotFromProvider
    try:
        event = json.loads(body)
        if event["type"] != COLLECTION_CHANGED:
            return None
        scope = event["data"]["scope_id"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotFromProvider from None
    if not isinstance(scope, str) or not _SCOPE.fullmatch(scope):
        raise NotFromProvider
    said_at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    return Hint(id=message, kind=HintKind.COLLECTION, reference=scope, said_at=said_at)


class FollowedHttp:
    """What `application.ports.following.Followed` says: of invoices it tells nothing."""

    name = ProviderName.HTTP.value

    async def invoices(self, reference: str) -> Sequence[RemoteInvoice]:
        raise ProviderRefused("No invoices are read there.", provider_code="not_followed")

    async def hints_since(self, moment: datetime) -> Sequence[Hint]:
        """What was not told is seen by the next look for drift."""
        return ()
