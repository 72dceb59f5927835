"""What an operation can be about: the request checks a choice by it, and pages offer it."""

from collections.abc import Container, Iterable, Sequence

from domain.forms.documents import DocumentAsk, DocumentKind, LegalDocument, to_review
from domain.requests.lifecycle import State
from domain.requests.snapshot import Condition, ConditionKind
from domain.rules.findings import Finding, unsettled


def findings_to_judge(
    state: State, findings: Iterable[Finding], cleared: Container[str]
) -> tuple[Finding, ...]:
    """The findings that a verifier may overrule now."""
    return unsettled(findings, cleared) if state is State.SUBMITTED else ()


def uploads_to_review(state: State, received: Sequence[LegalDocument]) -> tuple[LegalDocument, ...]:
    """The uploads that a verifier is to accept or refuse now."""
    return to_review(received) if state is State.LEGAL_DOCUMENTS else ()


def kinds_to_ask(state: State, asks: Iterable[DocumentAsk]) -> tuple[DocumentKind, ...]:
    """The kinds of documents that are not being asked for yet."""
    asked = {each.kind for each in asks} if state is State.LEGAL_DOCUMENTS else set()
    return tuple(kind for kind in DocumentKind if kind not in asked)


def kinds_to_add(asks: Sequence[DocumentAsk]) -> tuple[DocumentKind, ...]:
    """The kinds of documents that are taken: those asked for, and what will do instead."""
    return tuple(kind for kind in DocumentKind if any(kind in each.accepted for each in asks))


def security_to_provide(conditions: Iterable[Condition]) -> Condition | None:
    """The deposit or letter of credit that is still to be provided."""
    unmet = (each for each in conditions if each.met_at is None)
    return next((each for each in unmet if each.kind is not ConditionKind.BILLING_CONTACT), None)
