"""One run: whatever is due goes, page by page, and how much went is written down."""

from collections.abc import Callable
from datetime import datetime

from application.ports.retention import Files, Retained
from domain.retention.retention import Gone, Kept, RetentionPolicy

_AT_ONCE = 100


async def apply_retention(
    retained: Retained,
    files: Files,
    policy: RetentionPolicy,
    now: datetime,
    beat: Callable[[], None] = lambda: None,
) -> Gone:
    """A run that was cut off is made up for by the next: files go first, and then what names them.

    Args:
        beat: Called after each page.

    Raises:
        ServiceUnreachable: the ledger or the storage does not answer.
    """
    counts: dict[Kept, int] = {}
    for what, before in policy.limits(now).items():
        if what in (Kept.REQUESTS, Kept.DOCUMENTS):
            counts[what] = await _requests(retained, files, what, before, now, beat)
        elif what is Kept.LETTERS:
            counts[what] = await _letters(retained, before, now, beat)
        else:
            counts[what] = await retained.forget_access(before)
    gone = Gone(at=now, counts={what: number for what, number in counts.items() if number})
    if gone.counts:
        await retained.write_down(gone)
    return gone


async def _requests(
    retained: Retained,
    files: Files,
    what: Kept,
    before: datetime,
    now: datetime,
    beat: Callable[[], None],
) -> int:
    number = 0
    while found := await retained.ended(what, before, _AT_ONCE):
        for each in found:
            for location in each.documents:
                await files.remove(location)
            beat()
        await retained.forget(what, [each.run for each in found], now)
        documents = sum(len(each.documents) for each in found)
        number += documents if what is Kept.DOCUMENTS else len(found)
    return number


async def _letters(
    retained: Retained, before: datetime, now: datetime, beat: Callable[[], None]
) -> int:
    number = 0
    while blanked := await retained.blank_letters(before, now, _AT_ONCE):
        number += blanked
        beat()
    return number
