"""An invoice's whole life by programs."""

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.access import Role
from tests.console.api.office import Office, Program
from tests.workflows.payers import Payer, a_payer

TODAY = datetime.now(UTC).date().isoformat()
REASON = {"reason": "As agreed on the phone."}


def euros(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


@pytest.fixture
async def billing(office: Office) -> Program:
    return await office.program(Role.BILLING, name="books")


async def _issued(office: Office, billing: Program, payer: Payer, *suffixes: str) -> list[str]:
    await billing.does("/accounts/imports", {"accounts": [payer.account]})
    numbers = [payer.another(suffix) for suffix in suffixes]
    office.system.opened += [f"invoice/{number}" for number in numbers]
    for number in numbers:
        issued = await billing.does("/invoices", _new(payer, number))
        assert (issued["invoice"], issued["issued"]) == (number, 1)
    return numbers


def _new(payer: Payer, number: str, amount: str = "1000.00") -> dict[str, Any]:
    return {
        "number": number,
        "scope": payer.scope_id,
        "issued_on": TODAY,
        "amount": euros(amount),
    }


async def test_issued_disputed_credited_paid_reversed_and_given_up(
    office: Office, billing: Program
) -> None:
    payer = a_payer()
    (number,) = await _issued(office, billing, payer, "a/1")
    at = f"/invoices/{number}"
    again = await billing.does("/invoices", _new(payer, number))
    assert (again["issued"], again["already_issued"]) == (0, 1)
    other = await billing.is_refused("/invoices", _new(payer, number, "999.00"))
    assert other == "invoice_already_issued"

    customer = await office.customer(payer.account_id, "ap@contoso.nl")
    disputed = await customer.does(f"{at}/dispute", {"amount": euros("100.00"), **REASON})
    assert disputed["disputed"] == euros("100.00")
    why = await customer.gets(f"{at}/why")
    assert [(each["kind"], each["amount"]) for each in why["remaining"]] == [
        ("disputed", euros("100.00")),
        ("not_due", euros("900.00")),
    ]
    resolved = await billing.does(f"{at}/resolve", {"upheld": True, **REASON})
    assert resolved["open"] == euros("900.00")
    credited = await billing.does(f"{at}/credit", {"amount": euros("100.00"), **REASON})
    assert credited["open"] == euros("800.00")

    wire = {"amount": euros("500.00"), "bank_reference": "B-1", "kind": "domestic"}
    assert (await customer.does(f"{at}/in-transit", wire))["in_transit"] == euros("500.00")
    payment = {"amount": euros("500.00"), "bank_reference": "B-1"}
    paid = await billing.does(f"{at}/payments", payment, "payment-1")
    assert (paid["state"], paid["open"], paid["settled"][0]["settled"]) == (
        "partly_paid",
        euros("300.00"),
        euros("500.00"),
    )
    again = await billing.does(f"{at}/payments", payment, "payment-1")
    assert again == {**paid, "as_of": again["as_of"]}
    assert await billing.is_refused(f"{at}/payments", payment) == "payment_already_recorded"

    reversed_ = await billing.does(f"{at}/reverse", {"bank_reference": "B-1", **REASON})
    assert reversed_["open"] == euros("800.00")
    given_up = await billing.does(f"{at}/write-off", REASON)
    assert given_up["state"] == "written_off"
    shown = await customer.gets(at)
    assert [each["by"] for each in shown["timeline"] if each["trigger"] == "write_off"] == [
        "billing team"
    ]


async def test_one_payment_for_several_invoices_and_what_is_left_of_it(
    office: Office, billing: Program
) -> None:
    payer = a_payer()
    first, second, third = await _issued(office, billing, payer, "1", "2", "3")
    paid = await billing.does(
        "/payments",
        {
            "amount": euros("1500.00"),
            "bank_reference": "B-2",
            "value_date": TODAY,
            "invoices": [{"invoice": second, "at_most": euros("400.00")}, {"invoice": first}],
            "in_this_order": True,
        },
    )
    assert [(each["invoice"], each["settled"]["amount"]) for each in paid["settled"]] == [
        (second, "400.00"),
        (first, "1000.00"),
        (third, "100.00"),
    ]
    assert paid["unapplied_credit"] == euros("0.00")
    rest = await billing.does(
        f"/accounts/{payer.account_id}/payments",
        {"amount": euros("1500.00"), "bank_reference": "B-3"},
    )
    assert sorted(each["open"]["amount"] for each in rest["settled"]) == ["0.00", "0.00"]
    assert {each["invoice"] for each in rest["settled"]} == {second, third}

    shown = await billing.gets(f"/accounts/{payer.account_id}")
    assert (shown["id"], len(shown["invoices"])) == (payer.account_id, 3)
    statement = await billing.gets(f"/accounts/{payer.account_id}/statement")
    assert [each["kind"] for each in statement["entries"]].count("payment") == 2
    listed = await billing.gets("/invoices", params={"account": payer.account_id, "state": "paid"})
    assert sorted(line["invoice"] for line in listed) == [first, second, third]


async def test_many_are_issued_and_what_is_refused_does_not_stop_the_others(
    office: Office, billing: Program
) -> None:
    payer = a_payer()
    await billing.does("/accounts/imports", {"accounts": [payer.account]})
    numbers = [payer.another(str(each)) for each in range(3)]
    office.system.opened += [f"invoice/{number}" for number in numbers]
    wanted = [_new(payer, number) for number in numbers]
    unknown = {**_new(payer, payer.another("x")), "scope": "nobody's"}
    outcome = await billing.does("/invoices/imports", {"invoices": [*wanted, unknown]})
    assert (outcome["issued"], [each["code"] for each in outcome["refused"]]) == (
        3,
        ["invoice_not_issuable"],
    )
    twice = await billing.asks("POST", "/invoices/imports", json={"invoices": [wanted[0]] * 2})
    assert (twice.status_code, twice.json()["invalid"][0]["field"]) == (
        422,
        "invoices.1.number",
    )


async def test_outstanding_charges_are_recorded_as_paid(office: Office, billing: Program) -> None:
    payer = a_payer()
    payer.account["scopes"][0]["outstanding"] = euros("312.40")
    await billing.does("/accounts/imports", {"accounts": [payer.account]})
    at = f"/scopes/{payer.scope_id}/settle"
    assert (await billing.does(at))["settled"] == euros("312.40")
    assert (await billing.does(at))["settled"] is None


async def test_papers_are_listed_and_downloaded_the_same_each_time_by_those_they_concern(
    office: Office, billing: Program
) -> None:
    payer, other = a_payer(), a_payer()
    (number,) = await _issued(office, billing, payer, "p/1")
    await _issued(office, billing, other, "p/2")
    at = f"/invoices/{number}"
    await billing.does(f"{at}/credit", {"amount": euros("100.00"), **REASON})
    customer = await office.customer(payer.account_id, "ap@contoso.nl")
    stranger = await office.customer(other.account_id, "ap@contoso.nl")

    own, note = await customer.gets(f"{at}/papers")
    assert (own["number"], own["kind"], own["amount"]) == (number, "invoice", euros("1000.00"))
    assert (note["kind"], note["amount"]) == ("credit_note", euros("100.00"))
    assert await billing.gets(f"{at}/papers") == [own, note]

    for name in (number, note["number"]):
        path = f"/invoices/{name}/paper"
        pdf, again = [await customer.asks("GET", path) for _ in range(2)]
        assert pdf.content.startswith(b"%PDF")
        assert pdf.headers["content-type"] == "application/pdf"
        assert pdf.headers["content-disposition"].endswith('.pdf"')
        assert pdf.headers["x-paper-differs"] == "false"
        assert pdf.content == again.content
        ubl = await billing.asks("GET", path, params={"as": "ubl"})
        assert ubl.headers["content-type"] == "application/xml"
        assert name in ubl.text
        assert (await stranger.asks("GET", path)).status_code == 403
    assert (await stranger.asks("GET", f"{at}/papers")).status_code == 403
    assert (await billing.asks("GET", f"{at}/paper", params={"as": "docx"})).status_code == 422
    assert (await billing.asks("GET", "/invoices/NOBODYS-1/paper")).status_code == 404
