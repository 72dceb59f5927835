"""What is said beforehand of a limit is what the change is answered."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.errors import LimitNotChangeable
from domain.limits.deciding import LimitState, confirmed, decide, limit_to_change
from domain.limits.limit import LimitProposal
from domain.limits.messages import ChangeLimit, ConfirmLimit
from domain.limits.operations import OnAccount, possible_of
from domain.limits.policy import LimitsPolicy
from domain.values.money import Money
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

    if possible_of(OnAccount(state, None))[operation] is None:
        ask()
    else:
        with pytest.raises(LimitNotChangeable):
            ask()


def test_each_says_why() -> None:
    def codes(state: LimitState | None) -> list[str | None]:
        return [
            each.code if each else None for each in possible_of(OnAccount(state, None)).values()
        ]

    assert codes(None) == ["no_limit"] * 4 + ["no_limit_proposed"] * 2
    plain = [None, None, "not_frozen", "no_review_set", *["no_limit_proposed"] * 2]
    assert codes(STATES["plain"]) == plain
    assert codes(STATES["frozen"])[1:3] == ["frozen_already", None]
    assert codes(STATES["to be reviewed"])[3] is None


@pytest.mark.parametrize(
    ("by", "limit", "confirm"),
    [
        (None, LIMIT, None),
        ("cem@provider.example", LIMIT, None),
        ("Carla@provider.example", LIMIT, "own_proposal"),
        ("cem@provider.example", euros("400.00"), "limit_changed_since"),
    ],
    ids=["anybody", "another", "who proposed it", "changed since"],
)
def test_what_is_proposed_is_confirmed_by_another_and_declined_by_anybody(
    by: str | None, limit: Money, confirm: str | None
) -> None:
    now = datetime(2026, 11, 2, 12, tzinfo=UTC)
    proposal = LimitProposal(
        number=1,
        limit=euros("900.00"),
        before=LIMIT,
        because="more is needed",
        by="carla@provider.example",
        at=now,
        lapses_at=now + timedelta(days=14),
    )
    found = possible_of(OnAccount(LimitState(limit), proposal, by))
    codes = {name: each and each.code for name, each in found.items()}
    assert (codes["confirm_limit"], codes["decline_limit"]) == (confirm, None)
    asked = ConfirmLimit(by=by or "cem@provider.example", proposal=1)
    if confirm is None:
        assert confirmed(LimitState(limit), proposal, asked, now) is not None
    else:
        with pytest.raises(LimitNotChangeable):
            confirmed(LimitState(limit), proposal, asked, now)
