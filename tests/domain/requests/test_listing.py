"""How a request is listed, derived from its own state."""

from datetime import timedelta

import pytest

from domain.requests.lifecycle import State
from domain.requests.listing import Listing, Place
from domain.requests.messages import DeclineCode
from domain.requests.view import listing_of
from domain.turns import Who
from tests.domain.requests.lives import (
    MONDAY,
    Life,
    a_draft_request,
    a_request_for_documents,
    a_review,
    a_submitted_request,
    an_approved_request,
    euros,
    fails,
)


def listed(life: Life) -> Listing:
    return listing_of(life.request, 7, Place(events=4, at=life.now))


def test_a_line_says_who_must_act_on_what_and_until_when() -> None:
    life = a_review()
    line = listed(life).line
    assert (line.request, line.run) == ("pay-by-invoice/sub-contoso-1", "run-1")
    assert (line.company, line.country, line.asked) == ("Contoso B.V.", "NL", euros("20000.00"))
    assert (line.state, line.waiting_on.who) == (State.CREDIT_CHECK, Who.CREDIT)
    assert line.waiting_on == life.request.waiting_on
    assert (line.opened_at, line.ended_at, line.reason) == (MONDAY, None, None)
    assert line.revision == 7


def test_it_is_overdue_once_its_deadline_has_passed() -> None:
    line = listed(a_review()).line
    until = line.waiting_on.until
    assert until is not None
    assert not line.overdue(until)
    assert line.overdue(until + timedelta(seconds=1))


def test_every_state_it_stood_in_is_listed_with_what_led_there() -> None:
    life = a_request_for_documents()
    life.pass_time(days=2)
    life.send()
    life.rules = ()
    life.accept()
    two_days_later = MONDAY + timedelta(days=2)
    assert [(stay.state, stay.since, stay.trigger) for stay in listed(life).stays] == [
        (State.DRAFT, MONDAY, "open"),
        (State.SUBMITTED, MONDAY, "submit"),
        (State.LEGAL_DOCUMENTS, MONDAY, "request_documents"),
        (State.SUBMITTED, two_days_later, "accept_documents"),
        (State.APPROVED, two_days_later, "approve"),
    ]


def test_one_that_has_ended_says_when_and_why() -> None:
    rejected = a_submitted_request(fails("E1"), fails("E10"))
    declined = a_review()
    declined.pass_time(days=1)
    declined.decline(DeclineCode.THIN_FILE)
    withdrawn, abandoned, switched = a_draft_request(), a_draft_request(), an_approved_request()
    withdrawn.withdraw()
    abandoned.pass_time(days=100)
    switched.claim_switch()
    switched.complete_switch()
    reasons = [listed(each).line.reason for each in (rejected, declined, withdrawn, abandoned)]
    assert reasons == ["E1, E10", "thin_file", "withdrawn", "abandoned"]
    assert listed(switched).line.reason is None
    assert listed(declined).line.ended_at == MONDAY + timedelta(days=1)
    assert listed(switched).line.waiting_on.who is Who.NOBODY


@pytest.mark.parametrize("country", ["ßa", "äö", "N", None, 31])
def test_a_draft_without_a_proper_country_is_listed_without_one(country: object) -> None:
    life = a_draft_request(company__address__country=country)
    assert listed(life).line.country is None


def test_a_name_that_no_list_could_show_is_cut_and_kept_clean() -> None:
    life = a_draft_request(company__name="Con\0toso " + "x" * 5000)
    name = listed(life).line.company
    assert name.startswith("Contoso x")
    assert len(name) == 200
