"""Lives of requests that were written down, as JSON, by a version whose facts were sentences.

What a request answers other programs must stay the same (`recorded/lives.json`),
and what was stored then must be read into the same facts as are written now.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from domain.forms.documents import DocumentKind
from domain.notices import LetterState, NoticeKind
from domain.requests import undelivered
from domain.requests.listing import Place
from domain.requests.messages import (
    DeclineCode,
    LetterDismissed,
    LetterNotDelivered,
    Security,
)
from domain.requests.view import details_of, listing_of, snapshot_of
from tests.domain.building import a_draft
from tests.domain.requests.lives import (
    ANALYST,
    Life,
    a_credit_check,
    a_draft_request,
    a_request_for_documents,
    a_review,
    a_submitted_request,
    an_answer,
    an_approved_request,
    fails,
)


def _switched() -> Iterator[Life]:
    life = a_draft_request()
    yield life
    life.pass_time(days=20)
    life.edit(justification="Our bank wants it so.")
    life.submit()
    yield life
    life.recheck()
    life.claim_switch()
    life.block_switch(fails("S1"), fails("S3"))
    yield life
    life.claim_switch()
    life.complete_switch()
    yield life


def _put_right() -> Iterator[Life]:
    life = a_submitted_request(fails("E4"), fails("ACCOUNT"))
    yield life
    life.pass_time(days=5)
    life.rules = ()
    life.edit(justification="Our bank wants it so.")
    yield life
    life.pass_time(days=1)
    life.rules = (fails("S1"), fails("S4"))
    life.recheck()
    yield life
    life.pass_time(days=400)
    yield life


def _rejected() -> Iterator[Life]:
    yield a_submitted_request(fails("E1"), fails("E10", reapply_from="2027-02-01"))


def _reviewed() -> Iterator[Life]:
    life = a_credit_check()
    yield life
    life.apply_for_credit()
    yield life
    life.ask_for_more()
    yield life
    life.apply_for_credit()
    life.pass_time(days=40)
    yield life
    life.rules = (fails("E5"),)
    life.approve(security=Security.LETTER_OF_CREDIT)
    yield life
    life.pass_time(days=60)
    yield life
    life.extend(life.now + timedelta(days=20))
    yield life
    life.record_security()
    yield life
    life.rules = ()
    life.pass_time(days=1)
    yield life


def _declined() -> Iterator[Life]:
    life = a_review()
    life.approve(15_000, security=Security.DEPOSIT)
    life.decline(DeclineCode.FINANCIALS_WEAK)
    yield life


def _documents() -> Iterator[Life]:
    life = a_request_for_documents(fails("E6", "ask"), fails("E9", "ask"))
    yield life
    life.ask_for_documents(DocumentKind.TRADE_REGISTER_EXTRACT, reason="As it stands.")
    yield life
    for ask in life.request.asks:
        life.send(ask.kind, str(len(life.request.documents)))
    yield life
    life.refuse("doc-1")
    yield life
    life.send(life.request.documents[0].kind, "f")
    for document in life.request.documents[1:]:
        life.accept(document.id)
    yield life
    life.withdraw()
    yield life


def _documents_missed() -> Iterator[Life]:
    life = a_review()
    life.ask_for_documents()
    life.pass_time(days=100)
    yield life
    life.send()
    life.pass_time(days=30)
    yield life
    life.accept()
    yield life
    life.withdraw()
    yield life


def _judged() -> Iterator[Life]:
    life = a_submitted_request(fails("E6", "mismatch"))
    yield life
    life.pass_time(days=30)
    yield life
    life.rules = (fails("E6", "mismatch"), fails("E7", "mismatch"))
    life.recheck()
    yield life
    life.overrule("E6")
    life.rules = (fails("E4"), fails("E7", "mismatch"))
    life.overrule("E7")
    yield life
    life.rules = ()
    life.edit(company=a_draft()["company"] | {"name": "Contoso Holding B.V."})
    yield life


def _letters() -> Iterator[Life]:
    life = a_draft_request()
    for state in (LetterState.REFUSED, LetterState.UNCONFIRMED):
        report = LetterNotDelivered(
            by="worker", kind=NoticeKind.DRAFT_REMINDER, key="k/1-draft_reminder", state=state
        )
        undelivered.not_delivered(life.request, report, life.now)
    dismissal = LetterDismissed(
        by=ANALYST, kind=NoticeKind.DRAFT_REMINDER, key="k/1-draft_reminder", reason="Rung up: ok."
    )
    undelivered.dismissed(life.request, dismissal, life.now)
    yield life
    life.submit(enclosed=an_answer())
    yield life


def _outage() -> Iterator[Life]:
    life = an_approved_request()
    life.outage(days=400, spares=False)
    yield life


def _without_an_answer() -> Iterator[Life]:
    life = a_credit_check()
    life.pass_time(days=400)
    yield life


LIVES: dict[str, Callable[[], Iterator[Life]]] = {
    life.__name__.removeprefix("_"): life
    for life in (
        _switched,
        _put_right,
        _rejected,
        _reviewed,
        _declined,
        _documents,
        _documents_missed,
        _judged,
        _letters,
        _outage,
        _without_an_answer,
    )
}


def shown(name: str) -> dict[str, Any]:
    """What a life answers other programs: whom it waited on at each step, and all of it at last."""
    waited = []
    for life in LIVES[name]():
        waited.append(life.request.waiting_on.model_dump(mode="json", by_alias=True))
    place = Place(events=1, at=life.now)
    return {
        "waiting_on": waited,
        "snapshot": snapshot_of(life.request).model_dump(mode="json", by_alias=True),
        "listing": listing_of(life.request, 1, place).model_dump(mode="json", by_alias=True),
        "details": details_of(life.request),
    }
