"""What a customer may see of a request, and of a refusal: without what is ours alone.

The rules' evidence, the names of our people, and what they wrote to each other are left out. What
they wrote to the customer, who was mailed the same, stays.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from console.request_privacy import (
    ALL,
    REJECTED_IN_REVIEW,
    SHOWN,
    Shown,
    Team,
    named,
    through_theirs,
)
from domain.access import Role
from domain.errors import DomainError, NotPossibleNow, arrived
from domain.forms.documents import LegalDocument, Verdict
from domain.operations.operation import names_for, only
from domain.requests.deadlines import Alarm
from domain.requests.happenings import Facts, Happening
from domain.requests.lifecycle import State
from domain.requests.operations import OPERATIONS
from domain.requests.outcomes import Settled
from domain.requests.snapshot import (
    CreditDecision,
    CreditView,
    Decided,
    Snapshot,
    TimelineEntry,
)
from wording.codes import called
from wording.refusals import problem_said, said_to_customer

_INTERNAL_DEADLINES = frozenset(
    {Alarm.DAILY_RECHECK, Alarm.VERIFIER_LATE, Alarm.DOCUMENTS_REVIEW_LATE}
)

_THEIR_EVIDENCE = frozenset({"reapply_from"})
"""Of what a rule compared: what its message tells the customer anyway."""

_THEIR_DETAILS = frozenset(
    {
        "action", "at_most", "bank_reference", "code", "field", "invoice", "key", "max_bytes",
        "problem", "problems", "request", "retry_after", "service", "state", "trigger",
    }
)  # fmt: skip
"""Details of refusals that repeat what was asked, or are about their own request or invoice."""
_THEIR_SENTENCES = frozenset(
    {
        "amount_not_acceptable", "body_refused", "consent_missing", "document_refused",
        "effect_mismatch", "form_invalid", "history_full", "invalid_file", "message_too_large",
        "not_allowed", "not_signed_in", "request_already_open", "request_not_found",
        "request_terminated", "service_busy", "service_unreachable", "too_many_attempts",
        "too_many_requests",
    }
)  # fmt: skip
"""Refusals whose sentence names nobody; others are shown in the words of customers' pages."""

_THEIR_OPERATIONS = names_for(Role.CUSTOMER, OPERATIONS)


def for_customer(snapshot: Snapshot, people: Collection[str] = ()) -> Snapshot:
    """The request as its customer may see it.

    Args:
        people: Sign-ins of the customer's own, besides those that the form names.
    """
    own = {each.casefold() for each in (*_named_on(snapshot.draft), *people)}
    findings = tuple(
        each.model_copy(update={"evidence": _theirs(each.evidence), "band": None})
        for each in snapshot.findings
    )
    received = tuple(_document(each, own) for each in snapshot.documents.received)
    return snapshot.model_copy(
        update={
            "findings": findings,
            "settled": {
                rule: Settled(how=settled.how) for rule, settled in snapshot.settled.items()
            },
            "credit": _credit(snapshot.credit, own),
            "documents": snapshot.documents.model_copy(update={"received": received}),
            "possible": snapshot.possible and only(_THEIR_OPERATIONS, snapshot.possible),
            "deadlines": tuple(
                each for each in snapshot.deadlines if each.name not in _INTERNAL_DEADLINES
            ),
            "timeline": tuple(_timeline(snapshot.timeline, own)),
        }
    )


def _theirs(evidence: Mapping[str, Any]) -> dict[str, Any]:
    return {name: evidence[name] for name in _THEIR_EVIDENCE if name in evidence}


def refusal_for_customer(refusal: DomainError, language: str = "en") -> DomainError:
    """The refusal as a customer may read it: of its details only what is known to be about what
    they asked, and its own sentence only where it is in their language and can name nobody else.

    What is known elsewhere, such as a bank reference that another account has used, is refused
    without saying whose it is, or how much.
    """
    shown = {name: refusal.details[name] for name in _THEIR_DETAILS if name in refusal.details}
    if "findings" in refusal.details:
        shown["findings"] = [_finding(each, language) for each in refusal.details["findings"]]
    if "problems" in shown and language != "en":
        shown["problems"] = [
            {**each, "problem": problem_said(each, language)} for each in shown["problems"]
        ]
    if language != "en":
        said = said_to_customer(refusal, language)
    elif refusal.code == NotPossibleNow.code and {"trigger", "state"} <= refusal.details.keys():
        # Why may be what a colleague decided.
        said = NotPossibleNow.sentence(refusal.details)
    elif refusal.code in _THEIR_SENTENCES:
        said = refusal.reason
    else:
        said = said_to_customer(refusal, language)
    return arrived(refusal.code, said, shown)


def _finding(finding: Any, language: str) -> Any:
    """A finding as a refusal lists it, without the rule's evidence."""
    if not isinstance(finding, Mapping):
        return finding
    shown = {name: value for name, value in finding.items() if name not in ("evidence", "band")}
    return shown if language == "en" else {**shown, "message": called(shown["code"], language)}


def _named_on(draft: Mapping[str, Any]) -> Iterator[str]:
    """The addresses on a form, which may hold anything."""
    contact = draft.get("contact")
    named = draft.get("administrators")
    given = [*named] if isinstance(named, list | tuple) else []
    given += [contact.get("email")] if isinstance(contact, Mapping) else []
    yield from (each.strip() for each in given if isinstance(each, str))


def _timeline(timeline: Iterable[TimelineEntry], own: Collection[str]) -> Iterator[TimelineEntry]:
    for entry in timeline:
        if (shown := _shown_of(entry)) is not None:
            names = own if shown.names_customers else ()
            by = named(entry.by, names, shown.team)
            ours = {name: Facts.model_fields[name].default for name in ALL - shown.facts}
            through = through_theirs(entry.through, by == entry.by)
            yield entry.model_copy(update={**ours, "by": by, "through": through})


def _shown_of(entry: TimelineEntry) -> Shown | None:
    in_review = entry.kind is Happening.REJECTED and entry.from_ is State.CREDIT_CHECK
    return REJECTED_IN_REVIEW if in_review else SHOWN[entry.kind]


def _credit(credit: CreditView, own: Collection[str]) -> CreditView:
    application = credit.application
    return credit.model_copy(
        update={
            "application": application
            and application.model_copy(update={"by": named(application.by, own, Team.CUSTOMER)}),
            "decision": credit.decision and _decision(credit.decision),
            "conditions": tuple(
                each.model_copy(update={"reference": None}) for each in credit.conditions
            ),
        }
    )


def _decision(decision: CreditDecision) -> CreditDecision:
    reason = decision.reason if decision.outcome is Decided.MORE_INFORMATION else None
    if decision.code is not None:
        reason = called(decision.code, "en")
    # A verifier declines, too.
    team = Team.PROVIDER if decision.outcome is Decided.DECLINED else Team.CREDIT
    return decision.model_copy(update={"by": named(decision.by, (), team), "reason": reason})


def _document(document: LegalDocument, own: Collection[str]) -> LegalDocument:
    by = document.reviewed_by
    return document.model_copy(
        update={
            "uploaded_by": named(document.uploaded_by, own, Team.CUSTOMER),
            "reviewed_by": by and named(by, (), Team.LEGAL),
            "reason": document.reason if document.verdict is Verdict.REFUSED else None,
        }
    )
