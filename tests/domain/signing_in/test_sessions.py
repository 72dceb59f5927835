"""How long a session lasts, and what it lets its holder do."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.access import Actor, Role
from domain.people.through import Channel, Through
from domain.signing_in.sessions import Holder, Limits, SessionOnFile, SignInMethod
from tests.ledger.samples import NOON

HOUR = timedelta(hours=1)
THROUGH = Through(door=Channel.PASSWORD)
SESSION = SessionOnFile(
    actor=Actor("anna", frozenset({Role.CREDIT}), None, THROUGH),
    how=SignInMethod.PASSWORD,
    idle=HOUR,
    idle_at=NOON + HOUR,
    expires_at=NOON + 12 * HOUR,
    ended_at=None,
    unproven=False,
)


def test_its_holder_acts_until_it_is_idle_for_too_long() -> None:
    holder = SESSION.holder(NOON + HOUR - timedelta(seconds=1))
    assert holder == Holder(SESSION.actor, NOON + HOUR, HOUR, NOON + HOUR)
    assert SESSION.holder(NOON + HOUR) is None


def test_it_ends_however_much_one_clicks() -> None:
    clicked = replace(SESSION, idle_at=NOON + 20 * HOUR)
    assert clicked.holder(NOON + 12 * HOUR - timedelta(seconds=1)) is not None
    assert clicked.holder(NOON + 12 * HOUR) is None


def test_one_that_was_ended_lets_nobody_in() -> None:
    assert replace(SESSION, ended_at=NOON).holder(NOON) is None


def test_without_the_second_factor_that_is_required_one_may_do_nothing() -> None:
    holder = replace(SESSION, unproven=True).holder(NOON)
    assert holder is not None
    assert (holder.actor.roles, holder.actor.account) == (frozenset(), None)


@pytest.mark.parametrize("how", SignInMethod)
def test_of_one_from_before_nobody_knows_who_saw_the_link_or_the_password(
    how: SignInMethod,
) -> None:
    actor = replace(SESSION.actor, through=None)
    holder = replace(SESSION, actor=actor, how=how).holder(NOON)
    assert holder is not None
    assert holder.actor.through is not None
    assert holder.actor.through.staff_could_read is (how is not SignInMethod.OIDC)


@pytest.mark.parametrize(("minutes", "worth"), [(6, False), (7, True)])
def test_a_click_is_written_once_a_tenth_of_the_idle_time_has_passed(
    minutes: int, worth: bool
) -> None:
    holder = SESSION.holder(NOON)
    assert holder is not None
    assert holder.is_worth_a_click(NOON + timedelta(minutes=minutes)) is worth


def test_one_that_begins_with_a_link_lasts_no_longer_than_the_link() -> None:
    limits = Limits(lasts=12 * HOUR, idle=HOUR)
    assert limits.expires_at(NOON) == NOON + 12 * HOUR
    assert limits.expires_at(NOON, NOON + HOUR) == NOON + HOUR
    assert limits.expires_at(NOON, NOON + 13 * HOUR) == NOON + 12 * HOUR
