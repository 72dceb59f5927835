"""Who gets a letter while the contact on a form is not confirmed."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.letters.unconfirmed_contact import (
    Asking,
    instead_of_contact,
    needs_no_confirming,
)
from domain.notices import NoticeKind
from tests.domain.building import an_account

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_an_administrator_gets_it_instead() -> None:
    account = an_account()
    way = instead_of_contact(account, NOW)
    assert (way.to, way.instead, way.wait_until) == (account.administrators[0], True, None)


def test_who_signed_up_gets_it_where_nobody_administers() -> None:
    account = an_account(administrators=[], billing_contact=None, signed_up_by="eva@contoso.nl")
    assert instead_of_contact(account, NOW).to == "eva@contoso.nl"


def test_it_waits_where_there_is_nobody_else() -> None:
    way = instead_of_contact(None, NOW)
    assert (way.to, way.refused, way.wait_until) == (None, False, NOW + timedelta(days=1))
    assert way.why


@pytest.mark.parametrize(
    ("allowed", "denied", "needs_none"),
    [((), (), True), ((), ("contoso.nl",), False), (("contoso.nl",), (), True)],
    ids=["own domain", "denied by the policy", "allowed by the policy"],
)
def test_the_policy_corrects_whose_domain_vouches_for_a_contact(
    allowed: tuple[str, ...], denied: tuple[str, ...], needs_none: bool
) -> None:
    said = needs_no_confirming("somebody.new@contoso.nl", an_account(), allowed, denied)
    assert said is needs_none


def test_a_contact_is_asked_in_words_that_nobody_typed_and_once_each_time() -> None:
    asking = Asking(account="a-1", request="r-1", language="nl", time_zone="UTC", at=NOW)
    first, second = (asking.letter("x@elsewhere.example", "f" * 64, times) for times in (1, 2))
    assert first.kind is NoticeKind.CONFIRM_CONTACT
    assert (first.company, first.name, first.reason, first.items) == ("", None, None, ())
    assert first.key != second.key
    assert "elsewhere" not in first.key


def test_a_confirmation_is_valid_for_the_account_or_else_for_the_request_alone() -> None:
    of = {"request": "r-1", "language": "en", "time_zone": "UTC", "at": NOW}
    assert Asking.model_validate({"account": "a-1", **of}).owner == "a-1"
    assert Asking.model_validate({"account": None, **of}).owner == "r-1"
