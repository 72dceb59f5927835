"""Of everything that can happen to a request it is decided what its customer sees."""

import pytest

from console.request_privacy import ALL, SHOWN
from console.safe_requests import for_customer
from domain.requests.happenings import Facts, Happening
from domain.requests.lifecycle import State
from domain.requests.snapshot import Snapshot, TimelineEntry
from domain.tasks import Task
from domain.turns import WaitingOn, Who
from tests.domain.requests.lives import MONDAY, euros
from wording.catalogue import words_in

PAULA = "paula@provider.test"
FACTS = Facts(
    codes=("E6",),
    about="doc-1",
    amount=euros(10),
    security=euros(5),
    deadline=MONDAY,
    said="Between us.",
)


def seen(happening: Happening) -> TimelineEntry | None:
    """What a customer sees of what one of our people did, with all that can be known of it."""
    entry = TimelineEntry(
        at=MONDAY,
        by=PAULA,
        kind=happening,
        from_=State.SUBMITTED,
        to=State.SUBMITTED,
        **dict(FACTS),
    )
    snapshot = Snapshot(
        request="pay-by-invoice/sub-1",
        scope="sub-1",
        account="account",
        company="Contoso BV",
        state=State.SUBMITTED,
        waiting_on=WaitingOn(who=Who.NOBODY, task=Task.AUTOMATIC_CHECKS, since=MONDAY),
        policy_version="1",
        timeline=(entry,),
    )
    return next(iter(for_customer(snapshot).timeline), None)


def test_it_is_decided_for_every_happening_and_for_no_other() -> None:
    assert set(SHOWN) == set(Happening)


@pytest.mark.parametrize("happening", Happening)
def test_only_the_facts_that_are_theirs_are_seen(happening: Happening) -> None:
    shown, entry = SHOWN[happening], seen(happening)
    assert (shown is None) == (entry is None)
    if shown is None or entry is None:
        return
    assert entry.by == shown.team
    for name in ALL:
        given, unknown = getattr(FACTS, name), Facts.model_fields[name].default
        assert getattr(entry, name) == (given if name in shown.facts else unknown), name


def test_what_our_people_write_to_each_other_is_never_seen() -> None:
    for happening in (
        Happening.OVERRULED,
        Happening.REJECTED,
        Happening.DOCUMENT_ACCEPTED,
        Happening.SECURITY_PROVIDED,
        Happening.LETTER_DISMISSED,
        Happening.OTHER,
    ):
        assert "Between us." not in str(seen(happening)), happening


@pytest.mark.parametrize("language", ["en", "nl"])
def test_whatever_a_customer_sees_has_words(language: str) -> None:
    for happening, shown in SHOWN.items():
        assert (shown is not None) == words_in(language).knows("event", happening), happening
