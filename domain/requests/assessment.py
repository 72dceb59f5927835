"""From what the rules found to what happens next."""

from datetime import UTC, datetime, timedelta

from domain.forms.documents import ALTERNATIVES, DocumentAsk, DocumentKind, LegalForm, ask_for
from domain.notices import Audience, NoticeKind, items_of
from domain.requests import approval, credit, credit_decision, verification
from domain.requests.deadlines import Alarm
from domain.requests.fixing import nothing_to_fix, wait_for_fixes
from domain.requests.happenings import Facts, Happening
from domain.requests.lifecycle import State, Trigger
from domain.requests.outcomes import OutcomeKind, RequestOutcome
from domain.requests.request import Request
from domain.rules.findings import Finding, Severity, failing, unsettled
from domain.tasks import Task
from domain.turns import WORKER, Who


def assessed(
    request: Request, findings: tuple[Finding, ...], time_zone: str | None, now: datetime
) -> None:
    """Takes the findings of the rules and moves the request accordingly.

    A rule whose outcome is unknown stops nothing, unless it asks for a person's judgement; the
    analyst or verifier sees it.
    """
    request.findings = findings
    request.time_zone = time_zone or request.time_zone
    request.to_assess = False
    if request.state is State.SUBMITTED:
        _after_submission(request, now)
    elif request.state is State.CREDIT_CHECK:
        credit_decision.settle_conditions(request, now)
    elif request.state is State.APPROVED:
        approval.warn(request, now)


def _after_submission(request: Request, now: datetime) -> None:
    rejecting = failing(request.findings, Severity.REJECT)
    if rejecting:
        _reject(request, rejecting, now)
        return
    if to_fix := _to_fix(request):
        request.deadlines.drop({Alarm.VERIFIER_LATE})
        wait_for_fixes(request, to_fix, now)
        return
    if to_verify := unverified(request):
        nothing_to_fix(request)
        _verify(request, to_verify, now)
        return
    asked = request.applicant.asked
    if asked is None:
        raise ValueError("a submitted form names the credit it asks for")
    if credit.check_needed(asked, request.policy.credit):
        nothing_to_fix(request)
        request.deadlines.drop({Alarm.VERIFIER_LATE})
        credit.require_check(request, asked, now)
        return
    if held_back := failing(request.findings, Severity.BEFORE_LIMIT):
        request.deadlines.drop({Alarm.VERIFIER_LATE})
        wait_for_fixes(request, held_back, now)
        return
    approval.approve(request, asked, WORKER, now)


def unverified(request: Request) -> tuple[Finding, ...]:
    """The findings to verify that neither documents nor a verifier have settled."""
    found = unsettled(request.findings, request.cleared)
    return tuple(finding for finding in found if finding.needs_verifying)


def _to_fix(request: Request) -> tuple[Finding, ...]:
    """What the customer has to put right, less what a verifier let through."""
    return tuple(
        finding
        for finding in failing(request.findings, Severity.FIX)
        if not (finding.may_be_overruled and finding.code in request.cleared)
    )


def _reject(request: Request, findings: tuple[Finding, ...], now: datetime) -> None:
    codes = tuple(finding.code for finding in findings)
    request.fire(Trigger.REJECT, WORKER, now, Facts(codes=codes))
    request.outcome = RequestOutcome(kind=OutcomeKind.REJECTED, codes=codes)
    request.notify(
        NoticeKind.REJECTED, now, deadline=_may_reapply_from(findings), items=items_of(findings)
    )


def _may_reapply_from(findings: tuple[Finding, ...]) -> datetime | None:
    """The date that E10 or E11 names, the latest if both do; None where another rule rejects,
    which no date will change."""
    dates = [finding.evidence.get("reapply_from") for finding in findings]
    if not all(isinstance(date, str) for date in dates):
        return None
    # The same date in every zone from Honolulu to Auckland in summer.
    return max(datetime.fromisoformat(f"{date}T10:30").replace(tzinfo=UTC) for date in dates)


def _verify(request: Request, findings: tuple[Finding, ...], now: datetime) -> None:
    """Asks for documents, or has a verifier decide where the two are too far apart or only
    a person can judge."""
    codes = tuple(finding.code for finding in findings)
    if any(finding.band == "mismatch" or finding.judgement for finding in findings):
        if request.waiting_on.who is Who.LEGAL:
            request.assign(Who.LEGAL, Task.VERIFY, now, request.waiting_on.until, codes)
            return
        until = now + timedelta(days=request.policy.documents.review_days)
        request.deadlines.add(Alarm.VERIFIER_LATE, until)
        request.assign(Who.LEGAL, Task.VERIFY, now, until, codes)
        request.note(Happening.TO_VERIFY, WORKER, now, Facts(codes=codes))
        request.notify(NoticeKind.SUBMITTED, now)
        request.notify(
            NoticeKind.TEAM_VERIFIER_NEEDED,
            now,
            Audience.LEGAL,
            deadline=until,
            items=items_of(findings),
        )
        return
    request.note(Happening.TO_VERIFY, WORKER, now, Facts(codes=codes))
    verification.request_documents(request, _asks_for(request, findings), WORKER, now)


def _asks_for(request: Request, findings: tuple[Finding, ...]) -> list[DocumentAsk]:
    """One ask for each paper, though several rules may want the same one."""
    form = request.applicant.legal_form
    wanted: dict[DocumentKind, list[Finding]] = {}
    for finding in findings:
        wanted.setdefault(_proof_for(finding.code, form), []).append(finding)
    return [
        ask_for(
            kind,
            form,
            " ".join(finding.message for finding in because),
            tuple(finding.code for finding in because),
        )
        for kind, because in wanted.items()
    ]


def _proof_for(rule: str, form: LegalForm) -> DocumentKind:
    return DocumentKind.NAME_CHANGE_DEED if rule == "E9" else ALTERNATIVES[form][0]
