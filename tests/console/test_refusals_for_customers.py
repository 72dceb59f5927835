"""A refusal reveals to a customer nothing of another account, nor of our people."""

import json
from typing import Any

import pytest

from adapters.storage.refusals import Flaw
from console.safe_requests import refusal_for_customer
from domain.errors import (
    AmountNotAcceptable,
    DocumentRefused,
    DomainError,
    EffectMismatch,
    FormInvalid,
    InvoiceAlreadyIssued,
    InvoiceNotIssuable,
    NotPossibleNow,
    PaymentAlreadyRecorded,
    PaymentNotAcceptable,
    ScopeUnknown,
    SwitchBlocked,
    WrongTurn,
)
from wording.catalogue import LOCALES, words_in
from wording.refusals import said_to_customer

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
        (EffectMismatch.of_key(key="k"), {"key": "k"}),
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


OF_STAFF = {
    "account_in_use", "bank_entry_decided", "bank_entry_unknown", "bank_file_unknown",
    "call_unknown", "deadline_not_extendable", "drift_unknown", "entry_unknown",
    "erasure_not_possible", "erasure_unknown", "event_not_acceptable", "event_unknown",
    "finding_not_overrulable", "hint_unknown", "hook_unknown", "invoice_already_issued",
    "invoice_ambiguous", "invoice_not_issuable", "limit_not_acceptable", "limit_not_changeable",
    "not_followed", "nothing_proposed", "nothing_to_apply", "payment_not_acceptable",
    "payment_outsized", "payment_unknown", "version_mismatch",
}  # fmt: skip
"""No customer may do what is refused so."""
OF_MACHINERY = {
    "clear_left", "clear_refused", "key_unknown", "master_key_unusable", "not_a_rehearsal",
    "provider_refused", "refused", "seal_broken",
}  # fmt: skip
"""Nothing that a customer does leads to these: something of ours is broken, and they read that our
team can tell more. A billing system that says no to a switch is what stands in its way (S6)."""
BROKEN_STORAGE = {Flaw.MISSING, Flaw.ALTERED, Flaw.KEY_UNKNOWN, Flaw.IN_CLEAR}


@pytest.mark.parametrize("language", LOCALES)
def test_every_refusal_that_a_customer_can_meet_is_said_in_their_language(language: str) -> None:
    words = words_in(language)
    codes = {kind.code for kind in kinds() if kind.__module__ == DomainError.__module__}
    theirs = codes - OF_STAFF - OF_MACHINERY - {DocumentRefused.code}
    assert {code for code in theirs if not words.knows("refusal", code)} == set()
    assert codes >= OF_STAFF | OF_MACHINERY
    assert {code for code in OF_STAFF | OF_MACHINERY if words.knows("refusal", code)} == set()


@pytest.mark.parametrize("language", LOCALES)
def test_what_is_wrong_with_a_file_is_said_in_their_language(language: str) -> None:
    flaws = {*Flaw} - BROKEN_STORAGE
    flaws |= {"too_many", "not_chosen", "kind_not_chosen", "not_asked_for", "sent_before"}
    words = words_in(language)
    assert {each for each in flaws if not words.knows("document_refused", each)} == set()


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_a_customer_who_reads_dutch_gets_no_refusal_in_english(kind: type[DomainError]) -> None:
    refusal = kind.__new__(kind)
    DomainError.__init__(refusal, "Said in English.", code="empty")
    shown = refusal_for_customer(refusal, "nl")
    assert shown.reason == said_to_customer(refusal, "nl")
    assert shown.reason != said_to_customer(refusal, "en") != refusal.reason


def test_what_stands_in_a_refusal_is_in_their_language_too() -> None:
    blocked = SwitchBlocked("Not yet.", findings=[{"code": "S1", "message": "Pay first."}])
    (finding,) = refusal_for_customer(blocked, "nl").details["findings"]
    assert finding == {"code": "S1", "message": words_in("nl")("code.S1")}
    missing = {"field": "company.name", "code": "missing", "problem": "This is required."}
    of_later = {"field": "company.name", "code": "of_a_later_version", "problem": "English."}
    shown = refusal_for_customer(FormInvalid([missing, of_later]), "nl")
    said = [each["problem"] for each in shown.details["problems"]]
    assert said == ["Dit is verplicht.", words_in("nl")("problem.other")]
