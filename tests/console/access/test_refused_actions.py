"""What is refused to people and keys is written down, and nobody can fill the log with it."""

from clients.access import AccessClient
from domain.access import Action, Role
from domain.people.access_events import AccessEvent
from domain.people.access_log import AccessEntry
from tests.console.access.browser import OURS, Browser, add


async def refused(access: AccessClient) -> list[AccessEntry]:
    return await access.log(event=AccessEvent.ACTION_REFUSED, most=1000)


async def test_what_a_role_does_not_allow_is_written_down_once_a_minute(
    access: AccessClient, browser: Browser
) -> None:
    await add(access, "ute", Role.AUDITOR)
    await browser.sign_in("ute")
    for _ in range(5):
        answer = await browser.change(f"/do/{Action.WRITE_OFF}")
        assert answer.status_code == 403
    await browser.change(f"/do/{Action.SWITCH}")
    switch, write_off = await refused(access)
    assert (write_off.actor, write_off.address) == ("ute", "192.0.2.1")
    assert write_off.details == {"asked": "POST /do/write_off", "action": "write_off"}
    assert switch.details["action"] == "switch"
    assert (write_off.through or "").startswith("session ")


async def test_what_is_anothers_is_written_down_without_saying_what_was_asked_for(
    access: AccessClient, browser: Browser
) -> None:
    await add(access, "anna@contoso.nl", Role.CUSTOMER, account=OURS)
    await browser.sign_in("anna@contoso.nl")
    assert (await browser.get("/requests/foreign")).status_code == 403
    (entry,) = await refused(access)
    assert (entry.actor, entry.account) == ("anna@contoso.nl", OURS)
    assert entry.details == {"asked": "GET /requests/{name}"}


async def test_a_key_that_asks_for_what_it_may_not_is_named(
    access: AccessClient, browser: Browser
) -> None:
    made, secret = await access.create_key("reports", [Role.AUDITOR], None, by="root")
    answer = await browser.client.post(
        f"/api/do/{Action.WRITE_OFF}", headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.status_code == 403
    (entry,) = await refused(access)
    assert entry.through == f"key {made.id}"


async def test_nobody_can_fill_the_log(access: AccessClient, browser: Browser) -> None:
    await add(access, "ute", Role.AUDITOR)
    await browser.sign_in("ute")
    csrf = await browser.csrf()
    for prefix in ("", "/api"):
        for action in Action:
            await browser.post(f"{prefix}/do/{action}", csrf=csrf)
            await browser.post(f"{prefix}/do/{action}", csrf="wrong")
    assert 0 < len(await refused(access)) <= 60
