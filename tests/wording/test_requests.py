"""What staff read of a request's timeline."""

import pytest

from domain.erasure.erasure import ACCOUNT_ERASED
from domain.requests.happenings import Happening
from domain.requests.lifecycle import State
from domain.requests.snapshot import TimelineEntry
from tests.ledger.samples import NOON
from wording.requests import facts_of


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("We changed our mind.", "We changed our mind."),
        (ACCOUNT_ERASED, "The personal data of this account is erased."),
    ],
)
def test_why_it_was_withdrawn_is_somebodys_words_or_ours(said: str, read: str) -> None:
    entry = TimelineEntry(
        at=NOON,
        by="olga",
        kind=Happening.WITHDRAWN,
        from_=State.SUBMITTED,
        to=State.WITHDRAWN,
        said=said,
    )
    assert facts_of(entry) == read
