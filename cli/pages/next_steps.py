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
from domain.rules.findings import Finding, Severity, failing, unsettled
from domain.turns import Who
from wording.catalogue import staff_words
from wording.codes import with_name


class Step(NamedTuple):
    who: str
    what: str
    command: str
    operation: RequestOperation[Any] | None = None
    """In the table of operations; None where it is none of them."""


def step(
    who: Who,
    key: str,
    command: str,
    operation: RequestOperation[Any] | None = None,
    /,
    **facts: object,
) -> Step:
    """A step, called as the catalogue does."""
    words = staff_words()
    return Step(words(f"next_by.{who}"), words(key, **facts), command, operation)


def typed(*parts: object) -> str:
    """A command as it is typed, from its parts."""
    return " ".join(plain(each) for each in parts)


def quoted(value: str) -> str:
    """A value as it is typed in a shell."""
    from shlex import quote

    return quote(plain(value))


REASON = ("--reason", "TEXT")


def next_steps(snapshot: Snapshot) -> list[Step]:
    """The steps that make sense now, the likeliest first; none that the request says is not
    possible."""
    steps = [*_IN_STATE.get(snapshot.state, _none)(snapshot)]
    if snapshot.state not in FINAL:
        command = typed("withdraw", snapshot.scope, *REASON)
        steps.append(step(Who.CUSTOMER, "next.withdraw", command, WITHDRAW))
    return [each for each in steps if not _hindered(snapshot, each.operation)]


def _none(snapshot: Snapshot) -> Iterator[Step]:
    yield from ()


def _hindered(snapshot: Snapshot, operation: RequestOperation[Any] | None) -> bool:
    """Whether the request says that this is not possible now, for anybody."""
    found = (snapshot.possible or {}).get(operation.name) if operation else None
    return found is not None and found.except_for is None


def _draft(snapshot: Snapshot) -> Iterator[Step]:
    yield step(Who.CUSTOMER, "next.submit", typed("submit", snapshot.scope), SUBMIT)
    yield step(Who.CUSTOMER, "next.edit", typed("edit", snapshot.scope, "FORM"), EDIT)


def _submitted(snapshot: Snapshot) -> Iterator[Step]:
    name, who = snapshot.scope, snapshot.waiting_on.who
    if who is Who.CUSTOMER:
        yield step(Who.CUSTOMER, "next.correct_form", typed("edit", name, "FORM"), EDIT)
        yield step(Who.CUSTOMER, "next.recheck", typed("recheck", name), RECHECK)
    for finding in unsettled(snapshot.findings, snapshot.cleared):
        command, found = typed("overrule", name, finding.code, *REASON), with_name(finding.code)
        yield step(Who.LEGAL, "next.overrule", command, OVERRULE, finding=found)
    if who is Who.LEGAL:
        yield _ask(name, Who.LEGAL)
        yield _decline(name, Who.LEGAL)


def _credit_check(snapshot: Snapshot) -> Iterator[Step]:
    name, credit = snapshot.scope, snapshot.credit
    unmet = [condition.kind for condition in credit.conditions if condition.met_at is None]
    if ConditionKind.BILLING_CONTACT in unmet:
        yield step(Who.CUSTOMER, "next.recheck_contact", typed("recheck", name), RECHECK)
    if any(kind is not ConditionKind.BILLING_CONTACT for kind in unmet):
        command = typed("security", name, "--provided")
        yield step(Who.CREDIT, "next.security", command, RECORD_SECURITY)
        yield _extend(name, Who.CREDIT)
    elif snapshot.waiting_on.who is Who.CUSTOMER and not unmet:
        command = typed("apply-for-credit", name, "FILE")
        yield step(Who.CUSTOMER, "next.return_application", command, RETURN_APPLICATION)
    if not unmet and credit.review_started_at is not None:
        limit = credit.asked.amount if credit.asked else "AMOUNT"
        command = typed("decide", name, "approve", "--limit", limit)
        yield step(Who.CREDIT, "next.approve", command, APPROVE)
        command = typed("decide", name, "more-info", *REASON)
        yield step(Who.CREDIT, "next.ask_for_more", command, ASK_FOR_MORE)
        yield _ask(name, Who.CREDIT)
    yield _decline(name, Who.CREDIT)


def _legal_documents(snapshot: Snapshot) -> Iterator[Step]:
    name, documents = snapshot.scope, snapshot.documents
    for ask in documents.still_to_send:
        command = typed("add-document", name, "FILE", "--kind", option(ask.kind))
        yield step(Who.CUSTOMER, "next.add_document", command, ADD_DOCUMENT)
    for each in documents.received:
        if each.verdict is Verdict.PENDING:
            yield _review(name, each.id, "next.accept_document", "accept")
            yield _review(name, each.id, "next.refuse_document", "refuse", *REASON)
    if documents.still_to_send:
        yield _extend(name, Who.LEGAL)
    yield _decline(name, Who.LEGAL)


def _approved(snapshot: Snapshot) -> Iterator[Step]:
    name = snapshot.scope
    blocking = {each.code: each for each in failing(snapshot.findings, Severity.AT_SWITCH)}
    for scope in _charged_here(blocking.get("S1")):
        yield step(Who.BILLING, "next.settle", typed("account", "settle", scope))
    if blocking.keys() - {"S3"}:  # somebody else may make the switch: nothing to put right
        yield step(Who.CUSTOMER, "next.recheck", typed("recheck", name), RECHECK)
    else:
        command = typed("switch", name, "--yes", "--by", "SIGN-IN")
        yield step(Who.CUSTOMER, "next.switch", command, SWITCH)


def _charged_here(outstanding: Finding | None) -> Iterator[str]:
    """The scopes whose charges stand in our books, on whichever of the account's. What another
    billing system collects has its invoice's number, and is paid there."""
    charges = outstanding.evidence.get("outstanding", ()) if outstanding is not None else ()
    yield from dict.fromkeys(each["scope"] for each in charges if not each.get("number"))


def _ended(snapshot: Snapshot) -> Iterator[Step]:
    yield step(Who.CUSTOMER, "next.apply_again", typed("open", "FORM"))


def _review(name: str, document: str, key: str, *verdict: str) -> Step:
    command = typed("review-document", name, document, *verdict)
    return step(Who.LEGAL, key, command, REVIEW_DOCUMENT, document=document)


def _ask(name: str, who: Who) -> Step:
    command = typed("ask-documents", name, "--kind", "KIND", *REASON)
    return step(who, "next.ask_for_documents", command, ASK_FOR_DOCUMENTS)


def _extend(name: str, who: Who) -> Step:
    command = typed("extend-deadline", name, "--days", 14)
    return step(who, "next.extend_deadline", command, EXTEND_DEADLINE)


def _decline(name: str, who: Who) -> Step:
    command = typed("decide", name, "decline", "--code", "CODE", *REASON)
    return step(who, "next.decline", command, DECLINE)


_IN_STATE = {
    State.DRAFT: _draft,
    State.SUBMITTED: _submitted,
    State.CREDIT_CHECK: _credit_check,
    State.LEGAL_DOCUMENTS: _legal_documents,
    State.APPROVED: _approved,
    State.REJECTED: _ended,
    State.WITHDRAWN: _ended,
}
