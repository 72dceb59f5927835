"""What can be done next with a request, by whom, and what to type for it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from cli.pages.text import option, plain
from domain.forms.documents import Verdict
from domain.requests.lifecycle import FINAL, State
from domain.requests.operations import (
    ADD_DOCUMENT,
    APPROVE,
    ASK_FOR_DOCUMENTS,
    ASK_FOR_MORE,
    DECLINE,
    EDIT,
    EXTEND_DEADLINE,
    OVERRULE,
    RECHECK,
    RECORD_SECURITY,
    RETURN_APPLICATION,
    REVIEW_DOCUMENT,
    SUBMIT,
    SWITCH,
    WITHDRAW,
    RequestOperation,
)
from domain.requests.snapshot import ConditionKind, Snapshot
from domain.rules.findings import Severity, failing, unsettled
from domain.turns import Who
from wording.codes import with_name


class Step(NamedTuple):
    who: str
    what: str
    command: str
    operation: RequestOperation[Any] | None = None
    """In the table of operations; None where it is none of them."""


def next_steps(snapshot: Snapshot) -> list[Step]:
    """The steps that make sense now, the likeliest first."""
    steps = [*_IN_STATE.get(snapshot.state, _none)(snapshot)]
    if snapshot.state not in FINAL:
        command = f"withdraw {_name(snapshot)} --reason TEXT"
        steps.append(Step("customer", "end the request", command, WITHDRAW))
    return [each for each in steps if not _hindered(snapshot, each.operation)]


def _none(snapshot: Snapshot) -> Iterator[Step]:
    yield from ()


def _name(snapshot: Snapshot) -> str:
    return plain(snapshot.scope)


def _hindered(snapshot: Snapshot, operation: RequestOperation[Any] | None) -> bool:
    """Whether the request says that this is not possible now, for anybody."""
    found = (snapshot.possible or {}).get(operation.name) if operation else None
    return found is not None and found.except_for is None


def _draft(snapshot: Snapshot) -> Iterator[Step]:
    yield Step("customer", "submit the draft", f"submit {_name(snapshot)}", SUBMIT)
    yield Step("customer", "change the form", f"edit {_name(snapshot)} FORM", EDIT)


def _submitted(snapshot: Snapshot) -> Iterator[Step]:
    name, who = _name(snapshot), snapshot.waiting_on.who
    if who is Who.CUSTOMER:
        yield Step("customer", "correct the form", f"edit {name} FORM", EDIT)
        yield Step("customer", "check again", f"recheck {name}", RECHECK)
    for finding in unsettled(snapshot.findings, snapshot.cleared):
        command = f"overrule {name} {finding.code} --reason TEXT"
        yield Step("verifier", f"accept what {with_name(finding.code)} found", command, OVERRULE)
    if who is Who.LEGAL:
        yield _ask(name, "verifier")
        yield _decline(name, "verifier")


def _credit_check(snapshot: Snapshot) -> Iterator[Step]:
    name, credit = _name(snapshot), snapshot.credit
    unmet = [condition.kind for condition in credit.conditions if condition.met_at is None]
    if ConditionKind.BILLING_CONTACT in unmet:
        yield Step("customer", "check again, with a billing contact", f"recheck {name}", RECHECK)
    if any(kind is not ConditionKind.BILLING_CONTACT for kind in unmet):
        yield Step(
            "credit analyst", "record the security", f"security {name} --provided", RECORD_SECURITY
        )
        yield _extend(name, "credit analyst")
    elif snapshot.waiting_on.who is Who.CUSTOMER and not unmet:
        yield Step(
            "customer",
            "return the application",
            f"apply-for-credit {name} FILE",
            RETURN_APPLICATION,
        )
    if not unmet and credit.review_started_at is not None:
        limit = str(credit.asked.amount) if credit.asked else "AMOUNT"
        yield Step("credit analyst", "approve", f"decide {name} approve --limit {limit}", APPROVE)
        command = f"decide {name} more-info --reason TEXT"
        yield Step("credit analyst", "ask for more", command, ASK_FOR_MORE)
        yield _ask(name, "credit analyst")
    yield _decline(name, "credit analyst")


def _legal_documents(snapshot: Snapshot) -> Iterator[Step]:
    name, documents = _name(snapshot), snapshot.documents
    for ask in documents.still_to_send:
        command = f"add-document {name} FILE --kind {option(ask.kind)}"
        yield Step("customer", "send a document", command, ADD_DOCUMENT)
    for each in documents.received:
        if each.verdict is Verdict.PENDING:
            command = f"review-document {name} {each.id}"
            yield Step("verifier", f"accept {each.id}", f"{command} accept", REVIEW_DOCUMENT)
            yield Step(
                "verifier", f"refuse {each.id}", f"{command} refuse --reason TEXT", REVIEW_DOCUMENT
            )
    if documents.still_to_send:
        yield _extend(name, "verifier")
    yield _decline(name, "verifier")


def _approved(snapshot: Snapshot) -> Iterator[Step]:
    name = _name(snapshot)
    blocking = {finding.code for finding in failing(snapshot.findings, Severity.AT_SWITCH)}
    if "S1" in blocking:
        yield Step("billing", "record what was outstanding as paid", f"account settle {name}")
    if blocking - {"S3"}:
        yield Step("customer", "check again", f"recheck {name}", RECHECK)
    yield Step("customer", "switch, for good", f"switch {name} --yes --by SIGN-IN", SWITCH)


def _ended(snapshot: Snapshot) -> Iterator[Step]:
    yield Step("customer", "apply again", "open FORM")


def _ask(name: str, who: str) -> Step:
    command = f"ask-documents {name} --kind KIND --reason TEXT"
    return Step(who, "ask for documents", command, ASK_FOR_DOCUMENTS)


def _extend(name: str, who: str) -> Step:
    return Step(
        who, "give the customer longer", f"extend-deadline {name} --days 14", EXTEND_DEADLINE
    )


def _decline(name: str, who: str) -> Step:
    return Step(who, "decline", f"decide {name} decline --code CODE --reason TEXT", DECLINE)


_IN_STATE = {
    State.DRAFT: _draft,
    State.SUBMITTED: _submitted,
    State.CREDIT_CHECK: _credit_check,
    State.LEGAL_DOCUMENTS: _legal_documents,
    State.APPROVED: _approved,
    State.REJECTED: _ended,
    State.WITHDRAWN: _ended,
}
