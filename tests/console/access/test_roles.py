"""Every role × every action: this table is the test, and says it a second time on purpose."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from clients.access import AccessClient
from console.access import Action, Actor, action_of
from console.access.acting import SIGNED_IN
from domain.access import Role, require
from domain.errors import NotAllowed
from tests.console.access.browser import OURS, THEIRS, Browser, add, browsing

# One letter for each role: (c)ustomer, c(r)edit, (l)egal, (b)illing, a(u)ditor, (a)dmin.
LETTERS = {
    "c": Role.CUSTOMER,
    "r": Role.CREDIT,
    "l": Role.LEGAL,
    "b": Role.BILLING,
    "u": Role.AUDITOR,
    "a": Role.ADMIN,
}

TABLE = {
    "view_queues": "·rlbua",
    "view_request": "crlbua",
    "view_evidence": "·rlbua",
    "take_evidence": "····ua",
    "view_document": "crl·ua",
    "view_invoice": "crlbua",
    "view_account": "·rlbua",
    "view_reports": "·rlbua",
    "view_events": "·rlbua",
    "open_request": "c····a",
    "edit_draft": "c····a",
    "submit": "c····a",
    "check": "crlbua",
    "recheck": "crl··a",
    "withdraw": "c····a",
    "return_application": "c····a",
    "add_document": "c·l··a",
    "switch": "c·····",
    "approve": "·r···a",
    "ask_for_more": "·r···a",
    "decline": "·rl··a",
    "record_security": "·r···a",
    "change_limit": "·r···a",
    "confirm_limit": "·r···a",
    "ask_for_documents": "·rl··a",
    "review_document": "··l··a",
    "extend_deadline": "·rl··a",
    "overrule": "··l··a",
    "declare_wire": "c··b·a",
    "open_dispute": "c··b·a",
    "issue_invoice": "···b·a",
    "record_payment": "···b·a",
    "reverse_payment": "···b·a",
    "apply_credit": "···b·a",
    "correct_entry": "···b·a",
    "refund_credit": "···b·a",
    "resolve_dispute": "···b·a",
    "credit_invoice": "···b·a",
    "write_off": "···b·a",
    "import_accounts": "···b·a",
    "delete_account": "···b·a",
    "settle_charges": "···b·a",
    "view_bank": "···bua",
    "import_statements": "···b·a",
    "decide_bank_entry": "···b·a",
    "resend_letter": "···b·a",
    "choose_invoice_format": "c··b·a",
    "invite_customer": "·rlb·a",
    "view_hooks": "····ua",
    "manage_hooks": "·····a",
    "view_provider": "···bua",
    "manage_provider": "···b·a",
    "operate": "·····a",
    "view_retention": "····ua",
    "view_erasures": "····ua",
    "erase_account": "·····a",
    "confirm_erasure": "·····a",
    "export_account": "·····a",
    "view_access_log": "····ua",
    "manage_access": "·····a",
}

CHANGES_NOTHING = {
    "view_queues", "view_request", "view_evidence", "take_evidence", "view_document",
    "view_invoice", "view_account", "view_reports", "view_events", "view_bank", "view_hooks",
    "view_provider",
    "view_access_log", "check",
    "view_retention",
    "view_erasures",
}  # fmt: skip

EVERY = [(role, action) for action in Action for role in Role]


def _is_allowed(role: Role, action: Action) -> bool:
    return role in {LETTERS[letter] for letter in TABLE[action] if letter != "·"}


def _account_of(role: Role) -> str | None:
    return OURS if role is Role.CUSTOMER else None


def test_the_table_has_every_action_and_no_other() -> None:
    assert list(TABLE) == [action.value for action in Action]
    assert {len(row) for row in TABLE.values()} == {len(Role)}


def test_an_auditor_changes_nothing() -> None:
    assert {action for action in TABLE if _is_allowed(Role.AUDITOR, Action(action))} == (
        CHANGES_NOTHING
    )


@pytest.mark.parametrize(("role", "action"), EVERY)
def test_every_route_agrees_with_the_table(role: Role, action: Action) -> None:
    actor = Actor("somebody", frozenset({role}), _account_of(role))
    try:
        require(actor, action, OURS)
    except NotAllowed:
        assert not _is_allowed(role, action)
    else:
        assert _is_allowed(role, action)


@pytest.mark.parametrize("role", Role)
async def test_every_action_by_somebody_who_is_signed_in(
    role: Role, access: AccessClient, app: FastAPI
) -> None:
    await add(access, "somebody", role, account=_account_of(role))
    async with browsing(app) as browser:
        await browser.sign_in("somebody")
        csrf = await browser.csrf()
        done = {}
        for action in Action:
            answer = await browser.post(f"/do/{action}", csrf=csrf)
            done[action] = answer.status_code
    assert done == {a: 200 if _is_allowed(role, a) else 403 for a in Action}


@pytest.mark.parametrize("role", Role)
async def test_every_action_by_a_program_with_a_key(
    role: Role, access: AccessClient, app: FastAPI
) -> None:
    _, key = await access.create_key("program", [role], _account_of(role), by="root")
    async with browsing(app) as browser:
        browser.client.headers["Authorization"] = f"Bearer {key}"
        done = {}
        for action in Action:
            answer = await browser.client.post(f"/api/do/{action}")
            done[action] = answer.status_code
            if answer.status_code == 403:
                assert answer.json()["refused"]["code"] == "not_allowed"
    assert done == {a: 200 if _is_allowed(role, a) else 403 for a in Action}


async def test_nobody_does_anything_without_being_signed_in(browser: Browser) -> None:
    for action in Action:
        page = await browser.post(f"/do/{action}")
        assert (page.status_code, page.headers["location"]) == (303, "/sign-in")
        answer = await browser.client.post(f"/api/do/{action}")
        assert answer.status_code == 401
        assert answer.json()["refused"]["code"] == "not_signed_in"
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_roles_add_up(access: AccessClient, browser: Browser) -> None:
    await add(access, "both", Role.CREDIT, Role.LEGAL)
    await browser.sign_in("both")
    for action in (Action.APPROVE, Action.OVERRULE):
        assert (await browser.change(f"/do/{action}")).status_code == 200
    assert (await browser.change(f"/do/{Action.WRITE_OFF}")).status_code == 403


@pytest.fixture(params=["session", "key"])
async def customer(
    request: pytest.FixtureRequest, access: AccessClient, app: FastAPI
) -> AsyncIterator[Browser]:
    """A customer of the first account, in each of two ways."""
    async with browsing(app) as browser:
        if request.param == "session":
            await add(access, "anna", Role.CUSTOMER, account=OURS)
            await browser.sign_in("anna")
        else:
            _, key = await access.create_key("shop", [Role.CUSTOMER], OURS, by="root")
            browser.client.headers["Authorization"] = f"Bearer {key}"
        yield browser


async def test_another_accounts_things_are_answered_like_what_does_not_exist(
    customer: Browser,
) -> None:
    assert (await customer.get("/requests/mine")).text == "mine"
    customer.client.headers["X-Request-Id"] = "the-same-id"  # else every answer has its own
    foreign, unknown = await customer.get("/requests/foreign"), await customer.get("/requests/no")
    assert foreign.status_code == unknown.status_code == 403
    assert foreign.text == unknown.text
    assert {*foreign.headers.items()} == {*unknown.headers.items()}


async def test_staff_reach_every_account_and_learn_what_does_not_exist(
    access: AccessClient, browser: Browser
) -> None:
    await add(access, "carol", Role.CREDIT)
    await browser.sign_in("carol")
    for name in ("mine", "foreign"):
        assert (await browser.get(f"/requests/{name}")).status_code == 200
    assert (await browser.get("/requests/no")).status_code == 404


async def test_a_route_that_forgets_whose_it_is_shows_nothing(
    access: AccessClient, browser: Browser
) -> None:
    await add(access, "anna", Role.CUSTOMER, account=OURS)
    await browser.sign_in("anna")
    assert (await browser.get("/forgotten")).status_code == 403


def test_a_customer_reaches_one_account() -> None:
    actor = Actor("anna", frozenset({Role.CUSTOMER}), OURS)
    require(actor, Action.VIEW_REQUEST, OURS)
    with pytest.raises(NotAllowed):
        require(actor, Action.VIEW_REQUEST, THEIRS)
    for nobodys in (None, ""):
        with pytest.raises(NotAllowed):
            require(Actor("anna", frozenset({Role.CUSTOMER}), nobodys), Action.SWITCH, OURS)


PUBLIC = {
    "/sign-in", "/sign-out", "/sign-in/oidc", "/sign-in/oidc/callback", "/c", "/c/{token}",
    "/sign-in/second", "/sign-in/second/key", "/sign-in/second/key/options",
    "/c/again", "/c/contact", "/c/contact/{token}",
    "/broken", "/body", "/documents", "/api/body", "/static/style.css",
}  # fmt: skip


def test_every_route_says_what_it_asks_for(app: FastAPI) -> None:
    asked = {route.path: action_of(route) for route in iter_route_contexts(app.routes)}
    assert {path for path, action in asked.items() if action is None} == PUBLIC
    assert asked["/access"] is Action.MANAGE_ACCESS
    assert asked["/access/keys/{key_id}/revoke"] is Action.MANAGE_ACCESS
    assert asked["/accounts/{account}/links"] is Action.INVITE_CUSTOMER
    assert asked["/change"] == SIGNED_IN
