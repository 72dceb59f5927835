"""Who may have a password and roles of ours, what a second factor is, and who could know a
password."""

from datetime import timedelta

import pytest

from domain.access import Role
from domain.errors import AccessNotAcceptable
from domain.signing_in.person import (
    Person,
    PersonOnFile,
    is_who_provider_vouches_for,
    may_be_given_roles,
    may_have_password,
)
from domain.signing_in.second_factors import (
    code_as_typed,
    may_have_another,
    moments_of_codes,
    name_of_factor,
)
from tests.ledger.samples import NOON

ANNA = Person(
    sign_in="anna",
    roles=(Role.CREDIT,),
    account=None,
    by_provider=False,
    created_at=NOON,
    created_by="root",
    disabled_at=None,
)
BY_PROVIDER = PersonOnFile(ANNA, subject="1234", password_set_by=None)


def test_who_signs_in_by_the_provider_has_neither_a_password_nor_roles_from_here() -> None:
    by_password = PersonOnFile(ANNA, subject=None, password_set_by="anna")
    for rule in (may_have_password, may_be_given_roles):
        rule(by_password)
        with pytest.raises(AccessNotAcceptable):
            rule(BY_PROVIDER)


def test_the_provider_vouches_for_one_person_who_is_not_disabled() -> None:
    assert is_who_provider_vouches_for(BY_PROVIDER, "1234")
    assert not is_who_provider_vouches_for(BY_PROVIDER, "5678")
    disabled = ANNA.model_copy(update={"disabled_at": NOON})
    assert not is_who_provider_vouches_for(PersonOnFile(disabled, "1234", None), "1234")


@pytest.mark.parametrize(("set_by", "known_to"), [("anna", None), ("olga", "olga"), (None, "root")])
def test_it_is_said_who_else_could_know_a_password(
    set_by: str | None, known_to: str | None
) -> None:
    through = PersonOnFile(ANNA, subject=None, password_set_by=set_by).as_actor.through
    assert through is not None
    assert (through.made_by, through.staff_could_read) == (known_to, known_to is not None)


def test_one_has_at_most_ten_second_factors() -> None:
    may_have_another(9)
    with pytest.raises(AccessNotAcceptable):
        may_have_another(10)


def test_codes_of_the_half_minute_before_and_after_are_accepted() -> None:
    at = int(NOON.timestamp()) // 30
    for moment in (NOON, NOON + timedelta(seconds=29)):
        assert moments_of_codes(moment) == [
            (at - 1, (at - 1) * 30),
            (at, at * 30),
            (at + 1, (at + 1) * 30),
        ]


def test_what_people_put_between_the_parts_of_a_code_is_no_part_of_it() -> None:
    assert code_as_typed(" AB12-cd34 ") == "ab12cd34"


@pytest.mark.parametrize(
    ("given", "name"),
    [(" My \n phone ", "My phone"), ("", "app"), ("a\x00b", "app"), ("x" * 99, "x" * 80)],
)
def test_a_factor_is_called_as_it_is_shown(given: str, name: str) -> None:
    assert name_of_factor(given, "app") == name
