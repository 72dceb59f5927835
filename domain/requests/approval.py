"""From approved to switched: the approval's validity and the irreversible step."""

from copy import copy
from datetime import datetime

from pydantic import ValidationError

from domain.companies.address import Address
from domain.errors import ConsentMissing
from domain.forms.form import Company, CoreQuota
from domain.forms.form_draft import as_meant
from domain.notices import Audience, NoticeKind, items_of
from domain.operations.obstacles import Obstacle, clear_of
from domain.papers.buyer import Buyer, electronic_address_in
from domain.requests.deadlines import Alarm, Deadlines
from domain.requests.drafting import hinders_while_switching
from domain.requests.happenings import Facts, Happening
from domain.requests.lifecycle import Trigger
from domain.requests.messages import SwitchToInvoice
from domain.requests.obstacles import Why, unless_allowed
from domain.requests.outcomes import OutcomeKind, RequestOutcome
from domain.requests.request import Request
from domain.requests.switch_order import SwitchOrder, SwitchReceipt
from domain.rules.findings import Finding, Severity, failing
from domain.tasks import Task
from domain.turns import WORKER, Who
from domain.values.money import Money


def approve(request: Request, limit: Money, by: str, now: datetime) -> None:
    """Approves the request; the customer is told how to switch, and that it is irreversible."""
    request.deadlines.clear()
    request.fire(Trigger.APPROVE, by, now, Facts(amount=limit))
    request.credit.limit = limit
    until = request.deadlines.start(
        request.policy.approval, now, Alarm.APPROVAL_LAPSES, Alarm.APPROVAL_REMINDER
    )
    warn(request, now)
    request.notify(
        NoticeKind.APPROVED,
        now,
        deadline=until,
        amount=limit,
        items=items_of(failing(request.findings, Severity.AT_SWITCH)),
    )


def hinders_switch(request: Request, now: datetime) -> Obstacle | None:
    return hinders_while_switching(request) or unless_allowed(
        request, Trigger.SWITCH, Why.NOT_APPROVED_YET, "the switch is made once it is approved"
    )


def may_switch(request: Request, command: SwitchToInvoice, now: datetime) -> None:
    clear_of(hinders_switch(request, now))
    if not command.understood_irreversible:
        raise ConsentMissing(
            "After the switch there is no way back to a card or direct debit. Say that you"
            " understand this to make it."
        )


def begin_switch(request: Request, command: SwitchToInvoice, now: datetime) -> SwitchOrder:
    """Takes the request for the switch, so that nothing else happens meanwhile."""
    request.switching_by, request.switching_through = command.by, command.through
    eligibility = request.policy.eligibility
    if request.credit.limit is None:
        raise ValueError("an approved request has a limit")
    quota = as_meant(request.draft).get("core_quota")
    return SwitchOrder(
        key=f"{request.id}/{request.run}/switch",
        account_id=request.account_id,
        scope_id=request.scope_id,
        by=command.by,
        at=now,
        credit_limit=request.credit.limit,
        payment_terms_days=request.policy.payment_terms_days,
        external_services=eligibility.external_services,
        open_invoice=eligibility.open_invoice,
        core_quota=CoreQuota.model_validate(quota) if quota else None,
        language=request.applicant.language,
        through=command.through,
        buyer=_buyer(request),
    )


def _buyer(request: Request) -> Buyer | None:
    """The company on the form; None where a form of before cannot be read as one of today."""
    company = as_meant(request.draft).get("company")
    try:
        read = Company.model_validate(company)
    except ValidationError:
        return None
    return Buyer(
        name=read.name,
        address=Address.model_validate(read.address.model_dump()),
        tax_id=read.tax_id,
        electronic_address=electronic_address_in(read.electronic_address),
        purchase_order=read.purchase_order,
        buyer_reference=read.buyer_reference,
        invoice_format=read.invoice_format,
    )


def as_switched(request: Request, order: SwitchOrder) -> Request:
    """The request as it will be after the switch, with its notices.

    It goes to the ledger with the order: the switch, its letters and its listing are one
    transaction, so that nobody sees one without the others.
    """
    after = copy(request)
    after.timeline, after.deadlines, after.outgoing = [*request.timeline], Deadlines(), []
    _end_switched(after, order.at)
    after.notify(NoticeKind.SWITCHED, order.at, amount=order.credit_limit)
    after.notify(NoticeKind.TEAM_SWITCHED, order.at, Audience.BILLING, amount=order.credit_limit)
    return after


def complete_switch(request: Request, receipt: SwitchReceipt) -> None:
    """The order was carried out, and its notices queued."""
    request.switched = receipt
    methods = (receipt.previous_method, receipt.payment_method)
    _end_switched(request, receipt.switched_at, methods)


def _end_switched(request: Request, at: datetime, methods: tuple[str, ...] = ()) -> None:
    by = _switched_by(request)
    request.fire(Trigger.SWITCH, by, at, Facts(codes=methods))
    request.outcome = RequestOutcome(kind=OutcomeKind.SWITCHED)


def abandon_switch(request: Request, findings: tuple[Finding, ...], now: datetime) -> None:
    """A precondition did not hold: the request stays approved and says what to put right."""
    by = _switched_by(request)
    read_again = {finding.code: finding for finding in findings}
    kept = [f for f in request.findings if f.code not in read_again]
    request.findings = tuple(sorted([*kept, *findings], key=_rule_order))
    codes = tuple(finding.code for finding in findings if finding.failed)
    request.note(Happening.SWITCH_REFUSED, by, now, Facts(codes=codes))
    warn(request, now)


def _switched_by(request: Request) -> str:
    """Who is making the switch, set as the actor again: meanwhile somebody else may have acted."""
    by, request.switching_by = request.switching_by or WORKER, None
    request.actor, request.switching_through = (by, request.switching_through), None
    return by


def warn(request: Request, now: datetime) -> None:
    """Says what is in the way of the switch, and checks it again every day until nothing is."""
    blocking = tuple(
        finding.code
        for finding in failing(request.findings, Severity.AT_SWITCH)
        if finding.code != "S3"  # another person may switch: nothing to put right
    )
    until = request.deadlines.at(Alarm.APPROVAL_LAPSES)
    if blocking:
        request.assign(Who.CUSTOMER, Task.PUT_RIGHT_THEN_SWITCH, now, until, blocking)
        request.recheck_daily(now)
    else:
        request.deadlines.drop({Alarm.DAILY_RECHECK})
        request.assign(Who.CUSTOMER, Task.MAKE_THE_SWITCH, now, until)


def _rule_order(finding: Finding) -> tuple[str, int]:
    letters = finding.code.rstrip("0123456789")
    return letters, int(finding.code[len(letters) :] or 0)
