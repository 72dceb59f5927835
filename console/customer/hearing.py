"""What a page that is being looked at hears of changes."""

from collections.abc import AsyncIterator

from fastapi.sse import ServerSentEvent

from console.pages import streaming
from console.services import Services


def changes(house: Services, *topics: str) -> AsyncIterator[ServerSentEvent]:
    """Says each time that something may have changed, and never what: the page asks for that, and
    is shown what its reader may see. Once at the beginning, too: what changed between the page and
    its listening would be lost."""
    return streaming.changes(house.live, *topics, missed=_perhaps)


async def _perhaps() -> bool:
    return True
