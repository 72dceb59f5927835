"""The one way to build a request in these tests, and to lead it through its life.

`Life` does what the workflow does: it asks whether a message is possible before it acts on it,
reads the rules when that is due, and fires the deadlines as time passes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.accounts.account import PaymentMethod
from domain.errors import DomainError
from domain.forms.documents import DocumentKind, StoredDocument
from domain.notices import Audience, Notice, NoticeKind
from domain.operations.messages import Message
from domain.policy import Policy
from domain.requests import (
    approval,
    assessment,
    deadlines_reached,
    drafting,
    messages,
)
from domain.requests.credit_application import CreditApplication
from domain.requests.life import RequestLife, life_of, request_in
from domain.requests.messages import DeclineCode, Security
from domain.requests.operations import BY_MESSAGE
from domain.requests.request import Request
from domain.requests.snapshot import Snapshot
from domain.requests.switch_order import SwitchOrder, SwitchReceipt
from domain.requests.view import seen_at
from domain.rules.findings import Finding, Outcome, Severity
from domain.turns import Who
from domain.values.money import Money
from tests.domain.building import a_draft

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CUSTOMER, ANALYST, VERIFIER = "anna@contoso.nl", "cleo@provider.test", "vera@provider.test"
CERTIFICATE = DocumentKind.CERTIFICATE_OF_INCORPORATION

_SEVERITY = {
    **dict.fromkeys(("E1", "E2", "E3", "E10", "E11"), Severity.REJECT),
    **dict.fromkeys(("E4", "ACCOUNT"), Severity.FIX),
    **dict.fromkeys(("E6", "E7", "E8", "E9"), Severity.VERIFY),
    "E5": Severity.BEFORE_LIMIT,
    **dict.fromkeys(("S1", "S2", "S3", "S4", "S5"), Severity.AT_SWITCH),
}


def found(code: str, outcome: Outcome, band: str | None = None, **evidence: Any) -> Finding:
    return Finding(
        code=code,
        severity=_SEVERITY[code],
        outcome=outcome,
        message=f"What {code} says.",
        band=band,
        evidence=evidence,
    )


def to_judge(code: str, outcome: Outcome) -> Finding:
    """What a verifier may let through although it is no `verify` rule."""
    return found(code, outcome).model_copy(update={"judgement": True})


def fails(code: str, band: str | None = None, **evidence: Any) -> Finding:
    return found(code, Outcome.FAIL, band, **evidence)


def passes(code: str) -> Finding:
    return found(code, Outcome.PASS)


def unknown(code: str) -> Finding:
    return found(code, Outcome.UNKNOWN)


def euros(amount: str | int) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def an_application() -> CreditApplication:
    return CreditApplication(
        annual_revenue=Decimal(12_500_000),
        currency="EUR",
        employees=85,
        bank_reference="Account with the same bank since 1998.",
        signed_by="Anna de Vries",
    )


def an_upload(content: str = "a") -> StoredDocument:
    return StoredDocument(
        sha256=content * 64,
        size=1024,
        media_type="application/pdf",
        location=f"documents/{content}",
    )


def a_receipt(request: Request, at: datetime) -> SwitchReceipt:
    limit = request.credit.limit
    assert limit is not None
    return SwitchReceipt(
        scope_id=request.scope_id,
        previous_method=PaymentMethod.CREDIT_CARD,
        payment_method=PaymentMethod.INVOICE,
        credit_limit=limit,
        payment_terms_days=request.policy.payment_terms_days,
        switched_at=at,
    )


class Life:
    """One request and the clock it lives by."""

    def __init__(self, policy: Policy | None = None, **changes: Any) -> None:
        draft = a_draft(**changes)
        self.now = MONDAY
        self.rules: tuple[Finding, ...] = ()
        """What the rules find whenever they are read."""
        self.ledger_away = False
        """While it is, the rules cannot be read and wait."""
        self.request = drafting.open_draft(
            messages.OpenRequest(
                by=CUSTOMER,
                key="first",
                scope_id=draft["scope"]["id"],
                account_id=draft["commerce_account_id"],
                draft=draft,
                policy=policy or Policy(),
            ),
            "pay-by-invoice/sub-contoso-1",
            "run-1",
            self.now,
        )

    @property
    def snapshot(self) -> Snapshot:
        return seen_at(self.request, self.now)

    @property
    def assigned(self) -> tuple[Who, str]:
        return self.request.waiting_on.who, self.request.waiting_on.for_

    @property
    def deadlines(self) -> dict[str, datetime]:
        """Name to moment, of those that run."""
        return {due.alarm.value: due.at for due in self.request.deadlines.running}

    @property
    def notes(self) -> list[str]:
        return [entry.trigger for entry in self.request.timeline]

    @property
    def notices(self) -> list[Notice]:
        return self.request.outgoing

    def notified(self, audience: Audience | None = None) -> list[NoticeKind]:
        return [n.kind for n in self.notices if audience in (None, n.audience)]

    def last(self, kind: NoticeKind) -> Notice:
        return next(notice for notice in reversed(self.notices) if notice.kind is kind)

    @property
    def busy(self) -> bool:
        return self.request.to_assess or self.request.switching_by is not None

    def settle(self) -> None:
        """Reads the rules when that is due."""
        if self.request.to_assess and not self.ledger_away:
            assessment.assessed(self.request, self.rules, "Europe/Amsterdam", self.now)

    def pass_time(self, **duration: float) -> None:
        """Lets time go by; every deadline fires at its own moment. As in the workflow, none
        fires while the rules are to be read or the switch is being made."""
        until = self.now + timedelta(**duration)
        while (due := self.request.deadlines.next) and due.at <= until and not self.busy:
            self.now = max(self.now, due.at)
            deadlines_reached.fire_alarms(self.request, self.now)
            self.settle()
        self.now = until

    def outage(self, *, spares: bool = True, **duration: float) -> None:
        """Nobody works for so long; then everything that is due fires at once.

        Args:
            spares: As `fire_alarms` takes it.
        """
        self.now += timedelta(**duration)
        deadlines_reached.fire_alarms(self.request, self.now, spares=spares)
        self.settle()

    def _carry_out(self, command: Message) -> Any:
        """As the request's workflow does it."""
        operation = BY_MESSAGE[type(command)]
        operation.may(self.request, command, self.now)
        return operation.do(self.request, command, self.now)

    def submit(self, enclosed: messages.ReturnCreditApplication | None = None) -> None:
        command = messages.Submit(by=CUSTOMER, enclosed=enclosed)
        self._carry_out(command)
        self.settle()

    def edit(self, **changes: Any) -> None:
        command = messages.EditDraft(by=CUSTOMER, draft=a_draft(**changes))
        self._carry_out(command)
        self.settle()

    def recheck(self) -> None:
        command = messages.Recheck(by=CUSTOMER)
        self._carry_out(command)
        self.settle()

    def withdraw(self, by: str = CUSTOMER, reason: str = "We changed our mind.") -> None:
        command = messages.Withdraw(by=by, reason=reason)
        self._carry_out(command)

    def apply_for_credit(self) -> None:
        command = an_answer()
        self._carry_out(command)

    def approve(self, limit: str | int = 20_000, by: str = ANALYST, **terms: Any) -> None:
        command = messages.ApproveCredit(by=by, limit=Decimal(limit), **terms)
        self._carry_out(command)
        self.settle()

    def ask_for_more(self) -> None:
        command = messages.AskForMore(by=ANALYST, reason="Which bank is it?")
        self._carry_out(command)

    def decline(self, code: DeclineCode = DeclineCode.THIN_FILE, by: str = ANALYST) -> None:
        command = messages.Decline(by=by, decline_code=code, reason="Too little is known.")
        self._carry_out(command)

    def record_security(self) -> None:
        command = messages.RecordSecurity(by=ANALYST, reference="deposit 2026/7")
        self._carry_out(command)
        self.settle()

    def ask_for_documents(self, *kinds: DocumentKind, reason: str = "It looks old.") -> None:
        command = messages.AskForDocuments(
            by=VERIFIER, kinds=kinds or (CERTIFICATE,), reason=reason
        )
        self._carry_out(command)

    def send(self, kind: DocumentKind = CERTIFICATE, content: str = "a") -> str:
        """Sends a document; returns its id."""
        command = messages.AddDocument(by=CUSTOMER, kind=kind, stored=an_upload(content))
        self._carry_out(command)
        return self.request.documents[-1].id

    def accept(self, document: str = "doc-1", by: str = VERIFIER) -> None:
        self._review(messages.ReviewDocument(by=by, document=document, accept=True))

    def refuse(self, document: str = "doc-1", reason: str | None = "It is not legible.") -> None:
        self._review(
            messages.ReviewDocument(by=VERIFIER, document=document, accept=False, reason=reason)
        )

    def _review(self, command: messages.ReviewDocument) -> None:
        self._carry_out(command)
        self.settle()

    def extend(self, until: datetime) -> None:
        command = messages.ExtendDeadline(by=VERIFIER, until=until, reason="They are on their way.")
        self._carry_out(command)

    def overrule(self, rule: str) -> None:
        command = messages.Overrule(by=VERIFIER, rule=rule, reason="I called them.")
        self._carry_out(command)
        self.settle()

    def claim_switch(self, understood: bool = True, by: str = CUSTOMER) -> SwitchOrder:
        command = messages.SwitchToInvoice(by=by, understood_irreversible=understood)
        order: SwitchOrder = self._carry_out(command)
        self._order = order
        return order

    def complete_switch(self) -> None:
        notified = approval.as_switched(self.request, self._order).outgoing
        approval.complete_switch(self.request, a_receipt(self.request, self._order.at))
        self.request.outgoing += notified

    def block_switch(self, *findings: Finding) -> None:
        approval.abandon_switch(self.request, findings, self.now)


def an_answer() -> messages.ReturnCreditApplication:
    return messages.ReturnCreditApplication(by=CUSTOMER, application=an_application())


def a_draft_request(policy: Policy | None = None, **changes: Any) -> Life:
    return Life(policy, **changes)


def a_submitted_request(*rules: Finding, policy: Policy | None = None, **changes: Any) -> Life:
    """Submitted, and assessed: it is where these findings lead."""
    life = Life(policy, **changes)
    life.rules = rules
    life.submit()
    return life


def an_approved_request(*rules: Finding, policy: Policy | None = None) -> Life:
    return a_submitted_request(*rules, policy=policy)


def a_credit_check(*rules: Finding, policy: Policy | None = None, ask: str = "20000.00") -> Life:
    """In credit check: the credit application has not been returned yet."""
    return a_submitted_request(*rules, policy=policy, credit={"amount": ask, "currency": "EUR"})


def a_review(*rules: Finding, policy: Policy | None = None) -> Life:
    """In credit check, and the review of the application has just begun."""
    life = a_credit_check(*rules, policy=policy)
    life.apply_for_credit()
    return life


def a_request_for_documents(*rules: Finding, **changes: Any) -> Life:
    """Legal documents were asked for by these rules (E6 when none is named)."""
    return a_submitted_request(*(rules or (fails("E6", "ask"),)), **changes)


NOT_KEPT = {
    *("timeline", "earlier", "kept", "switching_by", "switching_through", "_read", "_checked")
}
"""Fields of a request that are not handed on as they are: the ledger has the timeline, an order
that was not carried out is forgotten, and the last two are worked out again."""


def handed_on(request: Request) -> Request:
    """As the next run of its workflow has it."""
    return request_in(RequestLife.model_validate_json(life_of(request).model_dump_json()))


def assert_goes_on_the_same(before: Request) -> None:
    after = handed_on(before)
    for each in {field.name for field in fields(Request)} - NOT_KEPT - {"policy"}:
        assert getattr(after, each) == getattr(before, each), each
    # A test may have made it from a whole file, of which a request has its own part.
    of_request = before.policy.model_dump(include=set(Policy.model_fields))
    assert after.policy.model_dump() == of_request
    assert (after.entries, after.needed) == (before.entries, before.needed)
    assert after.timeline == []


@contextmanager
def refused(life: Life, code: str) -> Iterator[pytest.ExceptionInfo[DomainError]]:
    """What stands inside is refused with this code, in a sentence, and changes nothing."""
    before = deepcopy(life.request)
    with pytest.raises(DomainError) as refusal:
        yield refusal
    assert refusal.value.code == code
    assert refusal.value.reason.endswith(".")
    assert life.request == before


def a_question() -> Life:
    """The analyst asked for more, and the customer must answer."""
    life = a_review()
    life.ask_for_more()
    return life


def a_deposit() -> Life:
    """Approved on condition of a deposit, which the customer must provide."""
    life = a_review()
    life.approve(security=Security.DEPOSIT)
    return life
