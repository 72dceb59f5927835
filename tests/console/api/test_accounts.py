"""Another program keeps accounts over the API: put, many at once, listed, deleted."""

from typing import Any

from domain.access import Role
from tests.console.api.office import Office
from tests.workflows.customers import a_customer
from tests.workflows.payers import a_payer


async def test_an_account_is_put_whole_and_a_race_is_won_by_one(office: Office) -> None:
    clerk = await office.program(Role.BILLING)
    payer = a_payer()
    at, account = f"/accounts/{payer.account_id}", payer.account

    made = await clerk.asks("PUT", at, json=account, headers={"If-None-Match": "*"})
    assert made.status_code == 201, made.text
    assert made.json()["outcome"] == "created"
    shown = await clerk.asks("GET", at)
    assert shown.json()["version"] == made.json()["version"]
    seen = shown.headers["ETag"]

    mine = {**account, "name": "Mine BV"}
    won = await clerk.asks("PUT", at, json=mine, headers={"If-Match": seen})
    assert (won.status_code, won.json()["outcome"]) == (200, "updated")
    lost = await clerk.asks(
        "PUT", at, json={**account, "name": "Theirs BV"}, headers={"If-Match": seen}
    )
    assert lost.status_code == 412
    assert lost.json()["refused"]["code"] == "version_mismatch"
    assert lost.headers["ETag"] == won.headers["ETag"]
    assert lost.json()["refused"]["details"] == {"version": won.json()["version"]}
    again = await clerk.asks("PUT", at, json=mine, headers={"If-Match": seen})
    assert (again.status_code, again.json()["outcome"]) == (200, "unchanged")
    assert (await clerk.gets(at))["name"] == "Mine BV"


async def test_what_is_wrong_with_an_account_is_said_with_its_own_fields(office: Office) -> None:
    clerk = await office.program(Role.BILLING)
    payer, other = a_payer(), a_payer()
    bad = {**payer.account, "id": other.account_id}
    answer = await clerk.asks("PUT", f"/accounts/{payer.account_id}", json=bad)
    assert [(e["field"], e["code"]) for e in answer.json()["invalid"]] == [("id", "id_differs")]
    bad = {**payer.account, "address": {**payer.account["address"], "country": "XX"}}
    answer = await clerk.asks("PUT", f"/accounts/{payer.account_id}", json=bad)
    assert [e["field"] for e in answer.json()["invalid"]] == ["address.country"]
    weak = await clerk.asks(
        "PUT", f"/accounts/{payer.account_id}", json=payer.account, headers={"If-Match": 'W/"x"'}
    )
    assert weak.status_code == 422
    no_tag = await clerk.asks(
        "PUT", f"/accounts/{payer.account_id}", json=payer.account, headers={"If-Match": "x"}
    )
    assert no_tag.status_code == 422


async def test_of_many_accounts_each_line_is_answered(office: Office) -> None:
    clerk = await office.program(Role.BILLING)
    one, two = a_payer(), a_payer()
    lines: list[Any] = [
        one.account,
        {**two.account, "administrators": []},
        7,
        {**two.account, "name": 5},
        two.account,
    ]
    answer = await clerk.does("/accounts", {"accounts": lines})
    outcomes = [each["outcome"] for each in answer["accounts"]]
    assert outcomes == ["created", "refused", "refused", "created", "refused"]
    assert answer["refused"] == 3
    assert answer["accounts"][1]["problems"][0]["field"] == "administrators"
    assert answer["accounts"][2]["problems"][0]["field"] == ""
    assert answer["accounts"][4]["problems"][0]["code"] == "account_twice"
    again = await clerk.does("/accounts", {"accounts": lines[:1]})
    assert [each["outcome"] for each in again["accounts"]] == ["unchanged"]


async def test_accounts_are_listed_a_page_at_a_time(office: Office) -> None:
    clerk = await office.program(Role.BILLING)
    payers = [a_payer() for _ in range(3)]
    await clerk.does("/accounts", {"accounts": [each.account for each in payers]})
    wanted = {each.account_id for each in payers}
    seen: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = await clerk.gets("/accounts", params={"limit": 1, **after})
        seen += [each["id"] for each in page["accounts"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert seen == sorted(set(seen))
    assert wanted <= set(seen)
    (found,) = (await clerk.gets("/accounts", params={"search": payers[0].scope_id}))["accounts"]
    assert found["id"] == payers[0].account_id
    wrong = await clerk.asks("GET", "/accounts", params={"after": "abc"})
    assert wrong.json()["invalid"][0]["code"] == "no_such_page"


async def test_an_account_is_deleted_while_nothing_was_made_of_it(office: Office) -> None:
    clerk = await office.program(Role.BILLING)
    payer, used = a_payer(), a_payer()
    unused = {**payer.account}
    unused["scopes"] = [
        {**each, "payment_method": "credit_card", "outstanding": None}
        for each in payer.account["scopes"]
    ]
    at = f"/accounts/{payer.account_id}"
    await clerk.does(at, unused, method="PUT")
    gone = await clerk.does(at, key="gone", method="DELETE")
    assert gone["id"] == payer.account_id
    assert (await clerk.asks("GET", at)).status_code == 404
    assert await clerk.does(at, key="gone", method="DELETE") == gone
    assert (await clerk.asks("DELETE", at)).status_code == 404

    await clerk.does(f"/accounts/{used.account_id}", used.account, method="PUT")
    answer = await clerk.asks("DELETE", f"/accounts/{used.account_id}")
    assert answer.status_code == 409
    refused = answer.json()["refused"]
    assert refused["code"] == "account_in_use"
    assert "scope_on_invoice" in [each["code"] for each in refused["details"]["reasons"]]


async def test_a_customer_does_not_read_who_of_ours_chose_their_format(office: Office) -> None:
    customer = a_customer()
    await office.system.welcome(customer)
    paula = await office.program(Role.BILLING, name="paula")
    anna = await office.program(Role.CUSTOMER, account=customer.account_id)
    at = f"/accounts/{customer.account_id}/invoice-format"
    chosen = await paula.does(at, {"format": "none"}, method="PUT")
    assert "paula" in chosen["chosen_by"]
    assert await anna.gets(at) == {**chosen, "chosen_by": "billing team"}
    theirs = await anna.does(at, {"format": "pdf"}, method="PUT")
    assert theirs["chosen_by"] == "customer" == (await paula.gets(at))["chosen_by"]
