"""A request as others see it: the snapshot for programs, its line in a queue, a page of Markdown
for Temporal's UI."""

import re
from datetime import datetime

from domain.forms.documents import still_to_send
from domain.requests.credit import check_needed
from domain.requests.deadlines import REVIEW_CLOCK, Alarm
from domain.requests.lifecycle import State
from domain.requests.listing import Listing, Place, RequestLine, Stay
from domain.requests.outcomes import OutcomeKind
from domain.requests.possible import possible_of
from domain.requests.request import Request
from domain.requests.snapshot import (
    CreditView,
    DeadlineView,
    DocumentsView,
    Ending,
    LatestSnapshot,
    Snapshot,
)
from domain.turns import WaitingOn
from domain.values.money import Money

_LONGEST_NAME = 200
_COUNTRY = re.compile("[A-Z]{2}")


def snapshot_of(request: Request) -> Snapshot:
    applicant = request.applicant
    return Snapshot(
        request=request.id,
        scope=request.scope_id,
        account=request.account_id,
        company=applicant.company,
        country=applicant.country,
        state=request.state,
        waiting_on=request.waiting_on,
        findings=request.findings,
        settled=dict(request.cleared),
        credit=_credit(request),
        documents=DocumentsView(
            asked_for=tuple(request.asks),
            still_to_send=still_to_send(request.asks, request.documents)
            if request.state is State.LEGAL_DOCUMENTS
            else (),
            received=tuple(request.documents),
            deadline=request.deadlines.at(Alarm.DOCUMENTS_DEADLINE),
        ),
        deadlines=tuple(
            DeadlineView(name=due.alarm, at=due.at) for due in request.deadlines.running
        ),
        ended=request.outcome,
        switched=request.switched,
        policy_version=request.policy.version,
        timeline=tuple(request.timeline),
        draft=request.draft,
    )


def seen_at(request: Request, now: datetime) -> Snapshot:
    """The snapshot for a query, with what can be done."""
    return snapshot_of(request).model_copy(update={"possible": possible_of(request, now)})


def latest_of(request: Request, now: datetime) -> LatestSnapshot:
    """The same, of a request whose earlier entries the ledger has."""
    seen = {**dict(seen_at(request, now)), "run": request.run, "earlier": request.earlier}
    return LatestSnapshot.model_construct(**seen)


def ending_of(request: Request) -> Ending:
    return Ending(state=request.state, ended=request.outcome, switched=request.switched)


def _credit(request: Request) -> CreditView:
    credit, asked = request.credit, request.applicant.asked
    threshold = request.policy.credit.thresholds.get(asked.currency) if asked else None
    return CreditView(
        asked=asked,
        threshold=Money(amount=threshold, currency=asked.currency)
        if asked is not None and threshold is not None
        else None,
        check_needed=check_needed(asked, request.policy.credit) if asked else None,
        application=credit.applications[-1] if credit.applications else None,
        review_started_at=credit.review_started_at,
        review_expected_by=request.deadlines.at(Alarm.REVIEW_EXPECTED),
        review_overdue_at=request.deadlines.at(Alarm.REVIEW_OVERDUE),
        review_overdue=credit.review_overdue,
        review_stopped=any(alarm in REVIEW_CLOCK for alarm, _ in request.deadlines.stopped),
        decision=credit.decision,
        limit=credit.limit,
        conditions=tuple(credit.conditions),
    )


def listing_of(request: Request, revision: int, place: Place) -> Listing:
    """How the request is listed, and the states that it stood in. A draft may hold anything: what
    no list could show is left out."""
    applicant = request.applicant
    moves = [entry for entry in request.needed if entry.from_ is not entry.to]
    line = RequestLine(
        request=request.id,
        run=request.run,
        scope=request.scope_id,
        account=request.account_id,
        company=_shown(applicant.company)[:_LONGEST_NAME],
        country=applicant.country if _COUNTRY.fullmatch(applicant.country or "") else None,
        state=request.state,
        waiting_on=request.waiting_on,
        opened_at=request.opened_at,
        ended_at=moves[-1].at if request.ended else None,
        asked=applicant.asked,
        reason=_reason(request),
        revision=revision,
        as_of=place.at,
    )
    stays = [
        Stay(state=State.DRAFT, since=request.opened_at, trigger="open"),
        *(Stay(state=move.to, since=move.at, trigger=move.trigger) for move in moves),
    ]
    return Listing(line=line, stays=tuple(stays), place=place)


def listing_mark(request: Request) -> tuple[int, WaitingOn]:
    """A value that changes whenever the listing does; cheaper than the listing."""
    return request.entries, request.waiting_on


def _shown(text: str) -> str:
    """PostgreSQL keeps no text with a NUL in it."""
    return text.replace("\0", "")


def _reason(request: Request) -> str | None:
    if request.outcome is None or request.state is State.SWITCHED:
        return None
    rejected = request.outcome.kind is OutcomeKind.REJECTED
    return ", ".join(request.outcome.codes) if rejected else request.outcome.code


def details_of(request: Request) -> str:
    """The text on the workflow's page for operators: its state, and no personal data."""
    waits = request.waiting_on
    lines = [f"**{request.state.replace('_', ' ')}**"]
    if request.outcome:
        lines.append(f"Outcome: {request.outcome.text}")
    else:
        until = f", until {waits.until:%Y-%m-%d %H:%M} UTC" if waits.until else ""
        lines.append(f"Waiting on **{waits.who}** to {waits.for_}{until}.")
    standing = [f for f in request.findings if f.failed and f.code not in request.cleared]
    if standing:
        lines.append(f"Findings: {', '.join(f'{f.code} ({f.severity})' for f in standing)}")
    if request.deadlines.running:
        lines += ["", "| deadline | at (UTC) |", "| --- | --- |"]
        lines += [f"| {d.alarm} | {d.at:%Y-%m-%d %H:%M} |" for d in request.deadlines.running]
    lines += ["", "| at (UTC) | what | to |", "| --- | --- | --- |"]
    lines += [f"| {e.at:%Y-%m-%d %H:%M} | {e.trigger} | {e.to} |" for e in request.timeline[-20:]]
    return "\n".join(lines)
