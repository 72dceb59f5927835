"""A request itself: who is notified, under which key, and what is read of an unfinished draft."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.forms.applicant import Applicant
from domain.forms.documents import LegalForm
from domain.notices import Audience, NoticeKind
from domain.requests.messages import Security
from domain.values.money import CURRENCIES
from tests.domain.building import GONE, a_draft
from tests.domain.invoices.test_notices import SENT_BY_AN_INVOICE, SENT_BY_THE_LEDGER
from tests.domain.requests.lives import (
    Life,
    a_credit_check,
    a_draft_request,
    a_request_for_documents,
    a_review,
    a_submitted_request,
    an_approved_request,
    euros,
    fails,
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_every_notice_has_a_key_of_its_own() -> None:
    life = a_request_for_documents()
    life.pass_time(days=31)
    keys = [notice.key for notice in life.notices]
    assert len(set(keys)) == len(keys) > 3
    assert all(key.startswith("pay-by-invoice/sub-contoso-1/run-1/") for key in keys)


def test_a_later_request_for_the_same_scope_uses_other_keys() -> None:
    first, second = a_submitted_request(), a_submitted_request()
    second.request.run = "run-2"
    second.withdraw()
    assert first.notices[-1].key.split("/")[2] != second.notices[-1].key.split("/")[2]


@pytest.mark.parametrize("email", [GONE, "", "anna", "a@b\nBcc: c@d", "a@b, c@d", "<a@b>", 7])
def test_a_customer_without_a_usable_address_is_not_notified(email: Any) -> None:
    life = a_draft_request(contact__email=email)
    life.pass_time(days=30)
    assert life.notices == []
    assert "remind" in life.notes


def test_the_teams_are_notified_without_an_address() -> None:
    life = a_submitted_request(fails("E6", "mismatch"))
    notice = life.last(NoticeKind.TEAM_VERIFIER_NEEDED)
    assert (notice.audience, notice.to, notice.name) == (Audience.LEGAL, None, None)


def test_the_customer_is_notified_in_their_language() -> None:
    assert a_submitted_request(language="nl").notices[-1].language == "nl"
    assert a_submitted_request(language="en").notices[-1].language == "en"


def test_a_notice_goes_to_the_contact_of_the_form() -> None:
    notice = an_approved_request().last(NoticeKind.APPROVED)
    assert (notice.to, notice.name) == ("anna@contoso.nl", "Anna de Vries")
    assert notice.company == "Contoso B.V."


def test_a_notice_survives_the_wire_unchanged() -> None:
    for notice in a_request_for_documents().notices:
        assert type(notice).model_validate_json(notice.model_dump_json()) == notice


def test_since_when_somebody_must_act_stays_while_it_is_the_same_task() -> None:
    life = a_submitted_request(fails("E4"))
    since = life.request.waiting_on.since
    life.pass_time(days=5)
    assert life.request.waiting_on.since == since
    life.rules = (fails("ACCOUNT"),)
    life.recheck()
    assert life.request.waiting_on.since == life.now


def test_the_applicant_is_read_from_a_complete_draft() -> None:
    applicant = Applicant.of(a_draft())
    assert applicant == Applicant(
        company="Contoso B.V.",
        country="NL",
        legal_form=LegalForm.COMPANY,
        contact="Anna de Vries",
        email="anna@contoso.nl",
        language="nl",
        asked=euros(8000),
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"company": GONE, "contact": GONE, "credit": GONE},
        {"company": "Contoso", "contact": ["Anna"], "credit": "8000"},
        {"company__legal_form": ["company"], "company__address": "Amsterdam"},
        {"company__address__country": False, "company__name": 12},
        {"credit__amount": "much"},
        {"credit__currency": "guilders"},
    ],
)
def test_an_unfinished_draft_is_never_an_error(changes: dict[str, Any]) -> None:
    life = Life(**changes)
    assert life.snapshot.draft == a_draft(**changes)


def test_a_country_is_the_same_in_small_letters() -> None:
    assert Applicant.of(a_draft(company__address__country="nl")).country == "NL"


@given(
    st.dictionaries(
        st.sampled_from(["company", "contact", "credit", "language", "core_quota"]),
        json_values
        | st.fixed_dictionaries(
            {},
            optional={
                "name": json_values,
                "legal_form": json_values,
                "address": json_values | st.fixed_dictionaries({"country": json_values}),
                "email": json_values,
                "amount": json_values,
                "currency": json_values | st.sampled_from(sorted(CURRENCIES)),
            },
        ),
    )
)
@settings(max_examples=200, deadline=None)
def test_whatever_a_draft_holds_a_draft_has_a_snapshot(parts: dict[str, Any]) -> None:
    life = Life(**parts)
    json.loads(life.snapshot.model_dump_json())
    life.pass_time(days=30)
    assert life.snapshot.outcome == "abandoned"


def _everything_that_happens() -> list[Life]:
    """Lives in which, together, every event of the business happens."""
    lapsed = a_draft_request()
    lapsed.pass_time(days=30)
    unfixed = a_submitted_request(fails("E4"))
    unfixed.pass_time(days=31)
    unfixed.withdraw()
    rejected = a_submitted_request(fails("E1"))
    unapplied = a_credit_check()
    unapplied.pass_time(days=8)
    overdue = a_review()
    overdue.pass_time(days=8)
    asked = a_review()
    asked.ask_for_more()
    asked.pass_time(days=24)
    secured = a_review()
    secured.approve(security=Security.DEPOSIT)
    secured.pass_time(days=31)
    unverified = a_submitted_request(fails("E6", "mismatch"))
    unverified.pass_time(days=6)
    documents = a_request_for_documents()
    documents.pass_time(days=31)
    documents.extend(documents.now + timedelta(days=9))
    documents.send()
    documents.refuse()
    documents.accept(documents.send(content="b"))
    switched = an_approved_request()
    switched.pass_time(days=61)
    switched.claim_switch()
    switched.complete_switch()
    return [
        lapsed, unfixed, rejected, unapplied, overdue, asked, secured, unverified, documents,
        switched,
    ]  # fmt: skip


def test_every_kind_of_notice_is_sent_for_some_event_and_to_its_audience() -> None:
    notices = [notice for life in _everything_that_happens() for notice in life.notices]
    of_others = SENT_BY_AN_INVOICE | SENT_BY_THE_LEDGER
    assert {notice.kind for notice in notices} == set(NoticeKind) - of_others
    for notice in notices:
        to_customer = notice.audience is Audience.CUSTOMER
        assert notice.kind.value.startswith("team_") is not to_customer


def test_customer_and_credit_team_are_notified_of_a_review() -> None:
    life = a_review()
    assert life.notified(Audience.CREDIT) == [NoticeKind.TEAM_CREDIT_REVIEW_WAITING]
    assert NoticeKind.CREDIT_REVIEW_STARTED in life.notified(Audience.CUSTOMER)
