"""Links in letters to customers: how long each works, and which end as an address is replaced.

A link lets its reader in to the page where what the letter asks for is done.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from domain.accounts.account import Account
from domain.letters.on_file import on_file, same_address
from domain.letters.policy import LettersPolicy
from domain.notices import Notice

KEPT_OF_A_LETTER = 2
"""Links of one letter that may have been sent before: it was tried again since."""


def link_until(notice: Notice, now: datetime, policy: LettersPolicy) -> datetime:
    """Until when a letter's link works: the day after what it asks for, within the policy's
    bounds."""
    least = now + timedelta(days=policy.link_days)
    most = now + timedelta(days=max(policy.link_days, policy.link_days_at_most))
    asked = notice.deadline + timedelta(days=1) if notice.deadline else least
    return min(max(asked, least), most)


def taken_off_file(before: Account, after: Account) -> set[str]:
    """The addresses that the account had on file and has not any more: their links end."""
    return _same(on_file(before)) - _same(on_file(after))


def welcome(account: Account | None, contact: str | None) -> set[str]:
    """The addresses whose links about a request go on working: who is on file of its account, and
    its present contact."""
    known = on_file(account) if account else ()
    return _same((*known, *([contact] if contact else [])))


def _same(addresses: Collection[str]) -> set[str]:
    return {same_address(each) for each in addresses}
