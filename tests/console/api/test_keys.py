"""Every operation that changes something takes an `Idempotency-Key`, good for one thing."""

from typing import Any

import pytest

from console.api.description import described, parameters_of
from domain.access import Role
from tests.bank.camt_files import Booked, statement
from tests.console.api.office import Office
from tests.storage.files import pdf
from tests.workflows.customers import a_customer
from tests.workflows.payers import a_payer

NEEDS_NONE = {
    *("check_form", "import_accounts", "put_account", "put_accounts", "upload_statements"),
    *("test_hook", "rebuild_queues", "make_release_current"),
}
"""It changes nothing, or the same is there however often it is asked for: see docs/business.md."""

MONEY = {"amount": "5.00", "currency": "EUR"}
WHY = {"reason": "because"}
PAID = {"amount": MONEY, "bank_reference": "B-9"}
APPLICATION = {
    "annual_revenue": "1000000",
    "currency": "EUR",
    "employees": 10,
    "bank_reference": "ING",
    "signed_by": "Anna",
}
DORA = {"sign_in": "dora@provider.example"}
WORD = {"password": "four hills and a river"}
BODIES: dict[str, Any] = {
    "open_request": "{form}",
    "edit_form": "{form}",
    "submit_request": None,
    "recheck_request": None,
    "withdraw_request": WHY,
    "switch_to_invoice": {"understood_irreversible": True},
    "add_document": "{file}",
    "return_credit_application": APPLICATION,
    "approve_credit": {"limit": "1000"},
    "ask_for_more": WHY,
    "decline_request": {"code": "other", **WHY},
    "record_security": {},
    "ask_for_documents": {"kinds": ["registration_form"], **WHY},
    "review_document": {"accept": True},
    "extend_deadline": {"until": "2027-06-01T12:00:00Z"},
    "overrule_finding": {"rule": "E6", **WHY},
    "issue_invoice": "{invoice}",
    "issue_invoices": {"invoices": ["{invoice}"]},
    "declare_wire": {**PAID, "kind": "domestic"},
    "open_dispute": {"amount": MONEY, **WHY},
    "resolve_dispute": {"upheld": True, **WHY},
    "credit_invoice": {"amount": MONEY, **WHY},
    "write_off": WHY,
    "pay_invoice": PAID,
    "record_payment": {**PAID, "invoices": [{"invoice": "{number}"}]},
    "pay_account": PAID,
    "reverse_payment": {"bank_reference": "B-9", **WHY},
    "correct_entry": {"entry": "payment-1", **WHY},
    "refund_credit": PAID,
    "correct_account_entry": {"entry": "payment-1", **WHY},
    "reverse_account_payment": {"bank_reference": "B-9", **WHY},
    "apply_credit": {"invoice": "{number}"},
    "settle_charges": None,
    "choose_invoice_format": {"format": "none"},
    "change_limit": {"freeze": True, **WHY},
    "confirm_limit": {"proposal": 1},
    "delete_account": None,
    "erase_account": WHY,
    "confirm_erasure": None,
    "cancel_erasure": None,
    "import_statements": "{statements}",
    "take_payment_advice": "{advice}",
    "accept_bank_entry": {},
    "assign_bank_entry": {"invoices": [{"invoice": "{number}"}]},
    "ignore_bank_entry": WHY,
    "undo_bank_entry": WHY,
    "see_refused_bank_file": None,
    "see_drift": None,
    "settle_hint": None,
    "retry_hint": None,
    "add_hook": {"url": "https://example.com/hook"},
    "disable_hook": None,
    "enable_hook": None,
    "rotate_hook": None,
    "tell_provider_again": None,
    "settle_provider_call": None,
    "send_event": {},
    "resend_mail": {"key": "a-mail"},
    "dismiss_mail": {"key": "a-mail", **WHY},
    "check_clocks": {"mend": True},
    "see_lost_request": None,
    "add_person": {**DORA, **WORD, "roles": ["credit"]},
    "disable_person": DORA,
    "enable_person": DORA,
    "set_password": {**DORA, **WORD},
    "reset_second_factor": DORA,
    "create_key": {"name": "a program", "roles": ["billing"]},
    "revoke_key": None,
    "create_link": {"account": "{account}", "sign_in": "boss@payer.example"},
    "mail_link": {"account": "{account}", "sign_in": "boss@payer.example"},
    "revoke_link": None,
}
CHANGING = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, methods in described()["paths"].items()
    for method, operation in methods.items()
    if method in {"post", "put", "patch", "delete"}
}


def test_every_operation_that_changes_something_takes_a_key() -> None:
    takes_one = {
        name
        for name, (_, _, operation) in CHANGING.items()
        if any(each["name"] == "Idempotency-Key" for each in parameters_of(operation))
    }
    assert CHANGING.keys() - takes_one == NEEDS_NONE
    assert takes_one == set(BODIES)


@pytest.mark.parametrize("whose", ["somebody else's", "their own, for something else"])
async def test_a_key_that_was_used_for_something_else_does_nothing(
    office: Office, whose: str
) -> None:
    customer, payer = a_customer(), a_payer()
    await office.system.welcome(customer)
    await office.system.ledger.import_accounts({"accounts": [payer.account]})
    await office.system.open(customer)
    program = await office.program(*(each for each in Role if each is not Role.CUSTOMER))
    new = {"number": payer.number, "scope": payer.scope_id, "issued_on": f"{payer.today}"}
    known: dict[str, Any] = {
        "{form}": customer.draft,
        "{invoice}": {**new, "amount": MONEY},
        "{number}": payer.number,
        "{account}": payer.account_id,
    }
    office.system.opened.append(f"invoice/{payer.number}")
    await program.does("/invoices", known["{invoice}"])
    other = program if whose.startswith("their own") else await office.program(Role.BILLING)
    await other.does(f"/scopes/{payer.scope_id}/settle", key="used")
    before = await program.gets(f"/accounts/{payer.account_id}/statement")

    said = {}
    for name, body in BODIES.items():
        method, path, _ = CHANGING[name]
        where = path.removeprefix("/api/v1").format(
            scope=customer.scope_id,
            account=payer.account_id,
            number=payer.number,
            document="doc-1",
            entry="B0123456789ABCDEF",
            file="ab12",
            drift="drift_none",
            hint="evt_none",
            hook="we_nobody",
            event="evt_nothing",
            call="9",
            id="ab12",
        )
        sent = _sent(body, known)
        more = {"params": {"kind": "registration_form"}} if body == "{file}" else {}
        answer = await program.asks(
            method, where, headers={"Idempotency-Key": "used"}, **sent, **more
        )
        said[name] = answer.status_code, answer.json().get("refused", answer.json()).get("code")

    assert said.pop("switch_to_invoice") == (403, "not_allowed")  # no program makes it
    assert set(said.values()) == {(409, "effect_mismatch")}, said
    after = await program.gets(f"/accounts/{payer.account_id}/statement")
    assert after == {**before, "as_of": after["as_of"]}


def _sent(body: Any, known: dict[str, Any]) -> dict[str, Any]:
    if body == "{file}":
        return {"content": pdf()}
    if body == "{statements}":
        return {"files": {"files": ("statement.xml", statement(Booked("7.00")))}}
    if body == "{advice}":
        table = f"invoice;amount\n{known['{number}']};5.00\n"
        return {"files": {"file": ("advice.csv", table.encode())}}
    return {"json": _filled(body, known)}


def _filled(body: Any, known: dict[str, Any]) -> Any:
    match body:
        case dict():
            return {name: _filled(each, known) for name, each in body.items()}
        case list():
            return [_filled(each, known) for each in body]
        case str():
            return known.get(body, body)
    return body
