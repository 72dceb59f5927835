"""Enter in a field never decides anything, whether scripts run or not."""

import pytest
from playwright.async_api import Locator

from domain.access import Role
from domain.requests.lifecycle import State
from tests.browser.customers import a_company, late_payer
from tests.browser.filled import GOOD, fill_in
from tests.browser.users import Users
from tests.workflows.customers import LARGE
from tests.workflows.steps import in_review, submitted
from tests.workflows.system import System

EITHER = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
_TYPED = "input:not([type=hidden]):not([type=file]), select"


async def enter_in_every_field(form: Locator) -> None:
    """Presses Enter in each; what is typed stays as it is."""
    fields = await form.locator(_TYPED).all()
    assert fields
    for field in fields:
        await field.focus()
        await field.press("Enter")
        # A list that Enter has opened is closed again.
        await field.press("Escape")
    await form.page.wait_for_load_state()


@EITHER
async def test_of_billing(users: Users, system: System, scripts: bool) -> None:
    billing = await late_payer(system)
    async with users.staff(Role.BILLING, scripts=scripts) as biller:
        await biller.go(f"/invoices/{billing.payer.number}")
        pay = biller.decision("Record a payment")
        await pay.open()
        await pay.form.get_by_label("Bank reference").fill("B-1")
        await pay.form.get_by_label("Value date").fill("2026-01-05")
        await enter_in_every_field(pay.form)
        assert await pay.form.get_by_label("Bank reference").input_value() == "B-1"
    assert (await billing.look()).payments == ()


@EITHER
async def test_of_an_analyst(users: Users, system: System, scripts: bool) -> None:
    customer = a_company(credit=LARGE)
    await in_review(system, customer)
    async with users.staff(Role.CREDIT, scripts=scripts) as analyst:
        await analyst.go(f"/requests/{customer.scope_id}")
        approve = analyst.decision("Approve a credit limit")
        await approve.open()
        await enter_in_every_field(approve.form)
    assert (await system.snapshot(customer)).state is State.CREDIT_CHECK


@EITHER
async def test_of_a_customer_who_may_switch(users: Users, system: System, scripts: bool) -> None:
    customer = a_company()
    await submitted(system, customer)
    async with users.customer(customer.account_id, scripts=scripts) as anna:
        await anna.go(f"/my/requests/{customer.scope_id}/switch")
        understood = anna.page.get_by_label("I understand that this cannot be undone.")
        await understood.check()
        await understood.press("Enter")
        await anna.page.wait_for_load_state()
    assert (await system.snapshot(customer)).state is State.APPROVED


@EITHER
async def test_of_a_customer_who_fills_in_the_form(
    users: Users, system: System, scripts: bool
) -> None:
    customer = a_company()
    await system.welcome(customer)
    async with users.customer(customer.account_id, scripts=scripts) as anna:
        await anna.follow("Ask to pay by invoice", exact=False)
        await fill_in(anna.page, {**GOOD, "credit.amount": "8000"})
        form = anna.page.locator("form[action$='/form']")
        await form.locator("[name='contact.name']").press("Enter")
        await enter_in_every_field(form.locator(".grid-of-fields").first)
        assert "/form" in anna.page.url
        await anna.press("Save for later")
        await anna.sees("Saved.")
    system.opened.append(customer.request)
    assert (await system.snapshot(customer)).state is State.DRAFT
