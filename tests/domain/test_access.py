"""Who may do what, and who reaches which account."""

from typing import cast

import pytest

from domain.access import ALLOWED, Action, Actor, Role, require
from domain.errors import NotAllowed

THEIRS, ANOTHERS = "contoso", "fabrikam"
STAFF = [Role.CREDIT, Role.LEGAL, Role.BILLING, Role.AUDITOR, Role.ADMIN]


def somebody(*roles: Role, account: str | None = None) -> Actor:
    return Actor("somebody", frozenset(roles), account)


def who_may(action: Action) -> str:
    return " ".join(sorted(role for role in Role if somebody(role).may(action)))


def test_a_customer_reaches_their_own_account_and_no_other() -> None:
    anna = somebody(Role.CUSTOMER, account=THEIRS)
    assert anna.reaches(THEIRS)
    assert not anna.reaches(ANOTHERS)
    assert not anna.reaches("")


def test_a_customer_of_no_account_reaches_none() -> None:
    assert not somebody(Role.CUSTOMER).reaches(THEIRS)


@pytest.mark.parametrize("role", STAFF)
def test_everybody_of_the_staff_reaches_every_account(role: Role) -> None:
    assert somebody(role).reaches(THEIRS)
    assert somebody(role).reaches(ANOTHERS)


def test_somebody_without_a_role_reaches_nothing_and_may_do_nothing() -> None:
    assert not somebody().reaches(THEIRS)
    assert not somebody(account=THEIRS).reaches(THEIRS)
    assert not any(somebody().may(action) for action in Action)


@pytest.mark.parametrize("role", STAFF)
def test_a_customer_who_is_staff_as_well_stays_with_their_own_account(role: Role) -> None:
    both = somebody(Role.CUSTOMER, role, account=THEIRS)
    assert both.is_customer
    assert both.reaches(THEIRS)
    assert not both.reaches(ANOTHERS)


def test_every_action_is_somebodys() -> None:
    assert ALLOWED.keys() == set(Action)
    assert all(ALLOWED.values())


@pytest.mark.parametrize(
    ("action", "roles"),
    [
        (Action.SWITCH, "customer"),
        (Action.SUBMIT, "admin customer"),
        (Action.APPROVE, "admin credit"),
        (Action.DECLINE, "admin credit legal"),
        (Action.REVIEW_DOCUMENT, "admin legal"),
        (Action.VIEW_DOCUMENT, "admin auditor credit customer legal"),
        (Action.RECORD_PAYMENT, "admin billing"),
        (Action.WRITE_OFF, "admin billing"),
        (Action.DECLARE_WIRE, "admin billing customer"),
        (Action.VIEW_ACCOUNT, "admin auditor billing credit legal"),
        (Action.VIEW_BANK, "admin auditor billing"),
        (Action.IMPORT_STATEMENTS, "admin billing"),
        (Action.DECIDE_BANK_ENTRY, "admin billing"),
        (Action.INVITE_CUSTOMER, "admin billing credit legal"),
        (Action.VIEW_ACCESS_LOG, "admin auditor"),
        (Action.ERASE_ACCOUNT, "admin"),
        (Action.CONFIRM_ERASURE, "admin"),
        (Action.EXPORT_ACCOUNT, "admin"),
        (Action.MANAGE_ACCESS, "admin"),
    ],
)
def test_each_does_what_is_theirs(action: Action, roles: str) -> None:
    assert who_may(action) == roles


def test_what_the_table_does_not_name_is_allowed_to_nobody() -> None:
    unnamed = cast(Action, "sell_the_company")
    assert not any(somebody(role).may(unnamed) for role in Role)


_ONLY_LOOKING = {Action.CHECK, Action.TAKE_EVIDENCE}
"""Named otherwise than `view_…`, and nothing is changed by them."""


def test_an_auditor_sees_and_changes_nothing() -> None:
    seen = {action for action in Action if somebody(Role.AUDITOR).may(action)}
    assert all(action.startswith("view_") or action in _ONLY_LOOKING for action in seen)


def test_what_a_role_does_not_allow_is_refused_with_what_was_asked_and_by_whom() -> None:
    with pytest.raises(NotAllowed) as refusal:
        require(somebody(Role.LEGAL, Role.CREDIT), Action.RECORD_PAYMENT)
    assert refusal.value.reason == "Your role does not allow this."
    assert refusal.value.details == {"action": "record_payment", "roles": ["credit", "legal"]}


def test_one_of_several_roles_is_enough() -> None:
    require(somebody(Role.AUDITOR, Role.BILLING), Action.RECORD_PAYMENT)
    require(somebody(Role.AUDITOR, Role.BILLING), Action.RECORD_PAYMENT, ANOTHERS)


def test_what_is_allowed_is_allowed_on_ones_own_account_only() -> None:
    anna = somebody(Role.CUSTOMER, account=THEIRS)
    require(anna, Action.OPEN_DISPUTE)
    require(anna, Action.OPEN_DISPUTE, THEIRS)
    with pytest.raises(NotAllowed):
        require(anna, Action.OPEN_DISPUTE, ANOTHERS)
    with pytest.raises(NotAllowed):
        require(anna, Action.RECORD_PAYMENT, THEIRS)
