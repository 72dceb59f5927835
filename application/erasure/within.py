"""What erasing an account works with, and what it reads first."""

from dataclasses import dataclass
from datetime import datetime

from application.ports.erasing import Erasures, Keys, MarkedFiles, OpenRequests
from domain.erasure.erasure import Erasure
from domain.erasure.may_erase import Obstacles, obstacles_to_erasing
from domain.errors import ErasureUnknown
from domain.retention.retention import RetentionPolicy


@dataclass(frozen=True)
class Erasing:
    """Where it is all erased."""

    erasures: Erasures
    requests: OpenRequests
    keys: Keys
    files: MarkedFiles


async def obstacles_to(
    erasures: Erasures, account: str, policy: RetentionPolicy, now: datetime
) -> Obstacles:
    """What stands against erasing it now; raises AccountUnknown."""
    books = await erasures.books(account, now)
    return obstacles_to_erasing(books, policy.books_years, now.date())


async def known_erasure(erasures: Erasures, account: str) -> Erasure:
    """Raises ErasureUnknown: nobody asked for it."""
    known = await erasures.of(account)
    if known is None:
        raise ErasureUnknown("Nobody asked for this account to be erased.", account_id=account)
    return known
