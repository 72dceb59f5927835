"""Who acts by an API key, and until when."""

from datetime import timedelta
from typing import Any

import pytest

from domain.access import Action, Role
from domain.errors import AccessNotAcceptable
from domain.signing_in.api_keys import ApiKey, checked_key_name
from tests.ledger.samples import NOON

DAY = timedelta(days=1)
KEY = ApiKey(
    id="1a2b",
    name="a till",
    roles=(Role.BILLING,),
    account=None,
    created_at=NOON,
    created_by="root",
    expires_at=NOON + DAY,
    revoked_at=None,
    last_used_at=None,
)


def changed(**values: Any) -> ApiKey:
    return KEY.model_copy(update=values)


def test_it_lets_in_until_it_expires_or_is_revoked() -> None:
    assert KEY.holder(NOON + DAY - timedelta(seconds=1)) is not None
    assert KEY.holder(NOON + DAY) is None
    assert changed(expires_at=None).holder(NOON + 999 * DAY) is not None
    assert changed(revoked_at=NOON).holder(NOON) is None


def test_its_name_cannot_pass_for_a_persons_and_it_may_all_that_its_roles_may() -> None:
    holder = KEY.holder(NOON)
    assert holder is not None
    assert (holder.actor.sign_in, holder.actor.granted) == ("a till (key 1a2b)", None)
    assert holder.until == KEY.expires_at


def test_what_this_release_does_not_know_is_granted_to_nobody() -> None:
    holder = changed(actions=("write_off", "print_money")).holder(NOON)
    assert holder is not None
    assert holder.actor.granted == frozenset({Action.WRITE_OFF})


@pytest.mark.parametrize(
    ("last", "worth"), [(None, True), (timedelta(hours=1), False), (timedelta(minutes=61), True)]
)
def test_its_use_is_written_down_once_an_hour(last: timedelta | None, worth: bool) -> None:
    used_at = None if last is None else NOON - last
    assert changed(last_used_at=used_at).use_is_worth_writing(NOON) is worth


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\x00b", "Worker"])
def test_a_name_that_cannot_be_shown_or_is_ours_is_not_taken(name: str) -> None:
    with pytest.raises(AccessNotAcceptable) as refused:
        checked_key_name(name)
    assert refused.value.details["field"] == "name"


def test_a_name_is_kept_on_one_line() -> None:
    assert checked_key_name("  a \n till ") == "a till"
    assert checked_key_name("x" * 80) == "x" * 80
