"""How long links in letters work, and which end."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.letters.links import link_until, taken_off_file, welcome
from domain.letters.policy import LettersPolicy
from tests.domain.building import an_account
from tests.mail.notices import notice

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
POLICY = LettersPolicy(link_days=14, link_days_at_most=120)


@pytest.mark.parametrize(
    ("asked_in", "works"),
    [(None, 14), (1, 14), (13, 14), (14, 15), (30, 31), (119, 120), (120, 120), (400, 120)],
)
def test_a_link_works_until_the_day_after_within_bounds(asked_in: int | None, works: int) -> None:
    deadline = None if asked_in is None else NOW + timedelta(days=asked_in)
    until = link_until(notice(deadline=deadline), NOW, POLICY)
    assert until == NOW + timedelta(days=works)


def test_the_least_holds_where_the_policy_allows_less_at_the_most() -> None:
    policy = LettersPolicy(link_days=14, link_days_at_most=7)
    assert link_until(notice(), NOW, policy) == NOW + timedelta(days=14)


def test_an_address_is_off_file_only_if_no_spelling_of_it_is_left() -> None:
    before = an_account(administrators=["Anna@contoso.nl", "ben@contoso.nl"])
    after = an_account(administrators=[" anna@CONTOSO.nl "])
    assert taken_off_file(before, after) == {"ben@contoso.nl"}
    assert taken_off_file(before, before) == set()


def test_links_about_a_request_work_for_its_contact_and_who_is_on_file() -> None:
    account = an_account(administrators=["anna@contoso.nl"], signed_up_by="anna@contoso.nl")
    stay = welcome(account, "Dora@contoso.nl")
    assert {"anna@contoso.nl", "dora@contoso.nl"} <= stay
    assert "dora@contoso.nl" not in welcome(account, None)
    assert welcome(None, None) == set()
