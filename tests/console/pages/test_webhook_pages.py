"""Webhooks in the console: administrators manage them, auditors read them, others see nothing."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.responses import Response
from temporalio.client import Client

from domain.access import Role
from domain.events.event import Event, event
from domain.events.types import EventType
from domain.webhooks.states import HookState
from tests.console.customer.desk import desk_of
from tests.console.customer.pages import Page
from tests.console.pages.office import Office
from tests.console.writing import written_to
from tests.waiting import eventually
from tests.webhooks.receiver import receiving
from tests.workflows.system import at_work, opened_system, settings_for

SAFE = "https://example.com/hook"


@pytest.fixture
async def office(temporal: Client, tmp_path: Path) -> AsyncIterator[Office]:
    """One from which events are sent to this machine, too."""
    settings = settings_for(tmp_path, webhooks_to_private=True)
    async with opened_system(temporal, settings) as system, at_work(system):
        async with desk_of(system) as desk:
            yield Office(desk)
        await system.assert_healthy()


async def happens(office: Office, *sources: str) -> list[Event]:
    """Events, as steps of the business tell them."""
    now = datetime.now(UTC)
    told = [event(EventType.INVOICE_PAID, now, "invoice/INV-1", s, invoice=s) for s in sources]
    async with written_to(office.system) as transaction:
        await transaction.events.add(told)
    return told


def secret_on(page: Page) -> str:
    (field,) = (each for each in page.root.all("input") if "readonly" in each.attributes)
    assert field.attributes["value"].startswith("whsec_")
    return field.attributes["value"]


async def test_an_endpoint_is_added_tested_and_sent_what_happens_from_the_console(
    office: Office,
) -> None:
    async with receiving() as receiver, office.staff(Role.ADMIN) as seat:
        await seat.get("/webhooks")
        page = await seat.decide("/webhooks", url=receiver.url, types=["invoice.paid"])
        secret = secret_on(page)
        (endpoint,) = await office.desk.services.hooks.all()
        assert (endpoint.secret, endpoint.types) == (secret, (EventType.INVOICE_PAID,))
        assert endpoint.made_by == seat.sign_in
        at = f"/webhooks/{endpoint.id}"

        page = await seat.get("/webhooks")
        assert f"{receiver.url} {endpoint.id} invoice.paid active" in page.says
        assert secret not in page.html
        page = await seat.get(at)
        assert "Nothing was sent to it yet." in page.says
        assert secret not in page.html

        page = await seat.decide(f"{at}/test")
        assert "The test event: taken (204)." in page.says
        assert receiver.received[0].verified(secret)["type"] == "webhook.test"

        (told,) = await happens(office, "INV-1")
        assert (await receiver.gets(2))[1].id == told.id

        row = f"{told.id} invoice.paid invoice/INV-1 delivered 1 taken (204)"

        async def delivered() -> bool:
            return row in (await seat.get(at)).says

        await eventually("the delivery is on the page", delivered)
        page = await seat.decide(f"{at}/send")
        assert (page.path, page.status) == (at, 200)
        assert "What you chose is sent again" in page.says
        assert (await receiver.gets(3))[2].id == told.id

        receiver.answer = lambda received: Response(status_code=500)
        page = await seat.decide(f"{at}/test")
        assert "The test event: it refused (500)." in page.says


async def test_a_disabled_endpoint_says_why_and_another_secret_is_shown_once(
    office: Office,
) -> None:
    async with office.staff(Role.ADMIN) as seat:
        await seat.get("/webhooks")
        first = secret_on(await seat.decide("/webhooks", url=SAFE))
        (endpoint,) = await office.desk.services.hooks.all()
        at = f"/webhooks/{endpoint.id}"
        await seat.get(at)
        page = await seat.decide(f"{at}/disable")
        assert "It is sent nothing any more" in page.says
        assert "by hand" in page.says
        one, two = await happens(office, "INV-1", "INV-2")
        page = await seat.decide(f"{at}/send", event=one.id, to=two.id)
        assert f"{two.id} invoice.paid invoice/INV-1 waiting 0 none yet" in page.says
        assert "by hand" in (await seat.get("/webhooks")).says

        await seat.get(at)
        page = await seat.decide(f"{at}/rotate")
        second = secret_on(page)
        assert second != first
        assert "deliveries are signed with the secret of before, too" in page.says
        page = await seat.get(at)
        assert "two secrets sign" in page.says
        assert first not in page.html
        assert second not in page.html


async def test_the_same_form_sent_twice_makes_one_endpoint_and_one_rotation(
    office: Office,
) -> None:
    async with office.staff(Role.ADMIN) as seat:
        form = (await seat.get("/webhooks")).form("/webhooks")
        first = secret_on(await seat.decide("/webhooks", url=SAFE))
        again = Page(await seat.browser.http.post("/webhooks", data={**form, "url": SAFE}))
        assert secret_on(again) == first
        changed = {**form, "url": f"{SAFE}/other"}
        assert (await seat.browser.http.post("/webhooks", data=changed)).status_code == 409
        (endpoint,) = await office.desk.services.hooks.all()
        at = f"/webhooks/{endpoint.id}"
        rotation = (await seat.get(at)).form(f"{at}/rotate")
        second = secret_on(await seat.decide(f"{at}/rotate"))
        again = Page(await seat.browser.http.post(f"{at}/rotate", data=rotation))
        assert secret_on(again) == second
        await seat.get(at)
        await seat.decide(f"{at}/disable")


async def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(office: Office) -> None:
    async with office.staff(Role.ADMIN) as seat:
        await seat.get("/webhooks")
        for url, said in (
            ("", "This is required."),
            ("ftp://example.com/x", "The address must begin with https://"),
            ("https://user:pass@example.com", "No sign-in in an address"),
            ("https://example.com/" + "x" * 500, "This is too long"),
        ):
            page = await seat.decide("/webhooks", url=url, types=["invoice.paid", "letter.refused"])
            assert page.status == 422
            assert page.problem_at("url").startswith(said), page.says
            ticked = page.root.all("input", name="types")
            chosen = [e.attributes["value"] for e in ticked if "checked" in e.attributes]
            assert chosen == ["invoice.paid", "letter.refused"]
        page = await seat.decide("/webhooks", url=SAFE, types=["no.such"])
        assert page.status == 422
        assert "'no.such' is no type of an event" in page.alerts
        assert await office.desk.services.hooks.all() == []
        for name in ("we_nobody", "%00", "a%20b"):
            assert (await seat.get(f"/webhooks/{name}")).status == 404

        await seat.get("/webhooks")
        await seat.decide("/webhooks", url=SAFE)
        (endpoint,) = await office.desk.services.hooks.all()
        at = f"/webhooks/{endpoint.id}"
        await seat.get(at)
        page = await seat.decide(f"{at}/send", event="evt_nobody")
        assert page.status == 404
        assert "There is no event of this id." in page.says
        assert page.form(f"{at}/send")["event"] == "evt_nobody"
        assert any("open" in each.attributes for each in page.root.all("details"))
        page = await seat.decide(f"{at}/send", event=" ")
        assert page.problem_at("event") == "This is required."
        await seat.decide(f"{at}/disable")


async def test_auditors_read_them_and_others_do_not_see_them(office: Office) -> None:
    async with office.staff(Role.ADMIN) as seat:
        await seat.get("/webhooks")
        await seat.decide("/webhooks", url=SAFE)
        (endpoint,) = await office.desk.services.hooks.all()
        at = f"/webhooks/{endpoint.id}"
        await seat.get(at)
        await seat.decide(f"{at}/disable")
    does = ("", *(f"/{endpoint.id}/{each}" for each in ("test", "enable", "rotate", "send")))
    async with office.staff(Role.AUDITOR) as seat:
        for path in ("/webhooks", at):
            page = await seat.get(path)
            assert SAFE in page.says
            assert {e.attributes["action"] for e in page.root.all("form")} == {"/sign-out"}
        for path in does:
            given = {"url": SAFE, "event": "evt_x", "csrf": seat.browser.csrf}
            answer = await seat.browser.http.post(f"/webhooks{path}", data=given)
            assert answer.status_code == 403
    async with office.staff(Role.BILLING) as seat:
        assert (await seat.get("/webhooks")).status == 403
        assert (await seat.get(at)).status == 403
        assert "/webhooks" not in (await seat.get("/queues")).html
    (after,) = await office.desk.services.hooks.all()
    assert (after.state, after.secret) == (HookState.DISABLED, endpoint.secret)
