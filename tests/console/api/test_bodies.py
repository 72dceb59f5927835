"""Malformed bodies: reported field by field, never a failure of ours."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from temporalio.client import Client

from console.api.reading import read_json
from domain.access import Role
from domain.errors import InvalidFile
from tests.console.api.office import Office, office_of
from tests.workflows.customers import a_customer
from tests.workflows.steps import CERTIFICATE, submitted
from tests.workflows.system import at_work, opened_system, settings_for


@pytest.fixture(scope="module")
async def office(
    temporal: Client, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Office]:
    """One for all of these: hardly anything of theirs reaches it."""
    settings = settings_for(tmp_path_factory.mktemp("bodies"), documents_max_bytes=100_000)
    async with opened_system(temporal, settings) as system, at_work(system):
        async with office_of(system) as office:
            yield office
        await system.assert_healthy()


_DEEP = b'{"reason": ' + b"[" * 5000 + b"]" * 5000 + b"}"


@pytest.mark.parametrize(
    ("content", "field", "code"),
    [
        (b"", "body", "json_invalid"),
        (b"{", "body", "json_invalid"),
        (b"\xff\xfe{\x00}\x00", "body", "json_invalid"),
        (_DEEP, "body", "json_invalid"),
        (b'{"a": ' + b"[" * 30 + b"]" * 30 + b"}", "a" + ".0" * 19, "too_deep"),
        (b'{"a": {"b": "x\\u0000y"}}', "a.b", "not_text"),
        (b'{"a": ["\\ud800"]}', "a.0", "not_text"),
        (b'{"\\udfff": 1}', "body", "not_text"),
        (b'{"a": NaN}', "a", "out_of_range"),
        (b'{"a": -Infinity}', "a", "out_of_range"),
        (b'{"a": 1e400}', "a", "out_of_range"),
        (b'{"a": ' + b"9" * 5000 + b"}", "a", "out_of_range"),
        (b'{"a": {"b": 1, "b": 2}}', "a.b", "twice"),
    ],
)
def test_json_that_is_wrong_is_reported_with_its_field(
    content: bytes, field: str, code: str
) -> None:
    with pytest.raises(InvalidFile) as refused:
        read_json(content)
    (problem,) = refused.value.details["problems"]
    assert (problem["field"], problem["code"]) == (field, code)


def test_what_is_json_is_read_as_it_is() -> None:
    assert read_json('{"a": [1, -2.5, null, true, "\\ud83d\\ude00é"], "b": {}}'.encode()) == {
        "a": [1, -2.5, None, True, "😀é"],
        "b": {},
    }


@pytest.mark.parametrize("content", [b"{", b"\xff", _DEEP, b'{"reason": "\\u0000"}', b'"x"', b"1"])
@pytest.mark.parametrize("media_type", ["application/json", "text/plain", "application/xml", ""])
async def test_a_malformed_body_is_answered_with_its_problems(
    office: Office, content: bytes, media_type: str
) -> None:
    admin = await office.program(Role.ADMIN)
    headers = {"Content-Type": media_type} if media_type else {}
    for method, path in (("POST", "/requests/s-1/withdraw"), ("PUT", "/requests/s-1/form")):
        answer = await admin.asks(method, path, content=content, headers=headers)
        assert answer.status_code == 422
        assert all(each["problem"] for each in answer.json()["invalid"])


@pytest.mark.parametrize(
    "name", ["%00", "a%00b", "x" * 5000, "%F0%9F%98%80", "%2e%2e", "a%2Fb", "%ED%A0%80", "'--"]
)
async def test_an_odd_name_is_not_found_or_not_valid(office: Office, name: str) -> None:
    admin = await office.program(Role.ADMIN)
    for path in ("/requests/{}", "/requests/{}/timeline", "/invoices/{}", "/accounts/{}"):
        answer = await admin.asks("GET", path.format(name))
        assert answer.status_code in (404, 422), answer.text
        assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/requests/s-1/approve", {"limit": "NaN"}, "limit"),
        ("/requests/s-1/approve", {"limit": "1e9999"}, "limit"),
        ("/requests/s-1/approve", {"limit": "5", "security_amount": "5"}, "security"),
        ("/requests/s-1/approve", {"limit": "5", "unknown": 1}, "unknown"),
        ("/requests/s-1/decline", {"code": "dislike", "reason": "x"}, "code"),
        ("/requests/s-1/withdraw", {"reason": "x" * 2001}, "reason"),
        ("/requests/s-1/extend-deadline", {}, "until"),
        ("/requests/s-1/extend-deadline", {"days": True}, "days"),
        ("/requests/s-1/extend-deadline", {"until": 1_800_000_000}, "until"),
        ("/requests/s-1/extend-deadline", {"until": "9999-12-31T23:59:59-12:00"}, "until"),
        ("/requests/s-1/extend-deadline", {"until": "2026-12-24T17:00:00"}, "until"),
        ("/requests/s-1/documents/doc-1/review", {"accept": False}, "reason"),
        ("/invoices/I-1/dispute", {"amount": {"amount": 1, "currency": "XXX"}, "reason": "x"},
         "amount.currency"),
        ("/invoices/I-1/payments", {"amount": {"amount": "1", "currency": "EUR"},
         "bank_reference": "B-1*"}, "bank_reference"),
        ("/invoices/I-1/reverse", {"bank_reference": " ", "reason": "x"}, "bank_reference"),
        ("/accounts/A-1/reverse", {"bank_reference": "\t", "reason": "x"}, "bank_reference"),
    ],
)  # fmt: skip
async def test_a_field_that_cannot_be_used_is_named(
    office: Office, path: str, body: Any, field: str
) -> None:
    admin = await office.program(Role.ADMIN)
    answer = await admin.asks("POST", path, json=body)
    assert answer.status_code == 422, answer.text
    assert field in {each["field"] for each in answer.json()["invalid"]}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"amount": "1.00", "reason": "x"}, "amount"),
        ({"amount": [1], "reason": "x"}, "amount"),
        ({"amount": {"amount": True, "currency": "EUR"}, "reason": "x"}, "amount.amount"),
        ({"amount": {"amount": "1", "currency": "EUR"}, "reason": 5}, "reason"),
        ({"amount": {"amount": "1", "currency": "EUR"}, "reason": "x", "why": 1}, "why"),
        ({"amount": {"amount": "1", "currency": "EUR"}}, "reason"),
        ([], "body"),
        ("x", "body"),
        (None, "body"),
    ],
)
async def test_what_is_wrong_is_said_in_our_words(office: Office, body: Any, field: str) -> None:
    admin = await office.program(Role.ADMIN)
    answer = await admin.asks("POST", "/invoices/I-1/dispute", json=body)
    (problem,) = answer.json()["invalid"]
    assert (answer.status_code, problem["field"]) == (422, field)
    assert problem["problem"].startswith(("This ", "There is no field"))


async def test_a_file_that_is_too_large_or_no_document_is_refused(office: Office) -> None:
    customer = a_customer(company__name="Contoso Nederland B.V.")
    await submitted(office.system, customer)
    admin = await office.program(Role.ADMIN)
    at = f"/requests/{customer.scope_id}/documents?kind=certificate_of_incorporation"

    async def parts() -> Any:
        for _ in range(30):
            yield b"%PDF" + b"x" * 4092

    answer = await admin.asks("PUT", at, content=parts())
    assert (answer.status_code, answer.json()["refused"]["details"]["code"]) == (413, "too_large")
    answer = await admin.asks("PUT", at, content=b"MZ not a document")
    assert (answer.status_code, answer.json()["refused"]["code"]) == (409, "document_refused")
    answer = await admin.asks("PUT", at, content=CERTIFICATE.read_bytes())
    assert answer.status_code == 200


async def test_statements_are_named_by_the_upload_of_the_same_request_alone(
    office: Office,
) -> None:
    mine, other = a_customer(), a_customer()
    for each in (mine, other):
        await submitted(office.system, each)
    admin = await office.program(Role.ADMIN)
    uploaded = await admin.asks(
        "PUT",
        f"/requests/{mine.scope_id}/credit-application/documents",
        content=CERTIFICATE.read_bytes(),
    )
    application = {
        "annual_revenue": 1,
        "currency": "EUR",
        "employees": 1,
        "bank_reference": "x",
        "signed_by": "x",
        "financial_statements": uploaded.json()["id"],
    }
    at = f"/requests/{other.scope_id}/credit-application"
    assert await admin.is_refused(at, application, 404) == "document_unknown"
