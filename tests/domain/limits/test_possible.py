"""What is said beforehand of a limit is what the change is answered."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.errors import LimitNotChangeable
from domain.limits.deciding import LimitState, decide, limit_to_change
from domain.limits.limit import LimitProposal
from domain.limits.messages import ChangeLimit
from domain.limits.operations import possible_of
from domain.limits.policy import LimitsPolicy
from tests.domain.requests.lives import euros

TODAY = date(2026, 11, 2)
LIMIT = euros("500.00")
STATES = {
    "none": None,
    "plain": LimitState(LIMIT),
    "frozen": LimitState(LIMIT, frozen=True),
    "to be reviewed": LimitState(LIMIT, review_on=TODAY + timedelta(days=9)),
}
ASKED: dict[str, dict[str, Any]] = {
    "change_limit": {"amount": euros("400.00")},
    "freeze": {"freeze": True},
    "unfreeze": {"freeze": False},
    "no_review": {"no_review": True},
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
@pytest.mark.parametrize("operation", ASKED)
def test_what_is_possible_is_done_and_what_is_not_is_refused(
    operation: str, state: LimitState | None
) -> None:
    def ask() -> None:
        asked = ChangeLimit(by="carla@provider.example", reason="as agreed", **ASKED[operation])
        decide(limit_to_change(state), asked, None, LimitsPolicy(), Decimal(10**6), TODAY)

    if possible_of(state, None)[operation] is None:
        ask()
    else:
        with pytest.raises(LimitNotChangeable):
            ask()


def test_each_says_why() -> None:
    def codes(state: LimitState | None) -> list[str | None]:
        return [each.code if each else None for each in possible_of(state, None).values()]

    assert codes(None) == ["no_limit"] * 4 + ["no_limit_proposed"]
    plain = [None, None, "not_frozen", "no_review_set", "no_limit_proposed"]
    assert codes(STATES["plain"]) == plain
    assert codes(STATES["frozen"])[1:3] == ["frozen_already", None]
    assert codes(STATES["to be reviewed"])[3] is None


def test_what_is_proposed_can_be_confirmed() -> None:
    now = datetime(2026, 11, 2, 12, tzinfo=UTC)
    proposal = LimitProposal(
        number=1,
        limit=LIMIT,
        before=LIMIT,
        because="more is needed",
        by="carla@provider.example",
        at=now,
        lapses_at=now + timedelta(days=14),
    )
    assert possible_of(LimitState(LIMIT), proposal)["confirm_limit"] is None
