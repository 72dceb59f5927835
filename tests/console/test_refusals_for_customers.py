"""A refusal reveals to a customer nothing of another account, nor of our people."""

import json
from typing import Any

import pytest

from console.safe_requests import refusal_for_customer
from domain.errors import (
    AmountNotAcceptable,
    DomainError,
    EffectMismatch,
    InvoiceAlreadyIssued,
    InvoiceNotIssuable,
    NotPossibleNow,
    PaymentAlreadyRecorded,
    PaymentNotAcceptable,
    ScopeUnknown,
    SwitchBlocked,
    WrongTurn,
)

OTHERS = "Fabrikam GmbH"
ACCOUNT = "11111111-2222-4333-8444-555555555555"
COLLEAGUE = "carl@provider.example"


def kinds() -> list[type[DomainError]]:
    found: list[type[DomainError]] = [DomainError]
    for kind in found:
        found += kind.__subclasses__()
    return found


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_no_kind_of_refusal_reveals_whose_it_is(kind: type[DomainError]) -> None:
    """Whatever a later version puts into its details is kept back until it is known to be safe."""
    refusal = kind.__new__(kind)
    DomainError.__init__(
        refusal,
        "Said.",
        account_id=ACCOUNT,
        account=ACCOUNT,
        name=OTHERS,
        company=OTHERS,
        amount={"amount": "1234.56", "currency": "EUR"},
        limit="1234.56 EUR",
        scope=ACCOUNT,
        scope_id=ACCOUNT,
        decided_by=COLLEAGUE,
        value_date="2026-11-01",
        anything_new=OTHERS,
    )
    shown = refusal_for_customer(refusal)
    assert shown.code == refusal.code
    assert shown.details == {}


@pytest.mark.parametrize(
    "refusal",
    [
        PaymentAlreadyRecorded(
            f"A payment with this bank reference was recorded before, for {OTHERS}: 1234.56 EUR.",
            bank_reference="NL1",
        ),
        InvoiceAlreadyIssued(f"INV-1 was issued to {OTHERS} for 1234.56 EUR.", invoice="INV-1"),
        InvoiceNotIssuable(f"{ACCOUNT} is not on invoice.", problem="scope_unknown"),
        PaymentNotAcceptable(f"These invoices are {OTHERS}'s and {ACCOUNT}'s."),
        ScopeUnknown(f"There is no scope, but {OTHERS} has one."),
        WrongTurn(f"{COLLEAGUE} has approved this already, with 1234.56 EUR."),
        NotPossibleNow("approve", "approved", f"{COLLEAGUE} did it for 1234.56"),
    ],
    ids=lambda refusal: refusal.code,
)
def test_no_sentence_names_another_account_or_one_of_our_people(refusal: DomainError) -> None:
    shown = json.dumps(refusal_for_customer(refusal).as_json())
    for secret in (OTHERS, ACCOUNT, COLLEAGUE, "1234.56"):
        assert secret not in shown


@pytest.mark.parametrize(
    ("refusal", "details"),
    [
        (
            AmountNotAcceptable("Only 5.00 EUR is open on this invoice.", invoice="INV-1"),
            {"invoice": "INV-1"},
        ),
        (EffectMismatch("This was already used to ask for something else.", key="k"), {"key": "k"}),
        (
            SwitchBlocked(
                "Not yet.",
                findings=[{"code": "S1", "message": "Pay.", "evidence": {"x": 1}, "band": "b"}],
            ),
            {"findings": [{"code": "S1", "message": "Pay."}]},
        ),
    ],
    ids=lambda each: getattr(each, "code", ""),
)
def test_what_is_about_their_own_stays(refusal: DomainError, details: dict[str, Any]) -> None:
    assert refusal_for_customer(refusal).details == details
