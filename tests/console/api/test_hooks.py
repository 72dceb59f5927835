"""Webhooks over the API."""

from domain.access import Role
from tests.console.api.office import Office


async def test_an_administrator_manages_endpoints_and_an_auditor_reads_them(office: Office) -> None:
    admin = await office.program(Role.ADMIN)
    auditor = await office.program(Role.AUDITOR)
    body = {"url": "https://example.com/hook", "types": ["invoice.paid"]}
    made = await admin.does("/hooks", body, key="hook-1")
    assert made["secret"].startswith("whsec_")
    assert await admin.does("/hooks", body, key="hook-1") == made
    at = f"/hooks/{made['id']}"
    listed = (await auditor.gets("/hooks"))["hooks"]
    assert [each["id"] for each in listed] == [made["id"]]
    assert made["secret"] not in str(listed)
    assert (await admin.does(f"{at}/disable"))["state"] == "disabled"
    assert (await admin.does(f"{at}/enable"))["state"] == "active"
    assert (await admin.does(f"{at}/rotate"))["secret"] != made["secret"]
    assert await auditor.gets(f"{at}/deliveries") == {"deliveries": [], "next": None}
    wrong = await auditor.asks("GET", f"{at}/deliveries", params={"after": "evt_a"})
    assert wrong.json()["invalid"][0]["code"] == "no_such_page"
    await admin.does(f"{at}/disable")
    for path in ("", f"/{made['id']}/disable", f"/{made['id']}/rotate"):
        answer = await auditor.asks("POST", f"/hooks{path}", json=body)
        assert answer.status_code == 403


async def test_what_is_wrong_is_said(office: Office) -> None:
    admin = await office.program(Role.ADMIN)
    for url, types in (("http://example.com/h", []), ("https://example.com/h", ["no.such"])):
        answer = await admin.asks("POST", "/hooks", json={"url": url, "types": types})
        assert answer.status_code == 422, answer.text
    assert await admin.is_refused("/hooks/we_nobody/enable", status=404) == "hook_unknown"
    assert await admin.is_refused("/events/evt_nobody/send", {}, 404) == "event_unknown"
    billing = await office.program(Role.BILLING)
    assert (await billing.asks("GET", "/hooks")).status_code == 403
