"""When a customer's link is good, and whom a new one in its place goes to."""

from datetime import timedelta
from typing import Any

import pytest

from domain.access import Role
from domain.signing_in.links import CustomerLink
from tests.ledger.samples import CONTOSO, NOON, an_account

DAY = timedelta(days=1)
ANNA = "anna@contoso.nl"
LINK = CustomerLink(
    id="a-link",
    sign_in=ANNA,
    account=CONTOSO,
    created_at=NOON,
    created_by="olga",
    expires_at=NOON + DAY,
    revoked_at=None,
    used_at=None,
)


def changed(**values: Any) -> CustomerLink:
    return LINK.model_copy(update=values)


def test_it_is_good_until_it_expires_is_revoked_or_its_address_is_replaced() -> None:
    assert LINK.is_good(NOON + DAY - timedelta(seconds=1))
    assert not LINK.is_good(NOON + DAY)
    assert not changed(revoked_at=NOON).is_good(NOON)
    assert not changed(replaced_at=NOON).is_good(NOON)


def test_for_more_than_a_year_a_new_one_may_be_had_for_it_unless_it_was_revoked() -> None:
    end = LINK.expires_at + timedelta(days=400)
    assert LINK.can_be_exchanged(end - timedelta(seconds=1))
    assert not LINK.can_be_exchanged(end)
    assert changed(replaced_at=NOON).can_be_exchanged(NOON)
    assert not changed(revoked_at=NOON).can_be_exchanged(NOON)


def test_a_new_one_goes_to_the_same_address_if_it_is_on_file_or_was_mailed_to() -> None:
    account = an_account()
    assert LINK.exchanged_with(account) == ANNA
    stranger = "anna@elsewhere.example"
    assert changed(sign_in=stranger).exchanged_with(account) is None
    assert changed(sign_in=stranger, mailed_to=stranger).exchanged_with(account) == stranger


def test_where_the_address_was_replaced_it_goes_to_who_gets_the_letters_today() -> None:
    contact = an_account().billing_contact
    assert contact is not None
    replaced = changed(replaced_at=NOON, mailed_to=ANNA)
    assert replaced.exchanged_with(an_account()) == contact.email
    nobody = an_account().model_copy(update={"billing_contact": None, "administrators": ()})
    assert replaced.exchanged_with(nobody) is None


@pytest.mark.parametrize("mailed_to", [None, ANNA])
def test_its_holder_acts_for_one_account_and_it_says_who_could_read_it(
    mailed_to: str | None,
) -> None:
    actor = changed(mailed_to=mailed_to).actor
    assert (actor.roles, actor.account) == (frozenset({Role.CUSTOMER}), CONTOSO)
    assert actor.through is not None
    assert actor.through.mailed is (mailed_to is not None)
    assert actor.through.staff_could_read is (mailed_to is None)
