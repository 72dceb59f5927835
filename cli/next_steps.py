"""What can be done next with a request, by whom, and what to type for it."""

from collections.abc import Iterator
from typing import NamedTuple

from cli.text import option, plain
from domain.forms.documents import Verdict
from domain.requests.lifecycle import FINAL, State
from domain.requests.snapshot import ConditionKind, Snapshot
from domain.rules.findings import Severity, failing, unsettled
from domain.turns import Who
from wording.codes import with_names


class Step(NamedTuple):
    who: str
    what: str
    command: str


def next_steps(snapshot: Snapshot) -> list[Step]:
    """The steps that make sense now, the likeliest first."""
    steps = [*_IN_STATE.get(snapshot.state, _none)(snapshot)]
    if snapshot.state not in FINAL:
        what = "end the request"
        steps.append(Step("customer", what, f"withdraw {_name(snapshot)} --reason TEXT"))
    return steps


def _none(snapshot: Snapshot) -> Iterator[Step]:
    yield from ()


def _name(snapshot: Snapshot) -> str:
    return plain(snapshot.scope)


def _hindered(snapshot: Snapshot, operation: str) -> bool:
    """Whether the request says that this is not possible now."""
    return bool((snapshot.possible or {}).get(operation))


def _draft(snapshot: Snapshot) -> Iterator[Step]:
    if not _hindered(snapshot, "submit"):
        yield Step("customer", "submit the draft", f"submit {_name(snapshot)}")
    yield Step("customer", "change the form", f"edit {_name(snapshot)} FORM")


def _submitted(snapshot: Snapshot) -> Iterator[Step]:
    name, who = _name(snapshot), snapshot.waiting_on.who
    if who is Who.CUSTOMER:
        yield Step("customer", "correct the form", f"edit {name} FORM")
        yield Step("customer", "check again", f"recheck {name}")
    for finding in unsettled(snapshot.findings, snapshot.cleared):
        command = f"overrule {name} {finding.code} --reason TEXT"
        yield Step("verifier", f"accept what {with_names(finding.code)} found", command)
    if who is Who.LEGAL:
        yield _ask(name, "verifier")
        yield _decline(name, "verifier")


def _credit_check(snapshot: Snapshot) -> Iterator[Step]:
    name, credit = _name(snapshot), snapshot.credit
    unmet = [condition.kind for condition in credit.conditions if condition.met_at is None]
    if ConditionKind.BILLING_CONTACT in unmet:
        yield Step("customer", "check again, with a billing contact", f"recheck {name}")
    if any(kind is not ConditionKind.BILLING_CONTACT for kind in unmet):
        yield Step("credit analyst", "record the security", f"security {name} --provided")
        yield _extend(name, "credit analyst")
    elif snapshot.waiting_on.who is Who.CUSTOMER and not unmet:
        yield Step("customer", "return the application", f"apply-for-credit {name} FILE")
    if not unmet and credit.review_started_at is not None:
        limit = str(credit.asked.amount) if credit.asked else "AMOUNT"
        yield Step("credit analyst", "approve", f"decide {name} approve --limit {limit}")
        if not _hindered(snapshot, "ask_for_more"):
            yield Step("credit analyst", "ask for more", f"decide {name} more-info --reason TEXT")
        yield _ask(name, "credit analyst")
    yield _decline(name, "credit analyst")


def _legal_documents(snapshot: Snapshot) -> Iterator[Step]:
    name, documents = _name(snapshot), snapshot.documents
    for ask in documents.still_to_send:
        command = f"add-document {name} FILE --kind {option(ask.kind)}"
        yield Step("customer", "send a document", command)
    for each in documents.received:
        if each.verdict is Verdict.PENDING:
            command = f"review-document {name} {each.id}"
            yield Step("verifier", f"accept {each.id}", f"{command} accept")
            yield Step("verifier", f"refuse {each.id}", f"{command} refuse --reason TEXT")
    if documents.still_to_send:
        yield _extend(name, "verifier")
    yield _decline(name, "verifier")


def _approved(snapshot: Snapshot) -> Iterator[Step]:
    name = _name(snapshot)
    blocking = {finding.code for finding in failing(snapshot.findings, Severity.AT_SWITCH)}
    if "S1" in blocking:
        yield Step("billing", "record what was outstanding as paid", f"account settle {name}")
    if blocking - {"S3"}:
        yield Step("customer", "check again", f"recheck {name}")
    yield Step("customer", "switch, for good", f"switch {name} --yes --by SIGN-IN")


def _ended(snapshot: Snapshot) -> Iterator[Step]:
    yield Step("customer", "apply again", "open FORM")


def _ask(name: str, who: str) -> Step:
    return Step(who, "ask for documents", f"ask-documents {name} --kind KIND --reason TEXT")


def _extend(name: str, who: str) -> Step:
    return Step(who, "give the customer longer", f"extend-deadline {name} --days 14")


def _decline(name: str, who: str) -> Step:
    return Step(who, "decline", f"decide {name} decline --code CODE --reason TEXT")


_IN_STATE = {
    State.DRAFT: _draft,
    State.SUBMITTED: _submitted,
    State.CREDIT_CHECK: _credit_check,
    State.LEGAL_DOCUMENTS: _legal_documents,
    State.APPROVED: _approved,
    State.REJECTED: _ended,
    State.WITHDRAWN: _ended,
}
